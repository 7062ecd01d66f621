import type { EpochMs } from '../../../../kernel/index.ts'
import { levelNames, levels, type RollupHorizon } from '../../../../modules/checks/index.ts'
import { all, type Tx, type Value } from '../statement.ts'

/** Where a walk over the checks stands: behind this one, `null` at its end. */
export type Walk = { readonly horizon: RollupHorizon; readonly after: number | null }

/** Checks that one transaction looks at. */
const checksAtOnce = 20

/**
 * Only whole hours and days go, so that a check is visited once an hour and its rows, which lie
 * together, go together.
 */
export function rounded({ minute, hour, day }: RollupHorizon): RollupHorizon {
  const down = (at: EpochMs | null, ms: number) => (at === null ? null : at - (at % ms))
  return {
    minute: down(minute, levels.hour),
    hour: down(hour, levels.day),
    day: down(day, levels.day),
  }
}

export type Walked = { readonly removed: number; readonly after: number | null }

/** Removes old roll-ups of the next checks, `limit` rows at most. */
export function* oldRollups({ horizon, after }: Walk, limit: number): Tx<Walked> {
  if (after === null) return { removed: 0, after }
  const checks = yield* all<{ id: number }>(
    'select id from checks where id > ? order by id limit ?',
    after,
    checksAtOnce,
  )
  let removed = 0
  let done = after
  for (const { id } of checks) {
    removed += yield* ofCheck(id, horizon, limit - removed)
    if (removed >= limit) return { removed, after: done }
    done = id
  }
  return { removed, after: checks.length < checksAtOnce ? null : done }
}

function* ofCheck(id: number, horizon: RollupHorizon, limit: number): Tx<number> {
  let removed = 0
  for (const level of levelNames) {
    const before = horizon[level]
    if (before === null) continue
    const spanMs = levels[level]
    const left = limit - removed
    if (left <= 0) break
    // From the oldest on, as many parts as there may be rows.
    removed += yield* countOf(
      `delete from checks_rollups where check_id = ? and span_ms = ? and start < ? and start <
          (select min(start) from checks_rollups where check_id = ? and span_ms = ?) + ?
        returning start`,
      [id, spanMs, before, id, spanMs, left * spanMs],
    )
    // There are few of them: each is longer than many parts.
    yield* countOf(
      `delete from checks_gaps where check_id = ? and span_ms = ?
          and slot + slots * interval_ms < ? returning slot`,
      [id, spanMs, before],
    )
  }
  return removed
}

/** Removes roll-ups of a check that is gone, `limit` rows at most. */
export function* rollupsOf(checkId: number, limit: number): Tx<number> {
  const removed = yield* countOf(
    `delete from checks_rollups where check_id = ? and (span_ms, start) in
      (select span_ms, start from checks_rollups where check_id = ?
        order by span_ms, start limit ?) returning start`,
    [checkId, checkId, limit],
  )
  if (removed < limit) yield* all('delete from checks_gaps where check_id = ?', checkId)
  return removed
}

function* countOf(text: string, params: readonly Value[]): Tx<number> {
  return (yield* all(text, ...params)).length
}
