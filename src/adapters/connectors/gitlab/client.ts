import { createHash } from 'node:crypto'
import { createHttpClient, type HttpClient } from '../http/client.ts'
import type { QuotaReading } from '../http/quota.ts'
import type { ConnectorWorld } from '../kind.ts'
import { apiOf } from './address.ts'

/** A server of one's own has no limits unless somebody sets them: these are ours. */
const callsAtOnce = 4
const callsASecond = 10

export type Access = {
  readonly server: string
  /** As it is stored. */
  readonly token: string
}

/** The API of a server, for one token. */
export function openClient(world: ConnectorWorld, { server, token }: Access): HttpClient {
  return createHttpClient(world, {
    base: apiOf(server),
    headers: () => ({ 'private-token': world.reveal(token) }),
    tokenFingerprint: () => createHash('sha256').update(world.reveal(token)).digest('hex'),
    concurrency: callsAtOnce,
    rate: callsASecond,
    readQuota,
    // They save bytes; what has not changed counts like everything else.
    etags: true,
  })
}

const numberOf = (headers: Headers, name: string): number | null => {
  const text = headers.get(name) ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

/**
 * What is left of the minute (https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/).
 * Limits of single endpoints are not in these headers: they are a 429 without warning.
 */
export function readQuota(headers: Headers): QuotaReading | null {
  const limit = numberOf(headers, 'ratelimit-limit')
  const remaining = numberOf(headers, 'ratelimit-remaining')
  const reset = numberOf(headers, 'ratelimit-reset')
  if (limit === null || remaining === null) return null
  return { limit, windowMs: 60_000, remaining, resetAt: reset === null ? null : reset * 1_000 }
}
