import { createHash } from 'node:crypto'
import { createHttpClient, type HttpClient } from '../http/client.ts'
import type { ConnectorWorld } from '../kind.ts'

export type Access = {
  readonly server: string
  readonly user: string
  /** As the settings have it, sealed or not. */
  readonly token: string
}

/** With a user, or as `user:token`, it is Basic; a token alone is for a proxy or a plugin that takes bearers. */
export function authorizationOf(user: string, token: string): string {
  const isPair = token.startsWith(`${user}:`) || (user === '' && token.includes(':'))
  if (user === '' && !isPair) return `Bearer ${token}`
  return `Basic ${Buffer.from(isPair ? token : `${user}:${token}`).toString('base64')}`
}

/**
 * Jenkins has no limits and no entity tags, so it is spared from here: few calls at a time, and
 * not too many a second.
 */
export const openClient = (world: ConnectorWorld, { server, user, token }: Access): HttpClient =>
  createHttpClient(world, {
    base: server,
    // A call with a token needs no crumb: https://www.jenkins.io/doc/book/security/csrf-protection/
    headers: () => ({ authorization: authorizationOf(user, world.reveal(token)) }),
    tokenFingerprint: () =>
      createHash('sha256')
        .update(`${user}:${world.reveal(token)}`)
        .digest('hex'),
    concurrency: 4,
    rate: 10,
    etags: false,
  })
