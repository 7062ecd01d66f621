import type { EpochMs, ProjectId } from '../../../../kernel/index.ts'
import type { Run, RunKey } from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { publish } from '../journal/publish.ts'
import { all, marks, type Tx } from '../statement.ts'
import { markBehind } from './rollup-rows.ts'
import { type RunRow, runColumns, toRun } from './rows.ts'
import { attemptsOf, keyOf } from './run-rows.ts'
import { restand, takeProject } from './standing.ts'
import { storableId } from './storable.ts'

const isOpen = `status in ('pending', 'running', 'waiting')`

export function* openRuns(id: ProjectId, limit: number): Tx<readonly Run[]> {
  const rows = yield* all<RunRow>(
    `select ${runColumns} from pipelines_runs r
      where r.project_id = ? and r.${isOpen} and r.superseded = 0
      order by r.seen_at, r.id limit ?`,
    id,
    limit,
  )
  return rows.map(toRun)
}

export function* knownRuns(id: ProjectId, runs: readonly RunKey[]): Tx<readonly Run[]> {
  const keys = runs.map(({ externalId, attempt }) => ({
    externalId: storableId(externalId),
    attempt,
  }))
  const wanted = new Set(keys.map(keyOf))
  const stored = yield* attemptsOf(
    id,
    keys.map(({ externalId }) => externalId),
  )
  return stored.filter((run) => wanted.has(keyOf(run))).map(({ day: _, ...run }) => run)
}

/** Runs that one transaction closes. */
const portion = 200

/** Nobody else waits longer than for one portion. */
export async function closeUnseen(driver: Driver, before: EpochMs, at: EpochMs): Promise<number> {
  let closed = 0
  while (await driver.read(() => isSomeUnseen(before))) {
    const some = await driver.write(() => closeSome(before, at))
    if (some === 0) break
    closed += some
  }
  return closed
}

function* isSomeUnseen(before: EpochMs): Tx<boolean> {
  const rows = yield* all(
    `select id from pipelines_runs where ${isOpen} and seen_at < ? limit 1`,
    before,
  )
  return rows.length > 0
}

type ClosedRow = { id: number; project_id: number; day: number }

function* closeSome(before: EpochMs, at: EpochMs): Tx<number> {
  const due = yield* all<ClosedRow>(
    `select id, project_id, day from pipelines_runs where ${isOpen} and seen_at < ?
      order by project_id, id limit ?`,
    before,
    portion,
  )
  const ids = [...new Set(due.map(({ project_id }) => project_id))] as ProjectId[]
  let closed = 0
  // Projects in one order, so that two processes wait for each other only one way.
  for (const id of ids) closed += yield* closeOf(id, due, before)
  if (closed > 0) {
    const changes = ids.map((id) => ({ kind: 'project', id }) as const)
    yield* publish({ events: [], changes }, at)
  }
  return closed
}

function* closeOf(id: ProjectId, due: readonly ClosedRow[], before: EpochMs): Tx<number> {
  const project = yield* takeProject(id)
  if (project === null) return 0
  const runs = due.filter(({ project_id }) => project_id === id)
  // Somebody may have seen them while this waited for the project.
  const closed = yield* all<ClosedRow>(
    `update pipelines_runs set status = 'unknown', finished_at = null, duration_ms = null
      where id in (${marks(runs.length)}) and ${isOpen} and seen_at < ?
      returning id, project_id, day`,
    ...runs.map((run) => run.id),
    before,
  )
  yield* markBehind(closed.map(({ day }) => ({ projectId: id, day })))
  yield* restand(project)
  return closed.length
}
