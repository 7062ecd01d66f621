import type { Clock, EpochMs, Logger } from '../../kernel/index.ts'
import type { Trouble } from './connection.ts'
import type { Ask, Connector } from './connector.ts'
import { PlatformFault } from './fault.ts'
import type { FoundRun } from './found.ts'
import { mergeRun } from './merge.ts'
import type { FindingStore, Manner } from './ports.ts'
import type { Project, Run } from './project.ts'
import { isFinal, type RunStatus } from './status.ts'

export type LookDeps = {
  readonly store: FindingStore
  readonly clock: Clock
  readonly log: Logger
}

/** What is read along with the runs: each costs calls. */
export type Aspects = { readonly branches: boolean; readonly deployments: boolean }

export type Looked =
  | {
      readonly kind: 'seen'
      /** Runs that are new or changed. */
      readonly changed: number
      /** Something of it is not over. */
      readonly active: boolean
      readonly lastRunAt: EpochMs | null
    }
  | { readonly kind: 'failed'; readonly fault: PlatformFault }

/** Runs of history that are read on connecting, and at each later look. */
export const fillRuns = 50
const lookRuns = 30
/** After a long time away: what one look reads at most of what it missed. */
const gapRuns = 500
const branchesRead = 100
const deploymentsRead = 50
/** Details that one look asks for at most; the next look goes on. */
const detailsMost = 50
const openMost = 5

/**
 * Looks at a project: its runs, those among them whose list says too little, and those that are
 * open here and no longer in the list. Nothing of a list that broke off is stored.
 */
export async function lookAt(
  project: Project,
  connector: Connector,
  { ask, aspects, deps }: { readonly ask: Ask; readonly aspects: Aspects; readonly deps: LookDeps },
): Promise<Looked> {
  const { store, clock } = deps
  const isFirst = project.filledAt === null
  const manner: Manner = isFirst ? 'history' : 'live'
  try {
    const reading = { connector, ask, store }
    const found = await listed(project, reading)
    const whole = await detailed(found, project, reading)
    const changed = await store.saveRuns(project.id, whole, { at: clock.now(), manner })
    const open = await stillOpen(project, found, reading)
    if (open.length > 0) await store.saveRuns(project.id, open, { at: clock.now(), manner })
    if (!isFirst)
      await jobsOfEnded(changed, project, { connector, ask, store, at: () => clock.now() })
    await readAround(project, connector, { ask, aspects, deps, manner })
    await store.noteProject(project.id, {
      at: clock.now(),
      trouble: null,
      ...(isFirst && { filled: true }),
    })
    return { kind: 'seen', changed: changed.length, ...movement([...whole, ...open]) }
  } catch (error) {
    // Anything else is the store's, which comes back.
    if (!(error instanceof PlatformFault)) throw error
    if (error.kind === 'malformed')
      deps.log.warn('a platform answered strangely', { project: project.fullName, error })
    return { kind: 'failed', fault: error }
  }
}

type Reading = { readonly connector: Connector; readonly ask: Ask; readonly store: FindingStore }

/** The newest runs; where none of them is known here, more was missed, and is read too. */
async function listed(
  project: Project,
  { connector, ask, store }: Reading,
): Promise<readonly FoundRun[]> {
  const isFirst = project.filledAt === null
  const limit = isFirst ? fillRuns : lookRuns
  const found = await connector.pipelines(project, limit, ask)
  if (isFirst || found.length < limit) return found
  const known = await store.knownRuns(project.id, found)
  return known.length > 0 ? found : connector.pipelines(project, gapRuns, ask)
}

/** Lists of some platforms have no times: those that are over are asked for once, one by one. */
async function detailed(
  found: readonly FoundRun[],
  project: Project,
  { connector, ask, store }: Reading,
): Promise<readonly FoundRun[]> {
  const partial = found.filter((run) => run.partial)
  if (partial.length === 0) return found
  const known = await store.knownRuns(project.id, partial)
  const needed = partial.filter((run) => needsDetail(run, known)).slice(0, detailsMost)
  const details = new Map<string, FoundRun>()
  for (const run of needed) {
    const detail = await connector.run(project, run, ask)
    if (detail !== null) details.set(run.externalId, detail)
  }
  return found.map((run) => details.get(run.externalId) ?? run)
}

/** One whose detail is here, and of which the list tells nothing new, costs no call. */
function needsDetail(run: FoundRun, known: readonly Run[]): boolean {
  const stored = known.find(
    ({ externalId, attempt }) => externalId === run.externalId && attempt === run.attempt,
  )
  return stored === undefined || stored.partial || mergeRun(stored, run) !== stored
}

/** Runs that fell out of the list while they ran: a long one, or a busy project. */
async function stillOpen(
  project: Project,
  found: readonly FoundRun[],
  { connector, ask, store }: Reading,
): Promise<readonly FoundRun[]> {
  const listed = new Set(found.map(({ externalId }) => externalId))
  const open = await store.openRuns(project.id, openMost)
  const runs: FoundRun[] = []
  for (const one of open) {
    const { externalId, attempt } = one
    if (listed.has(externalId)) continue
    const run = await connector.run(project, { externalId, attempt }, ask)
    runs.push(run ?? gone(one))
  }
  return runs
}

/** Somebody deleted it at its platform: how it ended is known to nobody. */
const gone = (run: Run): FoundRun => ({
  ...run,
  status: 'unknown',
  rawStatus: 'deleted',
  sourceTime: run.sourceTime + 1,
})

type Around = {
  readonly ask: Ask
  readonly aspects: Aspects
  readonly deps: LookDeps
  readonly manner: Manner
}

async function readAround(
  project: Project,
  connector: Connector,
  { ask, aspects, deps, manner }: Around,
): Promise<void> {
  const { store, clock } = deps
  if (aspects.branches) {
    const found = await connector.branches(project, branchesRead, ask)
    const whole = found.length < branchesRead
    await store.saveBranches(project.id, found, { at: clock.now(), whole })
  }
  if (aspects.deployments && connector.deployments !== undefined) {
    const found = await connector.deployments(project, deploymentsRead, ask)
    await store.saveDeployments(project.id, found, { at: clock.now(), manner })
  }
}

const jobsMost = 10

/** What is flaky shows in the jobs of runs that are over; those of history are read when somebody looks. */
async function jobsOfEnded(
  changed: readonly Run[],
  project: Project,
  { connector, ask, store, at }: Reading & { readonly at: () => EpochMs },
): Promise<void> {
  if (connector.jobs === undefined) return
  for (const run of changed.filter(({ status }) => isFinal(status)).slice(0, jobsMost)) {
    await store.saveJobs(project.id, run, await connector.jobs(project, run, ask), at())
  }
}

const underWay: ReadonlySet<RunStatus> = new Set(['pending', 'running', 'waiting'])

function movement(runs: readonly FoundRun[]): Pick<Seen, 'active' | 'lastRunAt'> {
  const times = runs.map(({ createdAt }) => createdAt)
  return {
    active: runs.some(({ status }) => underWay.has(status)),
    lastRunAt: times.length === 0 ? null : Math.max(...times),
  }
}

type Seen = Extract<Looked, { kind: 'seen' }>

export const troubleOf = (fault: PlatformFault, at: EpochMs): Trouble => ({
  kind: fault.kind,
  message: fault.message,
  at,
  retryAt: fault.retryAt,
})
