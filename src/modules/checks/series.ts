import type { EpochMs } from '../../kernel/index.ts'
import { type Latency, latencyBins } from './latency.ts'
import { type Level, levelNames, levels, type Totals } from './rollup.ts'

/** A stretch of time, `to` left out, in equal parts. */
export type SeriesRequest = {
  readonly from: EpochMs
  readonly to: EpochMs
  /** 1 to `mostBuckets`. Each spans whole minutes, hours or days of UTC. */
  readonly buckets: number
}

/** What the checks found in one part. A run of missed slots counts where each of its slots lies. */
export type Bucket = Omit<Totals, 'sumMs' | 'minMs' | 'maxMs' | 'bins'> & {
  readonly from: EpochMs
  /** Of the answers that counted as up or degraded, in milliseconds; `null` without any. */
  readonly response: (Latency & { readonly avg: number }) | null
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

const { minute, hour, day } = levels

/** The stretches that people look at, each with the part that suits it. */
export const ranges = {
  '1h': { ms: hour, bucketMs: minute },
  '6h': { ms: 6 * hour, bucketMs: 5 * minute },
  '24h': { ms: day, bucketMs: 15 * minute },
  '7d': { ms: 7 * day, bucketMs: 2 * hour },
  '30d': { ms: 30 * day, bucketMs: 6 * hour },
  '90d': { ms: 90 * day, bucketMs: day },
  '1y': { ms: 365 * day, bucketMs: 4 * day },
} as const
export type Range = keyof typeof ranges
export const rangeNames = Object.keys(ranges) as readonly Range[]

/** The range that a text names, else the shortest that holds all there is to see, up to a day. */
export const rangeOf = (text: string | undefined, ageMs: number): Range =>
  rangeNames.find((range) => range === text) ??
  (['1h', '6h'] as const).find((range) => ranges[range].ms >= ageMs) ??
  '24h'

/** The coarsest roll-ups of which parts of this length consist when the first begins there. */
const levelFor = (from: EpochMs, bucketMs: number): Level | undefined =>
  levelNames.find((level) => {
    const spanMs = levels[level]
    return bucketMs >= spanMs && bucketMs % spanMs === 0 && from % spanMs === 0
  })

/**
 * The parts of a range that ends now. None is shorter than an interval, so that none is empty while
 * the check runs; and they begin at multiples of their span, so that they stand still until the next
 * one begins.
 */
export const windowOf = (range: Range, intervalMs: number, now: EpochMs): SeriesRequest =>
  windowIn(ranges[range], intervalMs, now)

type Stretch = { readonly ms: number; readonly bucketMs: number }

export function windowIn(
  { ms, bucketMs: suits }: Stretch,
  intervalMs: number,
  now: EpochMs,
): SeriesRequest {
  const spanMs = levels[levelFor(0, suits) ?? 'minute']
  const bucketMs = Math.ceil(Math.max(suits, intervalMs) / spanMs) * spanMs
  const buckets = Math.ceil(ms / bucketMs)
  const to = (Math.floor(now / bucketMs) + 1) * bucketMs
  return { from: to - buckets * bucketMs, to, buckets }
}

/** Which roll-ups a reading takes. Throws `RangeError` where its parts do not consist of any. */
export function levelOf({ from, to, buckets }: SeriesRequest): Level {
  const isCount = Number.isInteger(buckets) && buckets >= 1 && buckets <= mostBuckets
  const level = isCount ? levelFor(from, (to - from) / buckets) : undefined
  if (level !== undefined) return level
  throw new RangeError(`no series of ${buckets} parts from ${from} to ${to}`)
}

/** A part as charts want it. */
export function bucketOf(from: EpochMs, totals: Totals): Bucket {
  const { sumMs, minMs, maxMs, bins, ...counts } = totals
  const answers = bins.reduce((sum, count) => sum + count, 0)
  const response =
    answers === 0 || minMs === null || maxMs === null
      ? null
      : { min: minMs, avg: sumMs / answers, max: maxMs, bins: bins.slice(0, latencyBins) }
  return { from, ...counts, response }
}
