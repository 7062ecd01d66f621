import type { EpochMs } from '../../kernel/index.ts'

/** A stretch of time, `to` left out, in equal parts. */
export type SeriesRequest = {
  readonly from: EpochMs
  readonly to: EpochMs
  /** 1 to `mostBuckets`. */
  readonly buckets: number
}

/** What the checks found in one part. A run of missed slots counts where it begins. */
export type Bucket = {
  readonly from: EpochMs
  readonly up: number
  readonly degraded: number
  readonly down: number
  readonly missed: number
  /** Of the answers that counted as up or degraded, in milliseconds; `null` without any. */
  readonly response: { readonly min: number; readonly avg: number; readonly max: number } | null
}

export type Series = {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly bucketMs: number
  /** All parts, the oldest first, those in which nothing happened too. */
  readonly buckets: readonly Bucket[]
}

/** A chart shows no more than this, and no reading is asked for more. */
export const mostBuckets = 120

const minute = 60_000
const hour = 60 * minute

/** The stretches that people look at, each with the part that suits it. */
export const ranges = {
  '1h': { ms: hour, bucketMs: minute },
  '6h': { ms: 6 * hour, bucketMs: 5 * minute },
  '24h': { ms: 24 * hour, bucketMs: 15 * minute },
  '7d': { ms: 168 * hour, bucketMs: 2 * hour },
} as const
export type Range = keyof typeof ranges

/** Adding up more outcomes than this would hold up everybody else who reads. */
export const tooManySlots = 100_000

/** How many slots a check has in a range. */
export const slotsIn = (range: Range, intervalMs: number): number =>
  Math.ceil(ranges[range].ms / intervalMs)

/** The shortest range that holds all there is to see of something this old, up to a day. */
const rangeFor = (ageMs: number): Range =>
  (['1h', '6h'] as const).find((range) => ranges[range].ms >= ageMs) ?? '24h'

/** The range that a text names, else the one that suits the age, unless it is too much to add up. */
export function rangeOf(
  text: string | undefined,
  { intervalMs, ageMs }: { readonly intervalMs: number; readonly ageMs: number },
): Range {
  const fits = (range: Range): boolean => slotsIn(range, intervalMs) <= tooManySlots
  const named = (Object.keys(ranges) as Range[]).find((range) => range === text)
  const candidates: readonly Range[] = [
    ...(named === undefined ? [] : [named]),
    rangeFor(ageMs),
    '6h',
  ]
  return candidates.find(fits) ?? '1h'
}

/**
 * The parts of a range that ends now. Each spans a whole number of intervals, so that all hold the
 * same number of slots and none is empty while the check runs; and they begin at multiples of their
 * span, so that they stand still until the next one begins.
 */
export function windowOf(range: Range, intervalMs: number, now: EpochMs): SeriesRequest {
  const { ms, bucketMs: suits } = ranges[range]
  const bucketMs = Math.ceil(suits / intervalMs) * intervalMs
  const buckets = Math.ceil(ms / bucketMs)
  const to = (Math.floor(now / bucketMs) + 1) * bucketMs
  return { from: to - buckets * bucketMs, to, buckets }
}

export type Uptime = {
  /** 0 to 100 with two decimals, or `null` when nothing was observed. */
  readonly percent: number | null
  /** Milliseconds that checks stand for. Missed, unknown and paused time is not in them. */
  readonly observedMs: number
}

/**
 * The part of the observed time in which the target was up; degraded counts as up. An outcome stands
 * for one interval. A single failure keeps it below 100, a single success above 0.
 */
export function uptimeOf({ buckets, bucketMs }: Series, intervalMs: number): Uptime {
  let observedMs = 0
  let upMs = 0
  for (const { up, degraded, down } of buckets) {
    const results = up + degraded + down
    if (results === 0) continue
    // More than fit come from a time with a shorter interval.
    const ms = Math.min(bucketMs, results * intervalMs)
    observedMs += ms
    upMs += ms * ((up + degraded) / results)
  }
  if (observedMs === 0) return { percent: null, observedMs }
  if (buckets.every(({ down }) => down === 0)) return { percent: 100, observedMs }
  if (buckets.every(({ up, degraded }) => up + degraded === 0)) return { percent: 0, observedMs }
  const percent = Math.floor((upMs / observedMs) * 10_000) / 100
  return { percent: Math.min(99.99, Math.max(0.01, percent)), observedMs }
}
