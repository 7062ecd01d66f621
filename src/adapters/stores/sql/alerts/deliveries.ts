import type { ChannelId } from '../../../../kernel/index.ts'
import type {
  ChannelStanding,
  DeliveryReader,
  MessageState,
} from '../../../../modules/alerts/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { audit } from '../journal/audit.ts'
import { all, maybe, type Row, type Tx } from '../statement.ts'
import { type MessageRow, messageColumns, toDelivery } from './rows.ts'

export const createDeliveryReader = (driver: Driver): DeliveryReader => ({
  async deliveriesOf(id, limit) {
    const rows = await driver.read(() =>
      all<MessageRow>(
        `select ${messageColumns} from alerts_outbox where channel_id = ? order by id desc limit ?`,
        id,
        limit,
      ),
    )
    return rows.map(toDelivery)
  },
  standings: () => driver.read(standings),
  replay: (deliveryId, { actor, at }) =>
    driver.write(function* () {
      // Its age counts from now on, or it would be too old at once.
      const row = yield* maybe<{ channel_id: number }>(
        `update alerts_outbox set state = 'due', due_at = ?, created_at = ?, lease_until = null
          where id = ? and state in ('dead', 'withheld') returning channel_id`,
        at,
        at,
        deliveryId,
      )
      if (row === null) return false
      yield* audit({
        at,
        actor: actor.label,
        action: 'message.replayed',
        subject: `channel ${row.channel_id}`,
        detail: { message: deliveryId },
        requestId: actor.requestId,
      })
      return true
    }),
})

type CountRow = Row & { channel_id: number; due: number; dead: number; newest: number | null }
type LastRow = Row & { channel_id: number; state: string; last_at: number; detail: string | null }

function* standings(): Tx<readonly ChannelStanding[]> {
  const counts = yield* all<CountRow>(
    `select c.id as channel_id,
        (select count(*) from alerts_outbox o where o.channel_id = c.id and o.state = 'due') as due,
        (select count(*) from alerts_outbox o where o.channel_id = c.id and o.state = 'dead') as dead,
        (select max(o.id) from alerts_outbox o where o.channel_id = c.id
          and o.last_at is not null and o.state <> 'digested') as newest
      from alerts_channels c order by c.id`,
  )
  const lasts = yield* all<LastRow>(
    `select channel_id, state, last_at, detail from alerts_outbox where id in (
      select max(id) from alerts_outbox where last_at is not null and state <> 'digested'
      group by channel_id)`,
  )
  return counts.map((row) => {
    const last = lasts.find(({ channel_id }) => channel_id === row.channel_id)
    return {
      channelId: row.channel_id as ChannelId,
      due: row.due,
      dead: row.dead,
      last:
        last === undefined
          ? null
          : { state: last.state as MessageState, lastAt: last.last_at, detail: last.detail },
    }
  })
}
