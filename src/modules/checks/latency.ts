/**
 * Response times counted by size, so that a percentile of a year needs no single answer of it. The
 * bounds are stored in the columns of roll-ups: a change of theirs is a migration.
 */

/** Upper bounds in milliseconds, each included; what is slower counts in one more bin. */
export const latencyBounds = [10, 25, 50, 100, 200, 350, 500, 1_000, 2_000, 5_000, 10_000] as const

export const latencyBins = latencyBounds.length + 1

/** The bin that a response time counts in. */
export function latencyBin(ms: number): number {
  const bin = latencyBounds.findIndex((bound) => ms <= bound)
  return bin === -1 ? latencyBounds.length : bin
}

export type Latency = {
  /** Answers in each bin. */
  readonly bins: readonly number[]
  readonly min: number
  readonly max: number
}

/**
 * The time within which that share of the answers came, `null` without any. It lies in the bin of
 * the exact one, at the place that it would have if the answers were spread evenly over the bin.
 */
export function percentileOf({ bins, min, max }: Latency, share: number): number | null {
  const answers = bins.reduce((sum, count) => sum + count, 0)
  if (answers === 0) return null
  const rank = Math.max(1, Math.ceil(share * answers))
  let before = 0
  for (const [bin, count] of bins.entries()) {
    if (before + count >= rank) {
      const lower = Math.max(min, latencyBounds[bin - 1] ?? 0)
      const upper = Math.min(max, latencyBounds[bin] ?? max)
      return Math.min(upper, lower + (upper - lower) * ((rank - before) / count))
    }
    before += count
  }
  return max
}

/** Two counts together. */
export const addBins = (a: readonly number[], b: readonly number[]): number[] =>
  Array.from({ length: latencyBins }, (_, bin) => (a[bin] ?? 0) + (b[bin] ?? 0))
