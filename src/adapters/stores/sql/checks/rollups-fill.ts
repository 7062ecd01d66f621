import type { CheckId } from '../../../../kernel/index.ts'
import type { ResultStatus } from '../../../../modules/checks/index.ts'
import { all, marks, maybe, type Row, run, type Tx } from '../statement.ts'
import { rollUp } from './rollups.ts'

type Stored = Row & {
  id: number
  check_id: number
  slot: number
  slots: number
  status: string
  reason: string
  maintenance: number
  total_ms: number | null
}

type Filled = { readonly rows: number; readonly more: boolean }

/**
 * Adds up what was stored before there were roll-ups, the newest first, and moves the mark in the
 * same commit, so that each outcome counts once whatever is killed. Each stands for the interval
 * that its check has today.
 */
export function* fillRollups(limit: number): Tx<Filled> {
  const mark = yield* maybe<{ up_to: number }>(
    'select up_to from checks_unfolded where one = 1 /*pg for update*/',
  )
  if (mark === null || mark.up_to === 0) return { rows: 0, more: false }
  const stored = yield* all<Stored>(
    `select id, check_id, slot, slots, status, reason, maintenance, total_ms from checks_outcomes
      where id <= ? order by id desc limit ?`,
    mark.up_to,
    limit,
  )
  const last = stored.length < limit ? 0 : (stored.at(-1)?.id ?? 1) - 1
  const intervals = yield* intervalsOf(stored)
  yield* rollUp(
    stored.flatMap(({ check_id, slot, slots, status, reason, total_ms, ...row }) => {
      const intervalMs = intervals.get(check_id)
      if (intervalMs === undefined) return []
      const checkId = check_id as CheckId
      const maintenance = row.maintenance === 1 || reason === 'maintenance'
      // Written from this type alone (`record.ts`).
      const found = status as ResultStatus | 'missed'
      return [{ checkId, slot, slots, status: found, intervalMs, maintenance, totalMs: total_ms }]
    }),
  )
  yield* run('update checks_unfolded set up_to = ? where one = 1', last)
  return { rows: stored.length, more: last > 0 }
}

/** Takes the states in the order in which those who record outcomes do. */
function* intervalsOf(stored: readonly Stored[]): Tx<ReadonlyMap<number, number>> {
  const ids = [...new Set(stored.map(({ check_id }) => check_id))].sort((a, b) => a - b)
  if (ids.length === 0) return new Map()
  const rows = yield* all<{ check_id: number; interval_ms: number }>(
    `select s.check_id, c.interval_ms from checks_states s join checks c on c.id = s.check_id
      where s.check_id in (${marks(ids.length)}) order by s.check_id /*pg for update of s*/`,
    ...ids,
  )
  return new Map(rows.map(({ check_id, interval_ms }) => [check_id, interval_ms]))
}
