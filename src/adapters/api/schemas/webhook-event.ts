import { z } from 'zod'
import { type ConnectionId, rfc3339 } from '../../../kernel/index.ts'
import type { EventBody, StoredEvent } from '../../../modules/pipelines/index.ts'
import { given, idFilter, moment, momentOf, pageOf, pageQuery, thingId } from './common.ts'
import { keptText } from './kept-text.ts'

const status = z
  .enum(['waiting', 'done', 'failed', 'dead'])
  .describe('`failed` is tried again by itself, until it is `dead`.')

export const webhookEvent = z
  .object({
    id: thingId,
    connection_id: thingId,
    delivery_id: z.string().describe('As the platform has it; else a digest of the body.'),
    type: z.string().describe('What the platform calls it: `workflow_run`, `Pipeline Hook`.'),
    received_at: moment,
    status,
    attempts: z.int().min(0),
    error: z.string().nullable().describe('Why the latest attempt failed.'),
    processed_at: moment.nullable(),
    bytes: z.int().min(0),
  })
  .describe('A webhook that came.')

export const webhookEventPage = pageOf(webhookEvent)

/** More than this helps nobody who reads it; the rest is stored all the same. */
const bodyMost = 1_048_576

export const webhookEventDetail = webhookEvent
  .extend({
    headers: z.record(z.string(), z.string()).describe('Without those that hold credentials.'),
    body: z.string().describe('As text, the first MiB of it.'),
  })
  .describe('A webhook with what it said.')

export const received = z
  .object({
    id: thingId.describe('Of the webhook event.'),
    duplicate: z.boolean().describe('It was here before; it is stored once.'),
  })
  .describe('A webhook is stored.')

export const webhookQuery = z.object({
  token: z
    .string()
    .max(1_000)
    .optional()
    .describe('The secret, from a platform that signs nothing and sends no headers.'),
})

export const webhookEventsQuery = pageQuery.extend({
  connection_id: idFilter<ConnectionId>('connection'),
  status: status.optional().describe('Only with this status.'),
})

export const toEventQuery = ({ connection_id, status }: z.output<typeof webhookEventsQuery>) =>
  given({ connectionId: connection_id, status })

export const toWebhookEventJson = (of: StoredEvent): z.output<typeof webhookEvent> => ({
  id: of.id,
  connection_id: of.connectionId,
  delivery_id: of.deliveryId,
  type: of.type,
  received_at: rfc3339(of.receivedAt),
  status: of.status,
  attempts: of.attempts,
  error: of.error,
  processed_at: momentOf(of.processedAt),
  bytes: of.bytes,
})

export const toWebhookEventDetailJson = (
  of: StoredEvent & EventBody,
): z.output<typeof webhookEventDetail> => ({
  ...toWebhookEventJson(of),
  headers: { ...of.headers },
  body: keptText(of.body.subarray(0, bodyMost)),
})
