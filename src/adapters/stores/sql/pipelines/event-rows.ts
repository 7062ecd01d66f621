import type { ConnectionId, WebhookEventId } from '../../../../kernel/index.ts'
import type { EventBody, StoredEvent } from '../../../../modules/pipelines/index.ts'
import type { Row } from '../statement.ts'
import { unpackBody } from './bodies.ts'

export type EventRow = Row & {
  id: number
  connection_id: number
  delivery_id: string
  type: string
  received_at: number
  status: string
  attempts: number
  error: string | null
  processed_at: number | null
  bytes: number
}

export const eventColumns = `id, connection_id, delivery_id, type, received_at, status, attempts,
  error, processed_at, bytes`

export const toEvent = (row: EventRow): StoredEvent => ({
  id: row.id as WebhookEventId,
  connectionId: row.connection_id as ConnectionId,
  deliveryId: row.delivery_id,
  type: row.type,
  receivedAt: row.received_at,
  status: row.status as StoredEvent['status'],
  attempts: row.attempts,
  error: row.error,
  processedAt: row.processed_at,
  bytes: row.bytes,
})

export type WholeRow = EventRow & { headers: string; body: string }

export const wholeColumns = `${eventColumns}, headers, body`

export const toWhole = async (row: WholeRow): Promise<StoredEvent & EventBody> => ({
  ...toEvent(row),
  headers: JSON.parse(row.headers) as EventBody['headers'],
  body: await unpackBody(row.body),
})
