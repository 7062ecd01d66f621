import {
  addTotals,
  daysOfMonth,
  emptyTotals,
  isFinal,
  monthOf,
  type RunStatus,
  type RunTotals,
  subtractTotals,
  totalsOf as totalsOfRun,
} from '../../../../modules/pipelines/index.ts'
import { all, maybe, type Row, type Tx } from '../statement.ts'
import {
  type Behind,
  binOf,
  type Rollup,
  type TotalsRow,
  toTotals,
  totalsOf,
  valuesTable,
  writeRollups,
} from './rollup-rows.ts'

export type Changed = Behind & { readonly connectionId: number }

const keyOf = (scope: number, bucket: number): string => `${scope} ${bucket}`

/**
 * Adds up these days of projects from their runs, then the months of the projects from their days.
 * Days of a connection may have a thousand projects, so those are only told the difference.
 *
 * Every attempt counts once, unless a later attempt of the same run is there: a failure that somebody
 * ran again is not counted beside what came of it.
 */
export function* addUp(changed: readonly Changed[]): Tx<void> {
  const before = yield* storedDays(changed)
  const after = yield* daysFromRuns(changed)
  const totals = (sums: ReadonlyMap<string, RunTotals>, { projectId, day }: Behind) =>
    sums.get(keyOf(projectId, day)) ?? emptyTotals
  yield* writeRollups(
    changed.map((one): Rollup => {
      return { level: 'd', scope: one.projectId, bucket: one.day, totals: totals(after, one) }
    }),
  )
  yield* addUpMonths(changed)
  const differences = new Map<string, Difference>()
  for (const one of changed) {
    const scope = -one.connectionId
    const key = keyOf(scope, one.day)
    const known = differences.get(key) ?? {
      scope,
      bucket: one.day,
      came: emptyTotals,
      went: emptyTotals,
    }
    differences.set(key, {
      ...known,
      came: addTotals(known.came, totals(after, one)),
      went: addTotals(known.went, totals(before, one)),
    })
  }
  yield* changeConnections([...differences.values()])
}

type GroupRow = Row & {
  project_id: number
  day: number
  status: string
  runs: number
  duration_bin: number | null
  duration_sum: number | null
  duration_min: number | null
  duration_max: number | null
  queue_bin: number | null
  queue_sum: number | null
}

/** One row for runs that count alike, so that a day of many runs is no more to carry than one of few. */
export const groupsText = (days: number): string => `select v.column1 as project_id,
    v.column2 as day, r.status, ${binOf('r.duration_ms')} as duration_bin,
    ${binOf('r.queued_ms')} as queue_bin, count(*) as runs,
    cast(sum(r.duration_ms) as bigint) as duration_sum, min(r.duration_ms) as duration_min,
    max(r.duration_ms) as duration_max, cast(sum(r.queued_ms) as bigint) as queue_sum
  from ${valuesTable(days, 2)}
  join pipelines_runs r on r.project_id = v.column1 and r.day = v.column2
  where r.superseded = 0 group by 1, 2, 3, 4, 5`

const pairs = (days: readonly Behind[]): number[] =>
  days.flatMap(({ projectId, day }) => [projectId, day])

function* daysFromRuns(days: readonly Behind[]): Tx<ReadonlyMap<string, RunTotals>> {
  const found = new Map<string, RunTotals>()
  for (const group of yield* all<GroupRow>(groupsText(days.length), ...pairs(days))) {
    const key = keyOf(group.project_id, group.day)
    found.set(key, addTotals(found.get(key) ?? emptyTotals, totalsOfGroup(group)))
  }
  return found
}

/** So many times what one of its runs counts, with their own sums and extremes. */
function totalsOfGroup(group: GroupRow): RunTotals {
  // Written from this type alone (`rows.ts`).
  const status = group.status as RunStatus
  const shortest = { status, durationMs: group.duration_min, queuedMs: null }
  const { durationBins, ...one } = totalsOfRun(shortest)
  const lasted = isFinal(status) && group.duration_min !== null
  const times = (count: number) => count * group.runs
  return {
    ...one,
    success: times(one.success),
    warning: times(one.warning),
    failed: times(one.failed),
    canceled: times(one.canceled),
    skipped: times(one.skipped),
    open: times(one.open),
    durationCount: times(one.durationCount),
    durationSumMs: lasted ? (group.duration_sum ?? 0) : 0,
    durationMaxMs: lasted ? group.duration_max : null,
    durationBins: durationBins.map(times),
    ...(group.queue_bin !== null && {
      queueCount: group.runs,
      queueSumMs: group.queue_sum ?? 0,
      queueBins: emptyTotals.queueBins.with(group.queue_bin, group.runs),
    }),
  }
}

type RollupRow = TotalsRow & { scope: number; bucket: number }

const toMap = (rows: readonly RollupRow[]): ReadonlyMap<string, RunTotals> =>
  new Map(rows.map((row) => [keyOf(row.scope, row.bucket), toTotals(row)]))

function* storedDays(days: readonly Behind[]): Tx<ReadonlyMap<string, RunTotals>> {
  const rows = yield* all<RollupRow>(
    `select r.scope, r.bucket, ${totalsOf('r')} from ${valuesTable(days.length, 2)}
      join pipelines_rollups r on r.level = 'd' and r.scope = v.column1 and r.bucket = v.column2`,
    ...pairs(days),
  )
  return toMap(rows)
}

/** There are 31 days at most to add up. */
function* addUpMonths(days: readonly Behind[]): Tx<void> {
  const months = new Map<string, { readonly scope: number; readonly bucket: number }>()
  for (const { projectId, day } of days) {
    const bucket = monthOf(day)
    months.set(keyOf(projectId, bucket), { scope: projectId, bucket })
  }
  const asked = [...months.values()]
  const rows = yield* all<RollupRow>(
    `select r.scope, r.bucket, ${totalsOf('r')} from ${valuesTable(asked.length, 3)}
      join pipelines_rollups r on r.level = 'd' and r.scope = v.column1
        and r.bucket between v.column2 and v.column3`,
    ...asked.flatMap(({ scope, bucket }) => {
      const { from, to } = daysOfMonth(bucket)
      return [scope, from, to]
    }),
  )
  const found = new Map<string, RunTotals>()
  for (const row of rows) {
    const key = keyOf(row.scope, monthOf(row.bucket))
    found.set(key, addTotals(found.get(key) ?? emptyTotals, toTotals(row)))
  }
  yield* writeRollups(
    asked.map(({ scope, bucket }): Rollup => {
      return { level: 'm', scope, bucket, totals: found.get(keyOf(scope, bucket)) ?? emptyTotals }
    }),
  )
}

/** What a day of a connection gains, and what it loses. */
type Difference = {
  readonly scope: number
  readonly bucket: number
  readonly came: RunTotals
  readonly went: RunTotals
}

function* changeConnections(differences: readonly Difference[]): Tx<void> {
  const rows = yield* all<RollupRow>(
    `select r.scope, r.bucket, ${totalsOf('r')} from ${valuesTable(differences.length, 2)}
      join pipelines_rollups r on r.level = 'd' and r.scope = v.column1 and r.bucket = v.column2`,
    ...differences.flatMap(({ scope, bucket }) => [scope, bucket]),
  )
  const stored = toMap(rows)
  const changed: Rollup[] = []
  for (const { scope, bucket, came, went } of differences) {
    const before = stored.get(keyOf(scope, bucket)) ?? emptyTotals
    const sums = subtractTotals(addTotals(before, came), went)
    const extremes = mayHaveLost(sums, went, came) ? yield* extremesOf(-scope, bucket) : {}
    changed.push({ level: 'd', scope, bucket, totals: { ...sums, ...extremes } })
  }
  yield* writeRollups(changed)
}

/** Whether the shortest or the longest run may be gone: sums cannot tell what the next one is. */
const mayHaveLost = (sums: RunTotals, went: RunTotals, came: RunTotals): boolean =>
  went.durationMinMs !== null &&
  ((went.durationMinMs === sums.durationMinMs && went.durationMinMs !== came.durationMinMs) ||
    (went.durationMaxMs === sums.durationMaxMs && went.durationMaxMs !== came.durationMaxMs))

function* extremesOf(
  connectionId: number,
  day: number,
): Tx<Pick<RunTotals, 'durationMinMs' | 'durationMaxMs'>> {
  const row = yield* maybe<{ least: number | null; most: number | null }>(
    `select min(r.duration_min) as least, max(r.duration_max) as most from pipelines_projects p
      join pipelines_rollups r on r.level = 'd' and r.scope = p.id and r.bucket = ?
      where p.connection_id = ?`,
    day,
    connectionId,
  )
  return { durationMinMs: row?.least ?? null, durationMaxMs: row?.most ?? null }
}
