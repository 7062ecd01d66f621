import type { RollupStore } from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, maybe, one, type Row, run, type Tx } from '../statement.ts'
import { beginWalk, walkOn } from './rezone.ts'
import { type Behind, valuesTable } from './rollup-rows.ts'
import { addUp, type Changed } from './rollup-sums.ts'

/** Days of projects that one transaction adds up. */
const portion = 100

export const createRollupStore = (driver: Driver): RollupStore => ({
  async settleRollups() {
    const due = await driver.read(isAnythingDue)
    return due && driver.write(settle)
  },
  useZone: (timeZone) => driver.write(() => beginWalk(timeZone)),
})

function* isAnythingDue(): Tx<boolean> {
  const { due } = yield* one<{ due: number }>(
    `select case when walked_to is not null or exists (select 1 from pipelines_behind)
      then 1 else 0 end as due from pipelines_calendar where one = 1`,
  )
  return due === 1
}

/**
 * Takes a portion of what is behind. One process does this at a time; writers of runs, who hold the
 * calendar's row with a weaker lock, go on meanwhile.
 */
function* settle(): Tx<boolean> {
  const calendar = yield* one<{ time_zone: string; walked_to: number | null }>(
    'select time_zone, walked_to from pipelines_calendar where one = 1 /*pg for no key update*/',
  )
  if (calendar.walked_to !== null) {
    yield* walkOn(calendar.time_zone, calendar.walked_to)
    return true
  }
  const taken = yield* takeBehind()
  if (taken.length > 0) {
    yield* addUp(taken)
    yield* run('update pipelines_calendar set edition = edition + 1 where one = 1')
  }
  return (yield* maybe('select 1 as more from pipelines_behind limit 1')) !== null
}

/** Taken away before the runs are read: what changes after that is noted anew. */
function* takeBehind(): Tx<readonly Changed[]> {
  const rows = yield* all<Row & { project_id: number; day: number }>(
    `delete from pipelines_behind where (project_id, day) in
      (select project_id, day from pipelines_behind order by project_id, day limit ?)
      returning project_id, day`,
    portion,
  )
  if (rows.length === 0) return []
  const taken = rows
    .map(({ project_id, day }): Behind => ({ projectId: project_id, day }))
    .sort((a, b) => a.projectId - b.projectId || a.day - b.day)
  const ids = [...new Set(taken.map(({ projectId }) => projectId))]
  const owners = yield* all<{ id: number; connection_id: number }>(
    `select p.id, p.connection_id from ${valuesTable(ids.length, 1)}
      join pipelines_projects p on p.id = v.column1`,
    ...ids,
  )
  const connections = new Map(owners.map(({ id, connection_id }) => [id, connection_id]))
  return taken.flatMap((behind) => {
    const connectionId = connections.get(behind.projectId)
    return connectionId === undefined ? [] : [{ ...behind, connectionId }]
  })
}
