import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { EpochMs } from '../../kernel/index.ts'
import type { Delivery, Proof } from '../../modules/pipelines/index.ts'

/*
 * Proofs that more than one kind of sender gives. Each says `null` when the delivery has none of its
 * kind. An empty secret proves nothing: everybody has it.
 */

/** In a time that tells nothing of where they differ, nor of how long they are. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
const digest = (text: string) => createHash('sha256').update(text).digest()

/** Tokens that a delivery brings, wherever its sender can put one. */
function tokensOf({ token, headers }: Delivery): readonly string[] {
  const bearer = /^Bearer +(?<token>\S+) *$/i.exec(headers.authorization ?? '')?.groups?.token
  return [token, headers['x-pharos-token'], bearer].flatMap((one) => (one ? [one] : []))
}

/** The secret itself, as `token` in the query, as `X-Pharos-Token`, or as a bearer token. */
export function proveToken(delivery: Delivery, secret: string): Proof | null {
  const tokens = tokensOf(delivery)
  if (tokens.length === 0) return null
  return secret !== '' && tokens.some((token) => isSame(token, secret)) ? 'ok' : 'forged'
}

/** `sha256=` and the HMAC of the body in hex, as GitHub writes it: https://docs.github.com/en/webhooks */
export function proveDigest(header: string | undefined, body: Uint8Array, secret: string) {
  if (header === undefined || header === '') return null
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header.trim())?.[1]?.toLowerCase() ?? ''
  const expected = createHmac('sha256', secret).update(body).digest('hex')
  return secret !== '' && isSame(hex, expected) ? 'ok' : 'forged'
}

/** What a key in Base64 begins with. */
const prefix = 'whsec_'
const mostSignatures = 20
/** How far a timestamp may be off. */
const tolerance = 5 * 60_000

const keyOf = (secret: string): Buffer =>
  secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), 'base64')
    : Buffer.from(secret)

/** https://www.standardwebhooks.com: id, time and body are signed, and an old time is refused. */
export function proveStandard(delivery: Delivery, secret: string, now: EpochMs): Proof | null {
  const { headers, body } = delivery
  const signatures = headers['webhook-signature'] ?? ''
  if (signatures === '') return null
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '' } = headers
  const key = keyOf(secret)
  if (key.length === 0 || id === '' || !/^\d{1,12}$/.test(timestamp)) return 'forged'
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
  // Several, while a key is being replaced.
  const given = signatures.split(' ').slice(0, mostSignatures)
  if (!given.some((signature) => isSame(signature, `v1,${mac}`))) return 'forged'
  return Math.abs(now - Number(timestamp) * 1_000) > tolerance ? 'stale' : 'ok'
}
