import type { EpochMs } from '../../../kernel/index.ts'
import type { Driver } from './drivers/driver.ts'
import { all, chunks, marks, maybe, one, run, type Tx } from './statement.ts'

/** What is older than this goes; `null` keeps it for ever. Times are epoch milliseconds. */
export type Horizon = {
  readonly outcomes: EpochMs | null
  readonly events: EpochMs | null
  readonly tombstones: EpochMs
  readonly idempotency: EpochMs
}

/** Rows a transaction removes at most, so that nothing else waits long for it. */
const portion = 1_000

export type Retention = {
  /** Removes one portion of what is too old. @returns whether there may be more. */
  removePortion(horizon: Horizon): Promise<boolean>
}

export const createRetention = (driver: Driver): Retention => ({
  removePortion: (horizon) =>
    driver.write(function* () {
      const counts = [
        horizon.outcomes === null ? 0 : yield* oldOutcomes(horizon.outcomes),
        yield* orphanOutcomes(),
        horizon.events === null ? 0 : yield* oldEvents(horizon.events),
        horizon.events === null ? 0 : yield* oldAudit(horizon.events),
        yield* oldTombstones(horizon.tombstones),
      ]
      yield* run('delete from services_idempotency where at < ?', horizon.idempotency)
      return counts.some((count) => count >= portion)
    }),
})

/**
 * Outcomes come in the order of time, so the oldest have the lowest ids: when none of those is too
 * old, none is. The counts of the checks stay right.
 */
function* oldOutcomes(before: EpochMs): Tx<number> {
  const first = yield* all<{ id: number; check_id: number; slot: number }>(
    'select id, check_id, slot from checks_outcomes order by id limit ?',
    portion,
  )
  const old = first.filter(({ slot }) => slot < before)
  const gone = new Map<number, number>()
  for (const some of chunks(old)) {
    const ids = some.map(({ id }) => id)
    yield* run(`delete from checks_outcomes where id in (${marks(ids.length)})`, ...ids)
    for (const { check_id } of some) gone.set(check_id, (gone.get(check_id) ?? 0) + 1)
  }
  for (const [id, count] of [...gone].sort(([a], [b]) => a - b)) {
    yield* run('update checks_states set outcomes = outcomes - ? where check_id = ?', count, id)
  }
  return old.length
}

/** The outcomes of checks that were deleted, a check after another. */
function* orphanOutcomes(): Tx<number> {
  let removed = 0
  while (removed < portion) {
    const orphan = yield* maybe<{ check_id: number }>(
      'select check_id from checks_removed order by check_id limit 1',
    )
    if (orphan === null) break
    removed += yield* deleteOutcomes('check_id = ? limit ?', [orphan.check_id, portion - removed])
    if (removed < portion) {
      yield* run('delete from checks_removed where check_id = ?', orphan.check_id)
    }
  }
  return removed
}

function* deleteOutcomes(where: string, params: readonly number[]): Tx<number> {
  const gone = yield* all(
    `delete from checks_outcomes where id in (select id from checks_outcomes where ${where})
      returning id`,
    ...params,
  )
  return gone.length
}

/** The floor says up to where the journal is gone: a cursor below it gets a `reset`. */
function* oldEvents(before: EpochMs): Tx<number> {
  const last = yield* one<{ seq: number | null; count: number }>(
    `select max(seq) as seq, count(*) as count from (
      select seq from journal_entries where at < ? order by seq limit ?) as old`,
    before,
    portion,
  )
  if (last.seq === null) return 0
  yield* raiseFloor('journal_floor', last.seq)
  yield* run('delete from journal_entries where seq <= ?', last.seq)
  return last.count
}

/** What strangers can make grow, such as refused log-ins, goes with the events. */
function* oldAudit(before: EpochMs): Tx<number> {
  const first = yield* all<{ id: number; at: number }>(
    'select id, at from identity_audit order by id limit ?',
    portion,
  )
  const old = first.filter(({ at }) => at < before)
  for (const some of chunks(old)) {
    const ids = some.map(({ id }) => id)
    yield* run(`delete from identity_audit where id in (${marks(ids.length)})`, ...ids)
  }
  return old.length
}

/** Rows of living entities stay; only what says *deleted* grows old. */
function* oldTombstones(before: EpochMs): Tx<number> {
  const last = yield* one<{ seq: number | null; count: number }>(
    `select max(seq) as seq, count(*) as count from (
      select seq from journal_changes where deleted = 1 and at < ? order by seq limit ?) as old`,
    before,
    portion,
  )
  if (last.seq === null) return 0
  yield* raiseFloor('ledger_floor', last.seq)
  yield* run('delete from journal_changes where deleted = 1 and seq <= ?', last.seq)
  return last.count
}

/** Never lower: a restore has set it beyond all that anybody has read before. */
const raiseFloor = (floor: 'journal_floor' | 'ledger_floor', to: number): Tx<void> =>
  run(
    `update journal_sequence set ${floor} = case when ${floor} > ? then ${floor} else ? end where one = 1`,
    to,
    to,
  )
