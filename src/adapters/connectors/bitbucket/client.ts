import { createHash } from 'node:crypto'
import { createHttpClient, type HttpClient } from '../http/client.ts'
import type { ConnectorWorld } from '../kind.ts'
import { readQuota } from './limits.ts'

export type Access = {
  readonly base: string
  readonly email: string
  /** As the settings have it, sealed or not. */
  readonly token: string
}

/** An API token belongs to an e-mail address (app passwords stopped in June 2026); an access token stands alone. */
export const authorizationOf = (email: string, token: string): string =>
  email === '' ? `Bearer ${token}` : `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`

/** Cloud allows 1 000 calls an hour, the fewest of all platforms. */
export const openClient = (world: ConnectorWorld, { base, email, token }: Access): HttpClient =>
  createHttpClient(world, {
    base,
    headers: () => ({ authorization: authorizationOf(email, world.reveal(token)) }),
    tokenFingerprint: () =>
      createHash('sha256')
        .update(`${email}:${world.reveal(token)}`)
        .digest('hex'),
    concurrency: 4,
    readQuota,
    etags: true,
  })
