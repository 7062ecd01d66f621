import type { EpochMs } from '../../../kernel/index.ts'
import type { Driver } from './drivers/driver.ts'
import { all, maybe, one, run, type Tx } from './statement.ts'

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

/** A check at a time, by its index; its count of outcomes stays right. */
function* oldOutcomes(before: EpochMs): Tx<number> {
  const checks = yield* all<{ id: number }>('select id from checks order by id')
  let removed = 0
  for (const { id } of checks) {
    const gone = yield* deleteOutcomes('check_id = ? and slot < ? order by slot limit ?', [
      id,
      before,
      portion - removed,
    ])
    if (gone === 0) continue
    yield* run('update checks_states set outcomes = outcomes - ? where check_id = ?', gone, id)
    removed += gone
    if (removed >= portion) break
  }
  return removed
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
  yield* run('update journal_sequence set journal_floor = ? where one = 1', last.seq)
  yield* run('delete from journal_entries where seq <= ?', last.seq)
  return last.count
}

/** What strangers can make grow, such as refused log-ins, goes with the events. */
function* oldAudit(before: EpochMs): Tx<number> {
  const gone = yield* all(
    `delete from identity_audit where id in (
      select id from identity_audit where at < ? order by id limit ?) returning id`,
    before,
    portion,
  )
  return gone.length
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
  yield* run('update journal_sequence set ledger_floor = ? where one = 1', last.seq)
  yield* run('delete from journal_changes where deleted = 1 and seq <= ?', last.seq)
  return last.count
}
