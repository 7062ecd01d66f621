import { createHmac } from 'node:crypto'

/** Standard Webhooks write a key in Base64 behind this. */
const prefix = 'whsec_'

/** Any other text is the key as it is. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), 'base64')
    : Buffer.from(secret)

/** Whether a text that begins as a key in Base64 is one; `whsec_` alone would be an empty key. */
export const isSecret = (text: string): boolean =>
  !text.startsWith(prefix) || /^[A-Za-z0-9+/]{16,}={0,2}$/.test(text.slice(prefix.length))

/** `v1,` and the HMAC-SHA256 of id, time and body: https://www.standardwebhooks.com */
export const signature = (secret: string, signed: string): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`
