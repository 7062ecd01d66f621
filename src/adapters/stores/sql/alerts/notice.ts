import { createHash } from 'node:crypto'
import type { ChannelId, EpochMs } from '../../../../kernel/index.ts'
import { all, maybe, type Tx } from '../statement.ts'
import { enqueue } from './enqueue.ts'

/** One channel that gives up is told of once in this time. */
const tellAgainMs = 86_400_000

/** Tells the other channels that a message of this one was given up. */
export function* noticeOfDead(channelId: ChannelId, at: EpochMs): Tx<void> {
  const channel = yield* maybe<{ name: string }>(
    `update alerts_channels set dead_told_at = ?
      where id = ? and (dead_told_at is null or dead_told_at <= ?) returning name`,
    at,
    channelId,
    at - tellAgainMs,
  )
  if (channel === null) return
  const others = yield* all<{ id: number }>(
    'select id from alerts_channels where enabled = 1 and id <> ? order by id',
    channelId,
  )
  for (const other of others) {
    const id = createHash('sha256')
      .update(JSON.stringify(['notice', channelId, other.id, at]))
      .digest('hex')
      .slice(0, 32)
    yield* enqueue({
      channelId: other.id,
      subject: null,
      notification: {
        kind: 'notice',
        id,
        at,
        title: `The channel ${channel.name} could not be reached`,
        message:
          'A message was given up. The page of the channel shows why, and can send it again.',
      },
      state: 'due',
    })
  }
}
