import type { EpochMs } from '../../../kernel/index.ts'
import { PlatformFault, type Priority, type Quota } from '../../../modules/pipelines/index.ts'
import { createQuota, type QuotaReading } from './quota.ts'

export type Gate = {
  /** Why nothing may be asked now with this urgency, or `null`. */
  refusal(priority: Priority, now: EpochMs): PlatformFault | null
  note(reading: QuotaReading, now: EpochMs): void
  /** The platform says that it was too much. @returns how often it has said so in a row. */
  limited(now: EpochMs): number
  /** The platform answered. */
  passed(): void
  /** Nothing is asked before that. */
  pause(until: EpochMs): void
  figures(now: EpochMs): { readonly quota: Quota | null; readonly pausedUntil: EpochMs | null }
}

/** Those can wait for the next window; the rest of this one is kept for people and for deliveries. */
const patient: readonly Priority[] = ['poll', 'backfill']

/** @param reserve the share of a limit that is kept */
export function createGate(reserve: number): Gate {
  const quota = createQuota()
  let pausedUntil = 0
  let inARow = 0
  let lastLimit = 0

  return {
    refusal(priority, now) {
      if (pausedUntil > now) return tooMuch('the platform asked for a pause', pausedUntil)
      const left = quota.now(now)
      if (left === null) return null
      if (left.remaining <= 0) return tooMuch('the limit of the platform is used up', left.endsAt)
      const isReserved = left.remaining < reserve * left.limit && patient.includes(priority)
      return isReserved
        ? tooMuch('what is left of the limit is kept for people', left.endsAt)
        : null
    },
    note: quota.note,
    limited(now) {
      // Calls that were on their way together are told of one and the same limit.
      if (now >= pausedUntil && (now > lastLimit || inARow === 0)) inARow += 1
      lastLimit = now
      return inARow
    },
    passed() {
      inARow = 0
    },
    pause(until) {
      pausedUntil = Math.max(pausedUntil, until)
    },
    figures(now) {
      const left = quota.now(now)
      return {
        quota: left && withoutEnd(left),
        pausedUntil: pausedUntil > now ? pausedUntil : null,
      }
    },
  }
}

const withoutEnd = ({ endsAt: _, ...quota }: Quota & { readonly endsAt: EpochMs }): Quota => quota

const tooMuch = (reason: string, retryAt: EpochMs) =>
  new PlatformFault('rate_limited', reason, { retryAt })
