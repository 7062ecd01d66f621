import { latencyBins, nothing, type Rollup, type Totals } from '../../../../modules/checks/index.ts'
import type { Row, Value } from '../statement.ts'

/** Columns that are added up, and what they hold. */
const sums = {
  up: ({ up }) => up,
  degraded: ({ degraded }) => degraded,
  down: ({ down }) => down,
  missed: ({ missed }) => missed,
  maintenance: ({ maintenance }) => maintenance,
  up_ms: ({ upMs }) => upMs,
  down_ms: ({ downMs }) => downMs,
  missed_ms: ({ missedMs }) => missedMs,
  maintenance_ms: ({ maintenanceMs }) => maintenanceMs,
  sum_ms: ({ sumMs }) => sumMs,
} as const satisfies Record<string, (totals: Totals) => number>
type Sum = keyof typeof sums

const sumColumns = Object.keys(sums) as readonly Sum[]
const sumValues = Object.values(sums)
const binColumns = Array.from({ length: latencyBins }, (_, bin) => `bin_${bin}`)
const added: readonly string[] = [...sumColumns, ...binColumns]

export const rollupColumns: readonly string[] = [
  'check_id',
  'span_ms',
  'start',
  ...added,
  'min_ms',
  'max_ms',
]

/** Adds a row's values in the order of `rollupColumns`. */
export function pushValues(values: Value[], rollup: Rollup): void {
  values.push(rollup.checkId, rollup.spanMs, rollup.start)
  for (const take of sumValues) values.push(take(rollup))
  values.push(...rollup.bins, rollup.minMs, rollup.maxMs)
}

const chosen = (column: string, sign: '<' | '>'): string =>
  `${column} = case when checks_rollups.${column} is null or excluded.${column} ${sign} checks_rollups.${column}
    then excluded.${column} else checks_rollups.${column} end`

/** What an upsert does where there is a row. */
export const additions = [
  ...added.map((column) => `${column} = checks_rollups.${column} + excluded.${column}`),
  chosen('min_ms', '<'),
  chosen('max_ms', '>'),
].join(', ')

export type TotalsRow = Row &
  Readonly<Record<Sum, number>> & { min_ms: number | null; max_ms: number | null }

/** Sums over rows, in the columns of one. */
export const summed = [
  ...added.map((column) => `${sumOf(column)} as ${column}`),
  'min(min_ms) as min_ms',
  'max(max_ms) as max_ms',
].join(', ')

/** PostgreSQL makes a wider type of a sum of integers; only response times are none. */
function sumOf(column: string): string {
  return column === 'sum_ms' ? 'sum(sum_ms)' : `cast(sum(${column}) as bigint)`
}

export const toTotals = (row: TotalsRow): Totals => ({
  up: row.up,
  degraded: row.degraded,
  down: row.down,
  missed: row.missed,
  maintenance: row.maintenance,
  upMs: row.up_ms,
  downMs: row.down_ms,
  missedMs: row.missed_ms,
  maintenanceMs: row.maintenance_ms,
  sumMs: row.sum_ms,
  minMs: row.min_ms,
  maxMs: row.max_ms,
  bins: binColumns.map((column) => Number(row[column])),
})

export const emptyTotals: Totals = nothing
