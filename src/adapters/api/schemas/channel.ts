import { z } from 'zod'
import { maskSettings, rfc3339 } from '../../../kernel/index.ts'
import type {
  Attempt,
  Channel,
  ChannelStanding,
  Delivery,
  Notification,
} from '../../../modules/alerts/index.ts'
import { moment, momentOf, pageOf, thingId } from './common.ts'

const name = z.string().min(1).max(200)
const type = z.string().describe('`webhook`, `smtp` or `slack`.')
const config = z
  .record(z.string().max(64), z.unknown())
  .describe('Settings of its type. A secret is shown as `***`; sent back so, it stays.')
const tags = z
  .array(z.string())
  .describe('It hears of services with one of these tags; of all services when there are none.')

export const channel = z
  .object({
    id: thingId,
    name,
    type,
    config,
    tags,
    enabled: z.boolean(),
    due: z.int().min(0).describe('Messages that are on their way.'),
    dead: z.int().min(0).describe('Messages that were given up.'),
    rev: z.int().min(1).describe('Rises with each change; the ETag holds it.'),
    created_at: moment,
    updated_at: moment,
  })
  .describe('Where notifications go.')

export const channelPage = pageOf(channel)

export const channelDraft = z
  .strictObject({
    name,
    type,
    config: config.optional(),
    tags: tags.optional(),
    enabled: z.boolean().optional(),
  })
  .describe('A channel. Fields that are left out get their defaults.')

export const channelPatch = z
  .strictObject({ name, type, config, tags, enabled: z.boolean() })
  .partial()
  .describe('The fields of a channel to change; the others stay.')

export const delivery = z
  .object({
    id: thingId,
    message_id: z.string().describe('The same on every attempt.'),
    kind: z.enum(['change', 'run', 'digest', 'test', 'notice']),
    title: z.string(),
    state: z
      .enum(['due', 'delivered', 'dead', 'digested', 'withheld'])
      .describe('`dead` was given up and can be replayed; `digested` is part of a digest.'),
    attempts: z.int().min(0),
    created_at: moment,
    next_attempt_at: moment.nullable(),
    last_attempt_at: moment.nullable(),
    detail: z.string().nullable().describe('What the latest attempt came to.'),
  })
  .describe('A message of a channel.')

export const deliveryPage = pageOf(delivery)

export const tested = z
  .object({ result: z.enum(['delivered', 'failed', 'refused']), detail: z.string() })
  .describe('What became of a test message.')

export const toChannelJson = (
  of: Channel,
  standing: ChannelStanding | undefined,
): z.output<typeof channel> => ({
  id: of.id,
  name: of.name,
  type: of.type,
  config: { ...maskSettings(of.config) },
  tags: [...of.tags],
  enabled: of.enabled,
  due: standing?.due ?? 0,
  dead: standing?.dead ?? 0,
  rev: of.rev,
  created_at: rfc3339(of.createdAt),
  updated_at: rfc3339(of.updatedAt),
})

export const toDeliveryJson = (of: Delivery): z.output<typeof delivery> => ({
  id: of.id,
  message_id: of.notification.id,
  kind: of.notification.kind,
  title: titleOf(of.notification),
  state: of.state,
  attempts: of.attempts,
  created_at: rfc3339(of.createdAt),
  next_attempt_at: momentOf(of.dueAt),
  last_attempt_at: momentOf(of.lastAt),
  detail: of.detail,
})

function titleOf(notification: Notification): string {
  switch (notification.kind) {
    case 'change':
      return `${notification.news.name} is ${notification.news.to}`
    case 'run':
      return `${notification.run.project} is ${notification.run.turn}`
    case 'digest':
      return `${notification.news.length + (notification.runs?.length ?? 0)} changes`
    case 'test':
      return 'a test'
    case 'notice':
      return notification.title
  }
}

export const toTestedJson = ({ kind, detail }: Attempt): z.output<typeof tested> => ({
  result: kind,
  detail,
})
