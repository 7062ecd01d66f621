import type { FoundRun } from './found.ts'
import {
  durationBin,
  durationBinCount,
  durationBounds,
  type Figures,
  type RunTotals,
} from './statistics.ts'
import { isFinal } from './status.ts'

const noBins: readonly number[] = Array.from({ length: durationBinCount }, () => 0)

export const emptyTotals: RunTotals = {
  success: 0,
  warning: 0,
  failed: 0,
  canceled: 0,
  skipped: 0,
  open: 0,
  durationCount: 0,
  durationSumMs: 0,
  durationMinMs: null,
  durationMaxMs: null,
  durationBins: noBins,
  queueCount: 0,
  queueSumMs: 0,
  queueBins: noBins,
}

const counts = ['success', 'warning', 'failed', 'canceled', 'skipped', 'open'] as const
type Counts = Pick<RunTotals, (typeof counts)[number]>

/** What a run counts by. Which of its attempts count is for whoever adds them up. */
export type CountedRun = Pick<FoundRun, 'status' | 'durationMs' | 'queuedMs'>

export function totalsOf({ status, durationMs, queuedMs }: CountedRun): RunTotals {
  const lasted = isFinal(status) ? durationMs : null
  const counted: keyof Counts = isFinal(status) ? status : 'open'
  return {
    ...emptyTotals,
    [counted]: 1,
    ...(lasted !== null && {
      durationCount: 1,
      durationSumMs: lasted,
      durationMinMs: lasted,
      durationMaxMs: lasted,
      durationBins: noBins.with(durationBin(lasted), 1),
    }),
    ...(queuedMs !== null && {
      queueCount: 1,
      queueSumMs: queuedMs,
      queueBins: noBins.with(durationBin(queuedMs), 1),
    }),
  }
}

export const addTotals = (a: RunTotals, b: RunTotals): RunTotals => ({
  ...combine(a, b, 1),
  durationMinMs: extreme(Math.min, a.durationMinMs, b.durationMinMs),
  durationMaxMs: extreme(Math.max, a.durationMaxMs, b.durationMaxMs),
})

/**
 * Takes `part` out of `whole`, which it was added to. The extremes stay where they were: what they
 * are without the part cannot be told from the sums.
 */
export const subtractTotals = (whole: RunTotals, part: RunTotals): RunTotals => ({
  ...whole,
  ...combine(whole, part, -1),
})

/** Written out, since thousands of them are added up for an answer. */
const combine = (a: RunTotals, b: RunTotals, sign: 1 | -1) => ({
  success: a.success + sign * b.success,
  warning: a.warning + sign * b.warning,
  failed: a.failed + sign * b.failed,
  canceled: a.canceled + sign * b.canceled,
  skipped: a.skipped + sign * b.skipped,
  open: a.open + sign * b.open,
  durationCount: a.durationCount + sign * b.durationCount,
  durationSumMs: a.durationSumMs + sign * b.durationSumMs,
  durationBins: combineBins(a.durationBins, b.durationBins, sign),
  queueCount: a.queueCount + sign * b.queueCount,
  queueSumMs: a.queueSumMs + sign * b.queueSumMs,
  queueBins: combineBins(a.queueBins, b.queueBins, sign),
})

const combineBins = (a: readonly number[], b: readonly number[], sign: 1 | -1): readonly number[] =>
  a.map((count, bin) => count + sign * (b[bin] ?? 0))

function extreme(
  pick: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  if (a === null || b === null) return a ?? b
  return pick(a, b)
}

export const totalOf = (totals: Counts): number =>
  counts.reduce((total, key) => total + totals[key], 0)

type Outcomes = Pick<RunTotals, 'success' | 'warning' | 'failed'>

/** How many of the runs say whether something works: canceled, skipped and open ones do not. */
export const decidedOf = ({ success, warning, failed }: Outcomes): number =>
  success + warning + failed

export const averageOf = (sumMs: number, count: number): number | null =>
  count === 0 ? null : Math.round(sumMs / count)

/** Times are whole milliseconds; percentiles are estimates from bins. */
export function figuresOf(totals: RunTotals): Figures {
  const succeeded = totals.success + totals.warning
  const decided = decidedOf(totals)
  const duration = {
    bins: totals.durationBins,
    minMs: totals.durationMinMs,
    maxMs: totals.durationMaxMs,
  }
  const queue = { bins: totals.queueBins, minMs: null, maxMs: null }
  return {
    total: totalOf(totals),
    succeeded,
    failed: totals.failed,
    canceled: totals.canceled,
    skipped: totals.skipped,
    successRate: decided === 0 ? null : succeeded / decided,
    averageMs: averageOf(totals.durationSumMs, totals.durationCount),
    minMs: totals.durationMinMs,
    maxMs: totals.durationMaxMs,
    p50Ms: percentile(duration, 0.5),
    p95Ms: percentile(duration, 0.95),
    queueP50Ms: percentile(queue, 0.5),
    queueP95Ms: percentile(queue, 0.95),
  }
}

type Binned = {
  readonly bins: readonly number[]
  readonly minMs: number | null
  readonly maxMs: number | null
}

/**
 * The time that this share of the runs did not exceed, as if those of one bin lay evenly in it, and
 * never outside the known extremes. It is off by the width of a bin at most.
 */
function percentile({ bins, minMs, maxMs }: Binned, share: number): number | null {
  const rank = share * bins.reduce((sum, count) => sum + count, 0)
  let before = 0
  for (const [bin, count] of bins.entries()) {
    if (count > 0 && before + count >= rank) {
      const { from, to } = boundsOf(bin, maxMs)
      const at = from + ((rank - before) / count) * (to - from)
      return Math.round(Math.min(Math.max(at, minMs ?? at), maxMs ?? at))
    }
    before += count
  }
  return null
}

/** The last bin has no end of its own: it ends with the longest run, or where it begins. */
function boundsOf(bin: number, maxMs: number | null): { from: number; to: number } {
  const from = durationBounds[bin - 1] ?? 0
  return { from, to: durationBounds[bin] ?? Math.max(from, maxMs ?? from) }
}
