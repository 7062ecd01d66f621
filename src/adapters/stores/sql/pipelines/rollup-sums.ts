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
import { all, one, type Row, type Tx } from '../statement.ts'
import {
  type Behind,
  binOf,
  type Rollup,
  type RollupKey,
  type TotalsRow,
  toTotals,
  totalsOf,
  valuesTable,
  writeRollups,
} from './rollup-rows.ts'

export type Changed = Behind & { readonly connectionId: number }

type Key = Omit<RollupKey, 'level'>

const keyOf = ({ scope, bucket }: Key): string => `${scope} ${bucket}`
const toKey = ({ projectId, day }: Behind): Key => ({ scope: projectId, bucket: day })

/**
 * Adds up these days of projects from their runs, and tells the months of the projects and the days
 * of their connections what that changes: a connection may have a thousand projects, so to add those
 * up again for each of them would be dear.
 *
 * Every attempt counts once, unless a later attempt of the same run is there: a failure that somebody
 * ran again is not counted beside what came of it.
 */
export function* addUp(changed: readonly Changed[]): Tx<void> {
  const before = yield* stored('d', changed.map(toKey))
  const after = yield* daysFromRuns(changed)
  const days = changed.map((one) => {
    const key = keyOf(toKey(one))
    return { one, came: after.get(key) ?? emptyTotals, went: before.get(key) ?? emptyTotals }
  })
  yield* writeRollups(
    days.map(({ one, came }): Rollup => ({ level: 'd', ...toKey(one), totals: came })),
  )
  const by = (toKeyOf: (one: Changed) => Key) =>
    together(days.map(({ one, came, went }) => ({ ...toKeyOf(one), came, went })))
  yield* change(
    'm',
    by(({ projectId, day }) => ({ scope: projectId, bucket: monthOf(day) })),
  )
  yield* change(
    'd',
    by(({ connectionId, day }) => ({ scope: -connectionId, bucket: day })),
  )
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
const groupsText = (days: number): string => `select v.column1 as project_id,
    v.column2 as day, r.status, ${binOf('r.duration_ms')} as duration_bin,
    ${binOf('r.queued_ms')} as queue_bin, count(*) as runs,
    cast(sum(r.duration_ms) as bigint) as duration_sum, min(r.duration_ms) as duration_min,
    max(r.duration_ms) as duration_max, cast(sum(r.queued_ms) as bigint) as queue_sum
  from ${valuesTable(days, 2)}
  join pipelines_runs r on r.project_id = v.column1 and r.day = v.column2
  where r.superseded = 0 group by 1, 2, 3, 4, 5`

function* daysFromRuns(days: readonly Behind[]): Tx<ReadonlyMap<string, RunTotals>> {
  const found = new Map<string, RunTotals>()
  const pairs = days.flatMap(({ projectId, day }) => [projectId, day])
  for (const group of yield* all<GroupRow>(groupsText(days.length), ...pairs)) {
    const key = keyOf({ scope: group.project_id, bucket: group.day })
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

function* stored(
  level: RollupKey['level'],
  keys: readonly Key[],
): Tx<ReadonlyMap<string, RunTotals>> {
  const rows = yield* all<RollupRow>(
    `select r.scope, r.bucket, ${totalsOf('r')} from ${valuesTable(keys.length, 2)}
      join pipelines_rollups r on r.level = '${level}' and r.scope = v.column1
        and r.bucket = v.column2`,
    ...keys.flatMap(({ scope, bucket }) => [scope, bucket]),
  )
  return new Map(rows.map((row) => [keyOf(row), toTotals(row)]))
}

/** What a roll-up gains, and what it loses. */
type Difference = Key & { readonly came: RunTotals; readonly went: RunTotals }

/** One of each roll-up. */
function together(differences: readonly Difference[]): readonly Difference[] {
  const found = new Map<string, Difference>()
  for (const one of differences) {
    const known = found.get(keyOf(one))
    found.set(keyOf(one), {
      ...one,
      came: addTotals(known?.came ?? emptyTotals, one.came),
      went: addTotals(known?.went ?? emptyTotals, one.went),
    })
  }
  return [...found.values()]
}

function* change(level: RollupKey['level'], differences: readonly Difference[]): Tx<void> {
  const before = yield* stored(level, differences)
  const changed: Rollup[] = []
  for (const { scope, bucket, came, went } of differences) {
    const known = before.get(keyOf({ scope, bucket })) ?? emptyTotals
    const sums = subtractTotals(addTotals(known, came), went)
    const key = { level, scope, bucket }
    const extremes = mayHaveLost(sums, went, came) ? yield* extremesOf(key) : {}
    changed.push({ ...key, totals: { ...sums, ...extremes } })
  }
  yield* writeRollups(changed)
}

/** Whether the shortest or the longest run may be gone: sums cannot tell what the next one is. */
const mayHaveLost = (sums: RunTotals, went: RunTotals, came: RunTotals): boolean =>
  went.durationMinMs !== null &&
  ((went.durationMinMs === sums.durationMinMs && went.durationMinMs !== came.durationMinMs) ||
    (went.durationMaxMs === sums.durationMaxMs && went.durationMaxMs !== came.durationMaxMs))

type Extremes = Pick<RunTotals, 'durationMinMs' | 'durationMaxMs'>

/** Of the days of a project's month, or of all projects on a connection's day. */
function* extremesOf(rollup: RollupKey): Tx<Extremes> {
  const { from, params } = rollup.level === 'm' ? daysOfProject(rollup) : projectsOn(rollup)
  const row = yield* one<{ least: number | null; most: number | null }>(
    `select min(r.duration_min) as least, max(r.duration_max) as most from ${from}`,
    ...params,
  )
  return { durationMinMs: row.least, durationMaxMs: row.most }
}

function daysOfProject({ scope, bucket }: Key) {
  const { from, to } = daysOfMonth(bucket)
  return {
    from: `pipelines_rollups r where r.level = 'd' and r.scope = ? and r.bucket between ? and ?`,
    params: [scope, from, to],
  }
}

const projectsOn = ({ scope, bucket }: Key) => ({
  from: `pipelines_projects p join pipelines_rollups r on r.level = 'd' and r.scope = p.id
    and r.bucket = ? where p.connection_id = ?`,
  params: [bucket, -scope],
})
