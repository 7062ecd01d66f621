import type { ChannelId, Write } from '../../../../kernel/index.ts'
import type {
  Channel,
  ChannelDefinition,
  ChannelStore,
  SavedChannel,
} from '../../../../modules/alerts/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { type AuditRow, audit } from '../journal/audit.ts'
import { publish } from '../journal/publish.ts'
import { all, flag, maybe, one, run, type Tx } from '../statement.ts'
import { type ChannelRow, channelColumns, toChannel } from './rows.ts'

export const createChannelStore = (driver: Driver): ChannelStore => ({
  list: () => driver.read(listChannels),
  find: (id) => driver.read(() => findChannel(id)),
  create: (definition, write) => driver.write(() => create(definition, write)),
  save: (id, change, write) => driver.write(() => save(id, change, write)),
  remove: (id, write) => driver.write(() => remove(id, write)),
})

export function* listChannels(): Tx<readonly Channel[]> {
  const rows = yield* all<ChannelRow>(`select ${channelColumns} from alerts_channels order by id`)
  return rows.map(toChannel)
}

function* findChannel(id: ChannelId): Tx<Channel | null> {
  const row = yield* maybe<ChannelRow>(
    `select ${channelColumns} from alerts_channels where id = ?`,
    id,
  )
  return row === null ? null : toChannel(row)
}

const valuesOf = ({ name, type, config, tags, enabled }: ChannelDefinition) => [
  name,
  type,
  JSON.stringify(config),
  JSON.stringify(tags),
  flag(enabled),
]

function* create(definition: ChannelDefinition, write: Write): Tx<Channel> {
  const { id } = yield* one<{ id: number }>(
    `insert into alerts_channels (name, type, config, tags, enabled, rev, created_at, updated_at)
      values (?, ?, ?, ?, ?, 1, ?, ?) returning id`,
    ...valuesOf(definition),
    write.at,
    write.at,
  )
  yield* tell(id, 'created', { definition, write })
  return yield* present(id as ChannelId)
}

function* save(
  id: ChannelId,
  {
    definition,
    expectedRev,
  }: { readonly definition: ChannelDefinition; readonly expectedRev: number },
  write: Write,
): Tx<SavedChannel> {
  // A changed channel begins anew: what kept the old one from being sent to may be mended.
  const saved = yield* maybe(
    `update alerts_channels set name = ?, type = ?, config = ?, tags = ?, enabled = ?,
        rev = rev + 1, updated_at = ?, failures = 0, paused_until = null, dead_told_at = null
      where id = ? and rev = ? returning id`,
    ...valuesOf(definition),
    write.at,
    id,
    expectedRev,
  )
  if (saved === null) {
    const current = yield* findChannel(id)
    return current === null ? { kind: 'absent' } : { kind: 'stale', current }
  }
  const seq = yield* tell(id, 'updated', { definition, write })
  return { kind: 'saved', channel: yield* present(id), seq }
}

function* remove(id: ChannelId, write: Write): Tx<boolean> {
  const channel = yield* findChannel(id)
  if (channel === null) return false
  yield* run('delete from alerts_channels where id = ?', id)
  yield* tell(id, 'deleted', { definition: channel, write })
  return true
}

function* present(id: ChannelId): Tx<Channel> {
  const channel = yield* findChannel(id)
  if (channel === null) throw new Error(`channel ${id} is not there`)
  return channel
}

type News = {
  readonly definition: Pick<ChannelDefinition, 'name' | 'type'>
  readonly write: Write
}

function* tell(id: number, deed: 'created' | 'updated' | 'deleted', { definition, write }: News) {
  const { name, type } = definition
  const { actor, at } = write
  const row: AuditRow = {
    at,
    actor: actor.label,
    action: `channel.${deed}`,
    subject: `channel ${id}`,
    detail: { name, type },
    requestId: actor.requestId,
  }
  yield* audit(row)
  const event = { type: `channel.${deed}`, channelId: id as ChannelId, name } as const
  const change = { kind: 'channel', id, deleted: deed === 'deleted' } as const
  return yield* publish({ events: [event], changes: [change] }, at)
}
