import type { EpochMs } from '../../kernel/index.ts'
import type { Attempt } from './channel.ts'

/** After an attempt: the message arrived, is tried again, or is given up. */
export type Next =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly dueAt: EpochMs }
  | { readonly kind: 'dead'; readonly reason: 'refused' | 'too_old' }

export type Tried = {
  /** This one included: 1 for the first. */
  readonly attempts: number
  readonly createdAt: EpochMs
  readonly now: EpochMs
  /** 0 to 1, 1 left out. */
  readonly chance: number
}

const firstMs = 1_000
const mostMs = 600_000
/** What a receiver may ask for. */
const mostAskedMs = 3_600_000
/** A message that is older helps nobody, and is shown as dead. */
const oldMs = 86_400_000

/** The wait before the next attempt: doubled each time, within half of it either way. */
export function backoff(attempts: number, chance: number): number {
  const base = Math.min(mostMs, firstMs * 2 ** Math.min(attempts - 1, 20))
  return Math.min(mostMs, Math.round(base * (0.5 + chance)))
}

/** A receiver that is away is tried at least this often, by one message: it is known soon that it is back. */
const mostPauseMs = 60_000

/**
 * How long a receiver that did not take a message is left alone, by all messages of its channel.
 * @param failures rounds that had failed before
 */
export function pauseOf(attempt: Attempt, failures: number, chance: number): number {
  if (attempt.kind !== 'failed') return 0
  const asked = Math.min(mostAskedMs, attempt.retryAfterMs ?? 0)
  const base = Math.min(mostPauseMs, firstMs * 2 ** Math.min(failures, 20))
  return Math.max(asked, Math.min(mostPauseMs, Math.round(base * (0.5 + chance))))
}

/** What becomes of a message after an attempt. */
export function after(attempt: Attempt, { attempts, createdAt, now, chance }: Tried): Next {
  if (attempt.kind === 'delivered') return { kind: 'delivered' }
  if (attempt.kind === 'refused') return { kind: 'dead', reason: 'refused' }
  const asked = Math.min(mostAskedMs, attempt.retryAfterMs ?? 0)
  const dueAt = now + Math.max(asked, backoff(attempts, chance))
  return dueAt - createdAt > oldMs ? { kind: 'dead', reason: 'too_old' } : { kind: 'retry', dueAt }
}
