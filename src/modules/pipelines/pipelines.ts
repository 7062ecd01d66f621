import {
  type Actor,
  type Clock,
  type EpochMs,
  notFound,
  type ProjectId,
  Refusal,
  type RunId,
  type WebhookEventId,
} from '../../kernel/index.ts'
import type { Cache } from './cache.ts'
import type { EventStore, PipelineReader, ProjectViews } from './ports.ts'
import type { Freshness, ProjectView, RunDetail } from './project.ts'
import type { Statistics, StatisticsQuery } from './statistics.ts'
import type { SnapshotKind, Snapshots, WantStore } from './want.ts'

export type PipelinesOptions = {
  readonly store: PipelineReader & ProjectViews & EventStore & WantStore
  /** Where statistics are kept that were read; without it they are read each time. */
  readonly cache?: Cache
  readonly clock: Clock
}

/** A list that a platform is asked for when somebody looks. */
export type Snapped<Kind extends SnapshotKind> = {
  readonly state: Freshness
  /** `null` while `loading`, and on an `error` without anything from before. */
  readonly value: Snapshots[Kind] | null
  readonly fetchedAt: EpochMs | null
  /** Why the latest try failed. */
  readonly error: string | null
}

export type Pipelines = ReturnType<typeof createPipelines>

/** For how long such a list is shown without asking again. */
const freshMs = 60_000
/** An answer that failed is not asked for again sooner. */
const againMs = 30_000
const askedMost = 1_000

/** What people and programs read of projects and runs, and what they may ask for. */
export function createPipelines({ store, cache, clock }: PipelinesOptions) {
  async function project(id: ProjectId): Promise<ProjectView> {
    const found = await store.project(id)
    if (found === null) throw notFound('project', id)
    return found
  }

  async function run(id: RunId): Promise<RunDetail> {
    const found = await store.run(id)
    if (found === null) throw notFound('run', id)
    return found
  }

  const isAskedFirst = createRest(clock)

  return {
    project,
    projects: store.projects,
    runs: store.runs,
    branches: store.branches,
    deployments: store.deployments,
    environments: store.environments,
    statistics: (query: StatisticsQuery) => statisticsOf(query, store, cache),
    insights: store.insights,
    views: { all: store.all, some: store.some } satisfies ProjectViews,

    /** A run; where its jobs were never read, they are asked for and come later. */
    async run(id: RunId): Promise<RunDetail> {
      const found = await run(id)
      if (found.jobs === null && found.project.listed && isAskedFirst(id)) {
        const { externalId, attempt } = found.run
        const want = { kind: 'jobs', run: { externalId, attempt } } as const
        await store.want(found.project.connectionId, found.project.id, want, clock.now())
      }
      return found
    },

    /** A list as it was read last; one that is old, or was never read, is asked for and comes later. */
    async snapshot<Kind extends SnapshotKind>(id: ProjectId, kind: Kind): Promise<Snapped<Kind>> {
      const { connectionId } = await project(id)
      const { value, fetchedAt, trouble } = await store.snapshot(id, kind)
      const now = clock.now()
      const isFresh = fetchedAt !== null && now - fetchedAt < freshMs
      const rests = trouble !== null && now - trouble.at < againMs
      if (!isFresh && !rests) await store.want(connectionId, id, { kind }, now)
      return {
        state: stateOf(value, isFresh, trouble !== null),
        value,
        fetchedAt,
        error: trouble?.message ?? null,
      }
    },

    /** Has a project looked at now. */
    async refresh(id: ProjectId): Promise<void> {
      const { connectionId } = await project(id)
      await store.want(connectionId, id, { kind: 'refresh' }, clock.now())
    },

    /** Has a run started again at its platform. */
    async rerun(id: RunId): Promise<void> {
      const {
        run: { externalId, attempt },
        project: { connectionId, id: projectId },
      } = await run(id)
      await store.want(
        connectionId,
        projectId,
        { kind: 'rerun', run: { externalId, attempt } },
        clock.now(),
      )
    },

    events: store.events,
    async event(id: WebhookEventId) {
      const found = await store.event(id)
      if (found === null) throw notFound('webhook event', id)
      return found
    },
    /** Has a delivery processed again. */
    async replay(id: WebhookEventId, actor: Actor): Promise<void> {
      if (await store.replay(id, { actor, at: clock.now() })) return
      throw new Refusal('not_found', `There is no webhook event ${id}`)
    },
  }
}

/** Of one edition of the sums they are read once, however many look. */
async function statisticsOf(
  query: StatisticsQuery,
  store: Pick<PipelineReader, 'statistics' | 'edition'>,
  cache: Cache | undefined,
): Promise<Statistics> {
  if (cache === undefined) return store.statistics(query)
  const key = `statistics ${await store.edition()} ${JSON.stringify(query)}`
  const cached = await cache.read(key, () => store.statistics(query))
  if (cached.state === 'error') throw cached.error
  if (cached.state === 'loading') {
    throw new Refusal('unavailable', 'The statistics are being added up', { retryAfter: 5 })
  }
  return cached.value
}

/** Tells once in a while that something may be asked for: a page that is looked at asks again and again. */
function createRest(clock: Clock) {
  const asked = new Map<RunId, EpochMs>()
  return (id: RunId): boolean => {
    const now = clock.now()
    if (now - (asked.get(id) ?? -againMs) < againMs) return false
    asked.delete(id)
    asked.set(id, now)
    const [oldest] = asked.keys()
    if (asked.size > askedMost && oldest !== undefined) asked.delete(oldest)
    return true
  }
}

function stateOf(value: unknown, isFresh: boolean, failed: boolean): Freshness {
  if (value === null) return failed ? 'error' : 'loading'
  return isFresh && !failed ? 'fresh' : 'stale'
}

/** How a project's history stands: whether what is shown of it is the truth. */
export function freshnessOf(project: ProjectView, staleMs: number, now: EpochMs): Freshness {
  const { filledAt, refreshedAt, trouble } = project
  if (filledAt === null && project.latest === null) return trouble === null ? 'loading' : 'error'
  if (trouble !== null) return 'stale'
  return refreshedAt !== null && now - refreshedAt > staleMs ? 'stale' : 'fresh'
}
