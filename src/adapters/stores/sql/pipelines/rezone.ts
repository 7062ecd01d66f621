import { dayOf } from '../../../../modules/pipelines/index.ts'
import { all, chunks, marks, one, type Row, run, type Tx } from '../statement.ts'
import { markBehind } from './rollup-rows.ts'

/** Runs that one transaction looks at. */
const runsAtOnce = 500

/**
 * Makes this the zone of days. Runs that come from now on are given days of it; those that are there
 * are walked over in portions, and the calendar's row knows how far the walk has come, so that it
 * goes on after a restart. Throws `RangeError` for a zone that is not in the time zone database.
 */
export function* beginWalk(timeZone: string): Tx<void> {
  dayOf(0, timeZone)
  const calendar = yield* one<{ time_zone: string }>(
    'select time_zone from pipelines_calendar where one = 1 /*pg for update*/',
  )
  if (calendar.time_zone === timeZone) return
  yield* run('update pipelines_calendar set time_zone = ?, walked_to = 0 where one = 1', timeZone)
}

type RunRow = Row & { id: number; project_id: number; created_at: number; day: number }

/** Gives the next runs behind this one the days of the zone, and notes whose sums that changes. */
export function* walkOn(timeZone: string, walkedTo: number): Tx<void> {
  const runs = yield* all<RunRow>(
    `select id, project_id, created_at, day from pipelines_runs
      where id > ? order by id limit ? /*pg for no key update*/`,
    walkedTo,
    runsAtOnce,
  )
  const moved = runs
    .map((row) => ({ ...row, by: dayOf(row.created_at, timeZone) - row.day }))
    .filter(({ by }) => by !== 0)
  yield* markBehind(
    moved.flatMap(({ project_id: projectId, day, by }) => [
      { projectId, day },
      { projectId, day: day + by },
    ]),
  )
  // Zones are less than two days apart, so these are few.
  for (const [by, some] of Map.groupBy(moved, (row) => row.by)) {
    for (const part of chunks(some)) {
      yield* run(
        `update pipelines_runs set day = day + ? where id in (${marks(part.length)})`,
        by,
        ...part.map(({ id }) => id),
      )
    }
  }
  const last = runs.length < runsAtOnce ? null : (runs.at(-1)?.id ?? null)
  yield* run('update pipelines_calendar set walked_to = ? where one = 1', last)
}
