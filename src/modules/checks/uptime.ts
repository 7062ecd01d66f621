import type { EpochMs } from '../../kernel/index.ts'
import { levels } from './rollup.ts'
import { type Bucket, type Range, type Series, type SeriesRequest, windowIn } from './series.ts'

const { hour, day } = levels

/** The ranges of which uptime is told, in coarser parts than charts have: few rows say as much. */
const stretches = {
  '24h': { ms: day, bucketMs: hour },
  '7d': { ms: 7 * day, bucketMs: 6 * hour },
  '30d': { ms: 30 * day, bucketMs: day },
  '90d': { ms: 90 * day, bucketMs: day },
  '1y': { ms: 365 * day, bucketMs: 4 * day },
} as const satisfies Partial<Record<Range, object>>
export type UptimeRange = keyof typeof stretches
export const uptimeRanges = Object.keys(stretches) as readonly UptimeRange[]

/** What to read for the uptime over a range that ends now. */
export const uptimeWindowOf = (
  range: UptimeRange,
  intervalMs: number,
  now: EpochMs,
): SeriesRequest => windowIn(stretches[range], intervalMs, now)

/** Times are milliseconds. Only observed time makes the figure; the rest is left out, and told. */
export type Uptime = {
  /** 0 to 100 with two decimals, or `null` when nothing was observed. */
  readonly percent: number | null
  /** How much of the wanted time was observed, in the same way; `null` when none was wanted. */
  readonly coverage: number | null
  /** What results stand for, an interval each. */
  readonly observedMs: number
  /** Wanted, and nobody looked: the target was unknown. */
  readonly missedMs: number
  readonly maintenanceMs: number
  /** Nothing was to be checked: paused, or not kept. Nothing before the service itself. */
  readonly idleMs: number
}

type Times = Pick<Bucket, 'upMs' | 'downMs' | 'missedMs' | 'maintenanceMs'>

const sum = (buckets: readonly Times[], time: keyof Times): number =>
  buckets.reduce((total, bucket) => total + bucket[time], 0)

/**
 * The part of a whole in hundredths of a percent, cut: one failure keeps it below 100, one success
 * above 0.
 */
function percentOf(part: number, whole: number): number | null {
  if (whole === 0) return null
  if (part === whole || part === 0) return part === 0 ? 0 : 100
  const percent = Math.floor((part / whole) * 10_000) / 100
  return Math.min(99.99, Math.max(0.01, percent))
}

/** Of one part; `null` where nothing was observed. */
export const percentUp = ({ upMs, downMs }: Pick<Bucket, 'upMs' | 'downMs'>): number | null =>
  percentOf(upMs, upMs + downMs)

/** The part of the observed time in which the target was up; degraded counts as up. */
export function uptimeOf(
  { from, to, buckets }: Series,
  life: { readonly since: EpochMs; readonly now: EpochMs },
): Uptime {
  const upMs = sum(buckets, 'upMs')
  const observedMs = upMs + sum(buckets, 'downMs')
  const missedMs = sum(buckets, 'missedMs')
  const maintenanceMs = sum(buckets, 'maintenanceMs')
  const spanMs = Math.max(0, Math.min(to, life.now) - Math.max(from, life.since))
  return {
    percent: percentOf(upMs, observedMs),
    coverage: percentOf(observedMs, observedMs + missedMs),
    observedMs,
    missedMs,
    maintenanceMs,
    idleMs: Math.max(0, spanMs - observedMs - missedMs - maintenanceMs),
  }
}
