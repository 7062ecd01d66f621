import { createHash } from 'node:crypto'
import { createHttpClient, type HttpClient } from '../http/client.ts'
import type { QuotaReading } from '../http/quota.ts'
import type { ConnectorWorld } from '../kind.ts'

/** GitHub wants calls one after another; a second one keeps a person from waiting for a long answer. */
const callsAtOnce = 2
/** Below the 900 points a minute at which a secondary limit begins, of which a GET costs one. */
const callsASecond = 10

export type Access = {
  /** The base of the API. */
  readonly api: string
  /** As it is stored. */
  readonly token: string
}

/** The API of GitHub or of a server, for one token. */
export function openClient(world: ConnectorWorld, { api, token }: Access): HttpClient {
  return createHttpClient(world, {
    base: api,
    headers: () => ({
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${world.reveal(token)}`,
      'x-github-api-version': '2022-11-28',
    }),
    tokenFingerprint: () => createHash('sha256').update(world.reveal(token)).digest('hex'),
    concurrency: callsAtOnce,
    rate: callsASecond,
    readQuota,
    limitOf,
    // What has not changed costs nothing.
    etags: true,
  })
}

const numberOf = (headers: Headers, name: string): number | null => {
  const text = headers.get(name) ?? ''
  return /^\d{1,12}$/.test(text) ? Number(text) : null
}

/**
 * What is left of the hour (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 * `null` from an Enterprise Server without limits, as it comes.
 */
export function readQuota(headers: Headers): QuotaReading | null {
  const limit = numberOf(headers, 'x-ratelimit-limit')
  const remaining = numberOf(headers, 'x-ratelimit-remaining')
  const reset = numberOf(headers, 'x-ratelimit-reset')
  if (limit === null || remaining === null) return null
  return { limit, remaining, resetAt: reset === null ? null : reset * 1_000 }
}

/** Words of secondary limits, which leave the hour's count alone: new ones, and those of old servers. */
const words = /rate limit|abuse detection/i

/** Both kinds of limit may come as a 403, which is a lack of rights otherwise. */
export function limitOf({
  status,
  headers,
  body,
}: {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}): { readonly retryAt: null } | null {
  if (status !== 403 && status !== 429) return null
  const isLimit =
    headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0' || words.test(body)
  return isLimit ? { retryAt: null } : null
}
