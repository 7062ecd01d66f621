import type { EpochMs } from '../../../kernel/index.ts'
import type { Quota } from '../../../modules/pipelines/index.ts'

/** What headers of an answer say of a limit. */
export type QuotaReading = Omit<Quota, 'usedUpAt'>

/**
 * A reading whose reset is of the platform's clock, by ours: one of the two may be wrong by an hour,
 * and a window that seems to be over would leave no reserve.
 */
export function byOurClock(reading: QuotaReading | null, headers: Headers, now: EpochMs) {
  const theirs = Date.parse(headers.get('date') ?? '')
  if (reading === null || reading.resetAt === null || Number.isNaN(theirs)) return reading
  return { ...reading, resetAt: now + (reading.resetAt - theirs) }
}

type Sample = { readonly at: EpochMs; readonly remaining: number }

const paceMs = 600_000
/** One sample in so long is enough for a pace. */
const sampleMs = 10_000
/** How long a limit that does not say when it ends is believed. */
const undatedMs = 60_000

/** What is left of a limit, and when it is used up at the pace of the last ten minutes. */
export function createQuota() {
  let latest: (QuotaReading & { readonly at: EpochMs }) | null = null
  let samples: Sample[] = []

  const isOver = (now: EpochMs): boolean => latest !== null && endOf(latest) <= now

  function note(reading: QuotaReading, now: EpochMs): void {
    const isNew =
      latest === null || isOver(now) || isLater(reading, latest) || reading.limit !== latest.limit
    // Answers overtake each other: within one window, the least is the newest.
    const least = isNew || reading.resetAt === null ? reading.remaining : latest?.remaining
    const remaining = Math.min(reading.remaining, least ?? reading.remaining)
    if (isNew) samples = []
    latest = { ...reading, remaining, at: now }
    samples = samples.filter(({ at }) => at > now - paceMs)
    const last = samples.at(-1)
    if (samples.length < 2 || last === undefined || now - last.at >= sampleMs) {
      samples.push({ at: now, remaining })
    }
  }

  function usedUpAt(now: EpochMs): EpochMs | null {
    const first = samples.find(({ at }) => at > now - paceMs)
    if (latest === null || first === undefined || now <= first.at) return null
    const used = first.remaining - latest.remaining
    if (used <= 0) return null
    const at = now + Math.round((latest.remaining / used) * (now - first.at))
    return latest.resetAt !== null && at >= latest.resetAt ? null : at
  }

  return {
    note,
    /** `null` where nothing is known, or nothing any more. */
    now(now: EpochMs): (Quota & { readonly endsAt: EpochMs }) | null {
      if (latest === null || isOver(now)) return null
      const { at: _, ...reading } = latest
      return { ...reading, usedUpAt: usedUpAt(now), endsAt: endOf(latest) }
    },
  }
}

const endOf = ({ resetAt, at }: QuotaReading & { readonly at: EpochMs }): EpochMs =>
  resetAt ?? at + undatedMs

/** Resets that are told in seconds from now wander by a second or two. */
const isLater = (reading: QuotaReading, before: QuotaReading): boolean =>
  (reading.resetAt ?? 0) > (before.resetAt ?? 0) + 5_000 && reading.remaining > before.remaining
