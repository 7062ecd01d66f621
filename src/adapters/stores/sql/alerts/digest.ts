import { createHash } from 'node:crypto'
import type { ChannelId, EpochMs } from '../../../../kernel/index.ts'
import type { News, Notification } from '../../../../modules/alerts/index.ts'
import { all, chunks, marks, one, type Row, run, type Tx } from '../statement.ts'
import { enqueue } from './announce.ts'

/** More changes than these within a minute are told in one message. */
const mostAMinute = 20
const minuteMs = 60_000
/** Changes that one digest names; a storm of more makes another. */
const mostInOne = 1_000

type Waiting = Row & { id: number; notification: string }

/**
 * Makes one message of the changes that wait for a channel when they are a storm. Each of them is
 * in exactly one message: its own, or a digest that names it.
 */
export function* gather(channelId: ChannelId, at: EpochMs): Tx<void> {
  const { sent } = yield* one<{ sent: number }>(
    `select count(*) as sent from alerts_outbox
      where channel_id = ? and kind = 'change' and state = 'delivered' and last_at > ?`,
    channelId,
    at - minuteMs,
  )
  // One that was tried may have arrived: it keeps its own name, so that the receiver knows it again.
  const waiting = yield* all<Waiting>(
    `select id, notification from alerts_outbox
      where channel_id = ? and kind = 'change' and state = 'due' and attempts = 0
      order by id limit ?`,
    channelId,
    mostInOne,
  )
  if (waiting.length < 2 || sent + waiting.length <= mostAMinute) return
  const ids = waiting.map(({ id }) => id)
  const news = waiting.flatMap(({ notification }): News[] => {
    const read = JSON.parse(notification) as Notification
    return read.kind === 'change' ? [read.news] : []
  })
  const id = createHash('sha256')
    .update(JSON.stringify(['digest', channelId, ids]))
    .digest('hex')
    .slice(0, 32)
  yield* enqueue({
    channelId,
    serviceId: null,
    notification: { kind: 'digest', id, at, news },
    state: 'due',
  })
  for (const some of chunks(ids)) {
    yield* run(
      `update alerts_outbox set state = 'digested', due_at = null, last_at = ?, detail = ?
        where id in (${marks(some.length)})`,
      at,
      `part of ${id}`,
      ...some,
    )
  }
}
