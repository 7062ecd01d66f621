import { z } from 'zod'
import type { Attempt, Letter } from '../../../modules/alerts/index.ts'
import type { ChannelKind, ChannelWorld } from '../kind.ts'
import { post } from '../post.ts'
import { asTyped } from '../secret-text.ts'
import { urlOf } from '../url.ts'
import { messageOf } from './blocks.ts'

const config = z.strictObject({
  // Whoever knows it can write into the channel, so the whole address is a secret.
  url: z
    .string({ error: 'is needed' })
    .trim()
    .min(1, 'is needed')
    .max(4_000, 'is too long')
    .refine(
      asTyped((text) => urlOf(text) !== null),
      'must look like https://hooks.slack.com/services/…',
    )
    .meta({ title: 'Webhook address', description: 'Of an incoming webhook', secret: true }),
})

async function send(world: ChannelWorld, letter: Letter, signal: AbortSignal): Promise<Attempt> {
  const url = urlOf(world.reveal(config.parse(letter.settings).url))
  if (url === null) return { kind: 'refused', detail: 'its address is no URL' }
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'User-Agent': 'Pharos',
    // Slack knows no such header; what stands between may.
    'Idempotency-Key': letter.notification.id,
  }
  const body = JSON.stringify(messageOf(letter))
  return post(world, { url, headers, body }, signal)
}

export const slack: ChannelKind = {
  type: 'slack',
  title: 'Slack',
  config,
  destination: () => null,
  open: (world) => (letter, signal) => send(world, letter, signal),
}
