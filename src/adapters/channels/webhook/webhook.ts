import { z } from 'zod'
import type { Attempt, Letter } from '../../../modules/alerts/index.ts'
import type { ChannelKind, ChannelWorld } from '../kind.ts'
import { post } from '../post.ts'
import { asTyped } from '../secret-text.ts'
import { postUrl, urlOf } from '../url.ts'
import { bodyOf } from './body.ts'
import { headersSetting, parseHeader } from './headers.ts'
import { isSecret, signature } from './sign.ts'

const config = z.strictObject({
  url: postUrl.meta({ title: 'Address', description: 'Messages are posted to it as JSON' }),
  secret: z
    .string()
    .max(4_000)
    .refine(asTyped(isSecret), 'must have a key in Base64 after whsec_')
    .default('')
    .meta({
      title: 'Secret',
      description: 'Signs each message: header Webhook-Signature',
      secret: true,
    }),
  headers: headersSetting.default({}).meta({
    title: 'More headers',
    description: 'One a line: Name: value. Everyone who sees the channel sees them.',
    lines: true,
  }),
  secret_header: z
    .string()
    .max(4_000)
    .refine(
      asTyped((line) => line === '' || parseHeader(line) !== null),
      'must look like "Authorization: Bearer …"',
    )
    .default('')
    .meta({
      title: 'Secret header',
      description: 'One that nobody is shown: Authorization: Bearer …',
      secret: true,
    }),
})
type Config = z.output<typeof config>

/** What is opened last, just before it is sent. */
function secretHeaders(world: ChannelWorld, settings: Config, signed: string) {
  const { secret, secret_header } = settings
  const header = secret_header === '' ? null : parseHeader(world.reveal(secret_header))
  return {
    ...(header !== null && Object.fromEntries([header])),
    ...(secret !== '' && { 'Webhook-Signature': signature(world.reveal(secret), signed) }),
  }
}

async function send(world: ChannelWorld, letter: Letter, signal: AbortSignal): Promise<Attempt> {
  const settings = config.parse(letter.settings)
  const url = urlOf(settings.url)
  if (url === null) return { kind: 'refused', detail: 'its address is no URL' }
  const { id } = letter.notification
  const body = JSON.stringify(bodyOf(letter))
  const timestamp = String(Math.floor(world.now() / 1_000))
  const headers = {
    ...settings.headers,
    'Content-Type': 'application/json',
    'User-Agent': 'Pharos',
    'Idempotency-Key': id,
    'Webhook-Id': id,
    'Webhook-Timestamp': timestamp,
    ...secretHeaders(world, settings, `${id}.${timestamp}.${body}`),
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
