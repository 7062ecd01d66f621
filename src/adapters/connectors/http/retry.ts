import type { EpochMs } from '../../../kernel/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'
import type { Failure } from './exchange.ts'

/** What becomes of a call that failed for now. */
export type Decision =
  | { readonly kind: 'again'; readonly waitMs: number }
  | { readonly kind: 'end'; readonly fault: PlatformFault; readonly pausedUntil: EpochMs | null }

export type Attempt = {
  readonly name: string
  /** A call that changes something is never repeated by itself. */
  readonly isRepeatable: boolean
  /** From 0. */
  readonly number: number
  /** How often in a row the platform has said that it was too much, this time included. */
  readonly limits: number
  readonly now: EpochMs
  /** In [0, 1). */
  readonly chance: number
}

const furtherAttempts = 2
const longestWaitMs = 10_000
const backoffMs = 1_000
/** GitHub asks for a minute at least, and for more each time. */
const leastPauseMs = 60_000
const mostPauseMs = 3_600_000
/** No header stops a connection for longer. */
const longestPauseMs = 86_400_000

/** Whether to try again, and when: as the platform says, with full jitter so that not all come back at once. */
export function decide(outcome: Failure, attempt: Attempt): Decision {
  const isPassing = outcome.kind === 'limited' || outcome.isPassing
  const mayRepeat = attempt.isRepeatable && isPassing && attempt.number < furtherAttempts
  const leastMs = leastWait(outcome, attempt)
  if (mayRepeat && leastMs <= longestWaitMs) {
    const jitter = attempt.chance * backoffMs * 2 ** attempt.number
    return { kind: 'again', waitMs: Math.round(Math.min(longestWaitMs, leastMs + jitter)) }
  }
  const retryAt = attempt.now + leastMs
  if (outcome.kind === 'limited') {
    const details = { retryAt, status: outcome.status }
    const fault = new PlatformFault('rate_limited', `${attempt.name} is over the limit`, details)
    return { kind: 'end', fault, pausedUntil: retryAt }
  }
  const { fault } = outcome
  return { kind: 'end', fault: leastMs > 0 ? dated(fault, retryAt) : fault, pausedUntil: null }
}

function leastWait(outcome: Failure, { now, limits }: Attempt): number {
  if (outcome.retryAt !== null) {
    return Math.min(longestPauseMs, Math.max(0, outcome.retryAt - now))
  }
  return outcome.kind === 'limited'
    ? Math.min(mostPauseMs, leastPauseMs * 2 ** (Math.max(1, limits) - 1))
    : 0
}

const dated = ({ kind, message, status, cause }: PlatformFault, retryAt: EpochMs) =>
  new PlatformFault(kind, message, { retryAt, cause, ...(status !== null && { status }) })

/**
 * When another try makes sense (RFC 9110, 10.2.3): seconds, or a date by the platform's own clock.
 * `null` where it says nothing that can be read.
 */
export function retryAfter(headers: Headers, now: EpochMs): EpochMs | null {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return now + Math.ceil(Number(text) * 1_000)
  // Other texts that a browser takes for a date are none: `-5` is one of a month.
  const date = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(date)) return null
  const theirs = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(theirs) ? date : now + (date - theirs)
}
