import type { EpochMs } from '../../kernel/index.ts'
import type { Attempt } from '../../modules/alerts/index.ts'

/** What a receiver answered, as far as anybody is told of it. */
export type Answer = {
  readonly status: number
  readonly retryAfter: string | undefined
}

export const failed = (detail: string, retryAfterMs: number | null = null): Attempt => ({
  kind: 'failed',
  detail,
  retryAfterMs,
})

/** Statuses below 500 of a receiver that may take it later: RFC 9110, RFC 8470, RFC 6585. */
const later: readonly number[] = [408, 425, 429]

/** What a status says of another attempt. */
export function attemptOf({ status, retryAfter }: Answer, now: EpochMs): Attempt {
  const detail = `answered ${status}`
  if (status >= 200 && status < 300) return { kind: 'delivered', detail }
  if (status >= 500 || later.includes(status)) return failed(detail, waitOf(retryAfter, now))
  if (status >= 300 && status < 400) {
    return {
      kind: 'refused',
      detail: `${detail}: redirects are not followed; enter the new address`,
    }
  }
  return { kind: 'refused', detail }
}

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** RFC 9110, 10.2.3: seconds, or a date. The forms of dates that nobody has sent since 1999 are none. */
function waitOf(text: string | undefined, now: EpochMs): number | null {
  if (text === undefined) return null
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1_000
  const at = httpDate.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
