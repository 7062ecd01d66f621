import type { ChannelId } from '../../../../kernel/index.ts'
import type {
  Channel,
  Delivery,
  MessageState,
  Notification,
} from '../../../../modules/alerts/index.ts'
import type { Row } from '../statement.ts'

export type ChannelRow = Row & {
  id: number
  name: string
  type: string
  config: string
  tags: string
  enabled: number
  rev: number
  created_at: number
  updated_at: number
}

export const channelColumns = 'id, name, type, config, tags, enabled, rev, created_at, updated_at'

/** Documents in these columns are written from these types alone. */
export const toChannel = (row: ChannelRow): Channel => ({
  id: row.id as ChannelId,
  name: row.name,
  type: row.type,
  config: JSON.parse(row.config) as Channel['config'],
  tags: JSON.parse(row.tags) as string[],
  enabled: row.enabled === 1,
  rev: row.rev,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export type MessageRow = Row & {
  id: number
  channel_id: number
  notification: string
  state: string
  attempts: number
  created_at: number
  due_at: number | null
  detail: string | null
  last_at: number | null
}

export const messageColumns =
  'id, channel_id, notification, state, attempts, created_at, due_at, detail, last_at'

export const toDelivery = (row: MessageRow): Delivery => ({
  id: row.id,
  channelId: row.channel_id as ChannelId,
  notification: JSON.parse(row.notification) as Notification,
  state: row.state as MessageState,
  attempts: row.attempts,
  createdAt: row.created_at,
  dueAt: row.state === 'due' ? row.due_at : null,
  detail: row.detail,
  lastAt: row.last_at,
})
