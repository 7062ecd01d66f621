import { createHash } from 'node:crypto'
import type { ChannelId, EpochMs } from '../../../../kernel/index.ts'
import type { News, Notification, RunNews } from '../../../../modules/alerts/index.ts'
import { all, chunks, marks, one, type Row, run, type Tx } from '../statement.ts'
import { enqueue } from './enqueue.ts'

/** More changes than these within a minute are told in one message. */
const mostAMinute = 20
const minuteMs = 60_000
/** Between two digests lies as much, and what is held back is looked at again after it. */
const restMs = 5_000
/** Changes that one digest names; a storm of more makes several at once. */
const mostInOne = 1_000

/**
 * One that was tried may have arrived: it keeps its own name, so that the receiver knows it again. What
 * comes after such a one of the same service waits for it, and would hold up the whole digest.
 */
const waiting = `select o.id from alerts_outbox o
  where o.channel_id = ? and o.kind in ('change', 'run') and o.state = 'due' and o.attempts = 0
    and not exists (select 1 from alerts_outbox b where b.channel_id = o.channel_id
      and b.service_id = o.service_id and b.state = 'due' and b.id < o.id and b.attempts > 0)`

/**
 * Makes one message of the changes that wait for a channel when they are a storm. Beyond those of a
 * minute and one digest nothing is told until that minute is over. Each change is in exactly one
 * message: its own, or a digest.
 */
export function* gather(channelId: ChannelId, at: EpochMs): Tx<void> {
  const { count } = yield* one<{ count: number }>(
    `select count(*) as count from (${waiting}) as w`,
    channelId,
  )
  const { sent, fresh } = yield* lately(channelId, at)
  if (count === 0 || sent + count <= mostAMinute) return
  if (sent > mostAMinute || fresh > 0) {
    yield* run(
      `update alerts_outbox set due_at = ? where id in (${waiting}) and due_at <= ?`,
      at + restMs,
      channelId,
      at,
    )
    return
  }
  // All of them in this transaction: one left behind would have a lower id than the digest, and overtake it.
  if (count > 1) while (yield* gatherSome(channelId, at));
}

/** What was told of changes within a minute, or may have been. */
const lately = (channelId: ChannelId, at: EpochMs): Tx<{ sent: number; fresh: number }> =>
  one(
    `select count(*) as sent,
        count(case when kind = 'digest' and created_at > ? then 1 end) as fresh
      from (select kind, created_at from alerts_outbox
          where channel_id = ? and state = 'delivered' and last_at > ?
        union all select kind, created_at from alerts_outbox
          where channel_id = ? and state = 'due' and (attempts > 0 or kind = 'digest')) as told
      where kind in ('change', 'run', 'digest')`,
    at - restMs,
    channelId,
    at - minuteMs,
    channelId,
  )

type Waiting = Row & { id: number; notification: string }

/** @returns whether there may be more. */
function* gatherSome(channelId: ChannelId, at: EpochMs): Tx<boolean> {
  const rows = yield* all<Waiting>(
    `select id, notification from alerts_outbox where id in (${waiting}) order by id limit ?`,
    channelId,
    mostInOne,
  )
  if (rows.length === 0) return false
  const ids = rows.map(({ id }) => id)
  const told = rows.map(({ notification }) => JSON.parse(notification) as Notification)
  const news = told.flatMap((one_): News[] => (one_.kind === 'change' ? [one_.news] : []))
  const runs = told.flatMap((one_): RunNews[] => (one_.kind === 'run' ? [one_.run] : []))
  const id = createHash('sha256')
    .update(JSON.stringify(['digest', channelId, ids]))
    .digest('hex')
    .slice(0, 32)
  const digest = yield* enqueue({
    channelId,
    subject: null,
    notification: { kind: 'digest', id, at, news, ...(runs.length > 0 && { runs }) },
    state: 'due',
  })
  for (const some of chunks(ids)) {
    yield* run(
      `update alerts_outbox set state = 'digested', due_at = null, last_at = ?, detail = ?,
          gathered_in = ?
        where id in (${marks(some.length)})`,
      at,
      `part of ${id}`,
      digest,
      ...some,
    )
  }
  return rows.length === mostInOne
}
