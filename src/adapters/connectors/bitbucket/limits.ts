import type { QuotaReading } from '../http/quota.ts'

const numberOf = (headers: Headers, name: string): number | null => {
  const text = headers.get(name) ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** Below this share `X-RateLimit-NearLimit` says so. */
const near = 0.2

/**
 * What is left of the rolling hour. Cloud tells the limit, but of what is left only whether it is
 * less than a fifth: then it is taken to be just that. `null` before, and of a server without limits.
 * https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/
 */
export function readQuota(headers: Headers): QuotaReading | null {
  const limit = numberOf(headers, 'x-ratelimit-limit')
  if (limit === null) return null
  const remaining = numberOf(headers, 'x-ratelimit-remaining')
  if (remaining !== null) return { limit, remaining, resetAt: null }
  const isNear = headers.get('x-ratelimit-nearlimit')?.toLowerCase() === 'true'
  return isNear
    ? { limit, remaining: Math.max(1, Math.ceil(limit * near) - 1), resetAt: null }
    : null
}
