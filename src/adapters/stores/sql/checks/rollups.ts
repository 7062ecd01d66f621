import { type Counted, fold, type Outcome } from '../../../../modules/checks/index.ts'
import { chunks, flag, run, type Tx, tuples, type Value } from '../statement.ts'
import { additions, pushValues, rollupColumns } from './rollup-rows.ts'

/** An outcome as roll-ups count it. */
export const toCounted = (
  outcome: Outcome,
  { intervalMs, maintenance }: Pick<Counted, 'intervalMs' | 'maintenance'>,
): Counted => ({
  checkId: outcome.checkId,
  slot: outcome.slot,
  intervalMs,
  ...(outcome.kind === 'missed'
    ? {
        slots: outcome.slots,
        status: 'missed',
        maintenance: maintenance || outcome.reason === 'maintenance',
        totalMs: null,
      }
    : {
        slots: 1,
        status: outcome.status,
        maintenance,
        totalMs: outcome.phases.totalMs,
      }),
})

/** Texts by their number of rows: they are long, and whoever prepares them knows them again by identity. */
const upserts = new Map<number, string>()

function upsertOf(rows: number): string {
  const known = upserts.get(rows)
  if (known !== undefined) return known
  const text = `insert into checks_rollups (${rollupColumns.join(', ')})
    values ${tuples(rows, rollupColumns.length)}
    on conflict (check_id, span_ms, start) do update set ${additions}`
  upserts.set(rows, text)
  return text
}

/**
 * Adds outcomes to the roll-ups of every level. Each is given once: in the transaction that stored
 * it, or by the filling of what is older than the roll-ups. The caller holds the checks' states, so
 * that two of these never wait for each other.
 */
export function* rollUp(outcomes: readonly Counted[]): Tx<void> {
  const { rollups, gaps } = fold(outcomes)
  for (const some of chunks(rollups)) {
    const values: Value[] = []
    for (const rollup of some) pushValues(values, rollup)
    yield* run(upsertOf(some.length), ...values)
  }
  for (const some of chunks(gaps)) {
    yield* run(
      `insert into checks_gaps (check_id, slot, slots, interval_ms, span_ms, maintenance)
        values ${tuples(some.length, 6)} on conflict (check_id, slot) do nothing`,
      ...some.flatMap(({ checkId, slot, slots, intervalMs, spanMs, maintenance }) => [
        checkId,
        slot,
        slots,
        intervalMs,
        spanMs,
        flag(maintenance),
      ]),
    )
  }
}
