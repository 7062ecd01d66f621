import {
  durationBinCount,
  durationBounds,
  type RunTotals,
} from '../../../../modules/pipelines/index.ts'
import { all, chunks, marks, type Row, run, type Tx, tuples, type Value } from '../statement.ts'

/** `scope` is a project, or minus a connection; `bucket` is a day, or a month (`modules/pipelines/days.ts`). */
export type RollupKey = {
  readonly level: 'd' | 'm'
  readonly scope: number
  readonly bucket: number
}

export type Rollup = RollupKey & { readonly totals: RunTotals }

export type TotalsRow = Row & {
  success: number
  warning: number
  failed: number
  canceled: number
  skipped: number
  open: number
  duration_count: number
  duration_sum: number
  duration_min: number | null
  duration_max: number | null
  duration_bins: string
  queue_count: number
  queue_sum: number
  queue_bins: string
}

const columns = [
  'success',
  'warning',
  'failed',
  'canceled',
  'skipped',
  'open',
  'duration_count',
  'duration_sum',
  'duration_min',
  'duration_max',
  'duration_bins',
  'queue_count',
  'queue_sum',
  'queue_bins',
] as const satisfies readonly (keyof TotalsRow)[]

/** Columns of `pipelines_rollups` under that name. */
export const totalsOf = (alias: string): string =>
  columns.map((column) => `${alias}.${column}`).join(', ')

export const toTotals = (row: TotalsRow): RunTotals => ({
  success: row.success,
  warning: row.warning,
  failed: row.failed,
  canceled: row.canceled,
  skipped: row.skipped,
  open: row.open,
  durationCount: row.duration_count,
  durationSumMs: row.duration_sum,
  durationMinMs: row.duration_min,
  durationMaxMs: row.duration_max,
  durationBins: readBins(row.duration_bins),
  queueCount: row.queue_count,
  queueSumMs: row.queue_sum,
  queueBins: readBins(row.queue_bins),
})

const toValues = ({ level, scope, bucket, totals }: Rollup): readonly Value[] => [
  level,
  scope,
  bucket,
  totals.success,
  totals.warning,
  totals.failed,
  totals.canceled,
  totals.skipped,
  totals.open,
  totals.durationCount,
  totals.durationSumMs,
  totals.durationMinMs,
  totals.durationMaxMs,
  binsText(totals.durationBins),
  totals.queueCount,
  totals.queueSumMs,
  binsText(totals.queueBins),
]

/** Most bins of most rows are empty, so only the others are written: `3:1 7:12`. */
function binsText(bins: readonly number[]): string {
  return bins.flatMap((count, bin) => (count === 0 ? [] : [`${bin}:${count}`])).join(' ')
}

function readBins(text: string): readonly number[] {
  const bins = new Array<number>(durationBinCount).fill(0)
  if (text === '') return bins
  for (const part of text.split(' ')) {
    const colon = part.indexOf(':')
    bins[Number(part.slice(0, colon))] = Number(part.slice(colon + 1))
  }
  return bins
}

/** `durationBin` of a column; `null` where the column is. */
export const binOf = (column: string): string =>
  `case when ${column} is null then null ${durationBounds
    .map((bound, bin) => `when ${column} <= ${bound} then ${bin}`)
    .join(' ')} else ${durationBounds.length} end`

/** Texts by their number of rows: whoever prepares them knows them again. */
function byRows(make: (rows: number) => string): (rows: number) => string {
  const known = new Map<number, string>()
  return (rows) => {
    const text = known.get(rows) ?? make(rows)
    known.set(rows, text)
    return text
  }
}

/**
 * Rows of two or three numbers as a table `v` with the columns that both dialects give it:
 * `column1` and so on. PostgreSQL takes the types of all rows from the first.
 */
export function valuesTable(rows: number, width: number): string {
  const first = `(${Array(width).fill('cast(? as bigint)').join(',')})`
  return `(values ${rows === 1 ? first : `${first},${tuples(rows - 1, width)}`}) as v`
}

const upsertText = byRows(
  (rows) => `insert into pipelines_rollups (level, scope, bucket, ${columns.join(', ')})
    values ${tuples(rows, columns.length + 3)}
    on conflict (level, scope, bucket) do update set
      ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
)

const deleteText = byRows(
  (rows) => `delete from pipelines_rollups where (level, scope, bucket) in
    (select cast(column1 as text), cast(column2 as bigint), cast(column3 as integer)
      from (values ${tuples(rows, 3)}) as v)`,
)

/** Writes them as they are; one without a run has no row. */
export function* writeRollups(rollups: readonly Rollup[]): Tx<void> {
  const empty = (rollup: Rollup) => isEmpty(rollup.totals)
  for (const some of chunks(rollups.filter((rollup) => !empty(rollup)))) {
    yield* run(upsertText(some.length), ...some.flatMap(toValues))
  }
  for (const some of chunks(rollups.filter(empty))) {
    const keys = some.flatMap(({ level, scope, bucket }) => [level, scope, bucket])
    yield* run(deleteText(some.length), ...keys)
  }
}

const isEmpty = ({ success, warning, failed, canceled, skipped, open }: RunTotals): boolean =>
  success + warning + failed + canceled + skipped + open === 0

/** A project and a day whose sums are not what its runs say. */
export type Behind = { readonly projectId: number; readonly day: number }

const behindText = byRows(
  (rows) => `insert into pipelines_behind (project_id, day) values ${tuples(rows, 2)}
    on conflict (project_id, day) do update set day = excluded.day`,
)

/**
 * Notes, in the transaction that changes the runs, whose sums are out of date. A row that is there is
 * written again: on PostgreSQL that holds up who is about to add up what this transaction has not
 * committed yet, and would then forget the note.
 */
export function* markBehind(behind: readonly Behind[]): Tx<void> {
  const once = new Map(behind.map((one) => [`${one.projectId} ${one.day}`, one]))
  // In one order, so that two transactions wait for each other only one way.
  const ordered = [...once.values()].sort((a, b) => a.projectId - b.projectId || a.day - b.day)
  for (const some of chunks(ordered)) {
    yield* run(behindText(some.length), ...some.flatMap(({ projectId, day }) => [projectId, day]))
  }
}

/** Removes what is added up of a connection and its projects, while those are still there. */
export function* removeRollups(connectionId: number): Tx<void> {
  const projects = yield* all<{ id: number }>(
    'select id from pipelines_projects where connection_id = ?',
    connectionId,
  )
  for (const some of chunks([-connectionId, ...projects.map(({ id }) => id)])) {
    yield* run(
      `delete from pipelines_rollups where level in ('d', 'm') and scope in (${marks(some.length)})`,
      ...some,
    )
  }
  yield* run('update pipelines_calendar set edition = edition + 1 where one = 1')
}
