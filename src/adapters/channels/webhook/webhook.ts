import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Attempt, Letter } from '../../../modules/alerts/index.ts'
import type { ChannelKind, ChannelWorld } from '../kind.ts'
import { post } from '../post.ts'
import { postUrl, urlOf } from '../url.ts'
import { bodyOf } from './body.ts'

const config = z.strictObject({
  url: postUrl.meta({ title: 'Address', description: 'Messages are posted to it as JSON' }),
  secret: z.string().max(4_000).default('').meta({
    title: 'Secret',
    description: 'Signs each message: header Webhook-Signature',
    secret: true,
  }),
})

/** https://github.com/standard-webhooks/standard-webhooks: `v1,` and the HMAC of id, time and body. */
function signature(secret: string, signed: string): Record<string, string> {
  if (secret === '') return {}
  const digest = createHmac('sha256', secret).update(signed).digest('base64')
  return { 'Webhook-Signature': `v1,${digest}` }
}

async function send(world: ChannelWorld, letter: Letter, signal: AbortSignal): Promise<Attempt> {
  const settings = config.parse(letter.settings)
  const url = urlOf(settings.url)
  if (url === null) return { kind: 'refused', detail: 'its address is no URL' }
  const { id } = letter.notification
  const body = JSON.stringify(bodyOf(letter))
  const timestamp = String(Math.floor(world.now() / 1_000))
  const secret = settings.secret === '' ? '' : world.reveal(settings.secret)
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'Pharos',
    'Idempotency-Key': id,
    'Webhook-Id': id,
    'Webhook-Timestamp': timestamp,
    ...signature(secret, `${id}.${timestamp}.${body}`),
  }
  return post(world, { url, headers, body }, signal)
}

export const webhook: ChannelKind = {
  type: 'webhook',
  title: 'Webhook',
  config,
  destination: ({ url }) => urlOf(String(url))?.origin ?? '',
  open: (world) => (letter, signal) => send(world, letter, signal),
}
