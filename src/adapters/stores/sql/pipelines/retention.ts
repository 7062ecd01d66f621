import type { EpochMs, ProjectId } from '../../../../kernel/index.ts'
import { publish } from '../journal/publish.ts'
import { all, chunks, marks, maybe, one, run, type Tx } from '../statement.ts'
import { emptied } from './bodies.ts'
import { restand, takeProject } from './standing.ts'

/** Where a walk over the projects stands: behind this one, `null` at its end. */
export type RunWalk = { readonly before: EpochMs; readonly after: number | null }

const dayMs = 86_400_000
export const wholeDay = (at: EpochMs): EpochMs => at - (at % dayMs)

/** Projects that one transaction looks at. */
const projectsAtOnce = 50
/**
 * The newest of each project stay, however old they are: they are how it stands, and lists of its
 * platform would bring them again as news.
 */
const keptOfEach = 100

export type Walked = { readonly removed: number; readonly after: number | null }

/** Removes old runs and deployments of the next projects, about `limit` rows at most. */
export function* oldRuns({ before, after }: RunWalk, limit: number): Tx<Walked> {
  if (after === null) return { removed: 0, after }
  const projects = yield* all<{ id: number }>(
    'select id from pipelines_projects where id > ? order by id limit ?',
    after,
    projectsAtOnce,
  )
  const restless: number[] = []
  let removed = 0
  let done = after
  for (const { id } of projects) {
    const gone = yield* ofProject(id as ProjectId, before, limit - removed)
    removed += gone.removed
    if (gone.isChanged) restless.push(id)
    if (removed >= limit) break
    done = id
  }
  yield* tell(restless)
  if (removed >= limit) return { removed, after: done }
  return { removed, after: projects.length < projectsAtOnce ? null : done }
}

function* tell(ids: readonly number[]): Tx<void> {
  if (ids.length === 0) return
  const { now } = yield* one<{ now: number }>('select pharos_now() as now')
  yield* publish({ events: [], changes: ids.map((id) => ({ kind: 'project', id }) as const) }, now)
}

type Gone = { readonly removed: number; readonly isChanged: boolean }

function* ofProject(id: ProjectId, before: EpochMs, limit: number): Tx<Gone> {
  const removed = yield* oldDeployments(id, before, limit)
  const runs = yield* oldRunsOf(id, before, limit - removed)
  if (runs.length === 0) return { removed, isChanged: removed > 0 }
  const project = yield* takeProject(id)
  if (project === null) return { removed, isChanged: false }
  for (const some of chunks(runs)) {
    yield* run(`delete from pipelines_runs where id in (${marks(some.length)})`, ...some)
  }
  return { removed: removed + runs.length, isChanged: yield* restand(project) }
}

/** Older than the oldest of those that stay, and counted already. What is open is closed first. */
function* oldRunsOf(id: ProjectId, before: EpochMs, limit: number): Tx<readonly number[]> {
  const kept = yield* maybe<{ created_at: number }>(
    `select created_at from pipelines_runs where project_id = ?
      order by created_at desc, id desc limit 1 offset ${keptOfEach - 1}`,
    id,
  )
  if (kept === null) return []
  const rows = yield* all<{ id: number }>(
    `select id from pipelines_runs r
      where r.project_id = ? and r.created_at < ?
        and r.status not in ('pending', 'running', 'waiting')
        and not exists (select 1 from pipelines_behind b
          where b.project_id = r.project_id and b.day = r.day)
      order by r.created_at limit ?`,
    id,
    Math.min(before, kept.created_at),
    limit,
  )
  return rows.map((row) => row.id)
}

/** The newest of each environment stays too, and the newest that went well. */
function* oldDeployments(id: ProjectId, before: EpochMs, limit: number): Tx<number> {
  const kept = yield* maybe<{ created_at: number }>(
    `select created_at from pipelines_deployments where project_id = ?
      order by created_at desc limit 1 offset ${keptOfEach - 1}`,
    id,
  )
  if (kept === null) return 0
  const newer = (also: string) => `exists (select 1 from pipelines_deployments n
    where n.project_id = d.project_id and n.environment = d.environment
      and n.created_at > d.created_at ${also})`
  const rows = yield* all(
    `delete from pipelines_deployments where id in (
      select d.id from pipelines_deployments d
      where d.project_id = ? and d.created_at < ? and ${newer('')}
        and (d.status <> 'success' or ${newer("and n.status = 'success'")})
      order by d.created_at limit ?) returning id`,
    id,
    Math.min(before, kept.created_at),
    limit,
  )
  return rows.length
}

/** Removes deliveries by webhook, whatever became of them. @returns how many. */
export function* oldDeliveries(before: EpochMs, limit: number): Tx<number> {
  const first = yield* all<{ id: number; received_at: number }>(
    'select id, received_at from pipelines_events order by id limit ?',
    limit,
  )
  const old = first.filter(({ received_at }) => received_at < before).map(({ id }) => id)
  for (const some of chunks(old)) {
    yield* run(`delete from pipelines_events where id in (${marks(some.length)})`, ...some)
  }
  return old.length
}

/** Empties bodies of deliveries that were processed: what they said is stored. @returns how many. */
export function* oldBodies(before: EpochMs, limit: number): Tx<number> {
  const rows = yield* all(
    `update pipelines_events set body = '${emptied}' where id in (
      select id from pipelines_events
      where status = 'done' and body <> '' and processed_at < ? order by processed_at limit ?)
      returning id`,
    before,
    limit,
  )
  return rows.length
}
