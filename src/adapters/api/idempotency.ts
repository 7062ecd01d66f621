import { createHash } from 'node:crypto'
import { Refusal } from '../../kernel/index.ts'
import type { Idempotency } from '../../modules/services/index.ts'
import type { RequestHeader } from './endpoint.ts'

export const idempotencyHeader: RequestHeader = {
  name: 'Idempotency-Key',
  description:
    'Any text of your choice, at most 255 characters. The same key with the same body makes nothing twice and gets the first answer again; with another body it is refused.',
  required: false,
  example: '8e03978e-40d5-43e8-bc93-6894a57f9324',
}

/**
 * The key that a client chose for a POST, as draft-ietf-httpapi-idempotency-key-header-06 says: a
 * string of structured fields, so quotes around it do not count. Many clients leave them out.
 */
export function readIdempotency(header: string | undefined, bytes: Uint8Array): Idempotency | null {
  if (header === undefined) return null
  const key = header.trim().replace(/^"(.*)"$/, '$1')
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new Refusal('malformed', 'Idempotency-Key must have 1 to 255 characters of ASCII')
  }
  return { key, fingerprint: createHash('sha256').update(bytes).digest('hex') }
}
