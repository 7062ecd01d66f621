import { createHash } from 'node:crypto'
import { createHttpClient, type HttpClient } from '../http/client.ts'
import type { ConnectorWorld } from '../kind.ts'

/** Where a Buildbot is, and its token as the settings have it: sealed, or empty. */
type Place = { readonly server: string; readonly token: string }

/** Buildbot itself lets everyone read; a proxy in front of it has a password (RFC 7617) or a token (RFC 6750). */
const authorizationOf = (token: string): string =>
  token.includes(':') ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}`

export const openClient = (world: ConnectorWorld, { server, token }: Place): HttpClient =>
  createHttpClient(world, {
    base: `${server}/api/v2`,
    headers: (): Readonly<Record<string, string>> =>
      token === '' ? {} : { authorization: authorizationOf(world.reveal(token)) },
    tokenFingerprint: () => createHash('sha256').update(world.reveal(token)).digest('hex'),
    // One process with one database does all; it has neither limits nor entity tags.
    concurrency: 2,
    etags: false,
  })
