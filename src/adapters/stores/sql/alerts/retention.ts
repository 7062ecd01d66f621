import type { EpochMs } from '../../../../kernel/index.ts'
import { all, maybe, type Tx } from '../statement.ts'

/** Messages that are done, of all channels: more are kept by nobody, however young they are. */
const mostMessages = 10_000

/** Removes messages that are done, with their attempts. What is still on its way stays. @returns how many. */
export function* oldMessages(before: EpochMs, limit: number): Tx<number> {
  const old = yield* all(
    `delete from alerts_outbox where id in (
      select id from alerts_outbox where last_at < ? and state <> 'due' order by last_at limit ?)
      returning id`,
    before,
    limit,
  )
  const first = yield* maybe<{ id: number }>(
    `select id from alerts_outbox where state <> 'due' order by id desc limit 1 offset ?`,
    mostMessages,
  )
  if (first === null) return old.length
  const many = yield* all(
    `delete from alerts_outbox where id in (
      select id from alerts_outbox where id <= ? and state <> 'due' order by id limit ?)
      returning id`,
    first.id,
    limit,
  )
  return Math.max(old.length, many.length)
}
