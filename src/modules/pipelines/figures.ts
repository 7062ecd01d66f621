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

type Sum = { -readonly [Key in keyof RunTotals]: RunTotals[Key] } & {
  readonly durationBins: number[]
  readonly queueBins: number[]
}

const copyOf = (totals: RunTotals): Sum => ({
  ...totals,
  durationBins: [...totals.durationBins],
  queueBins: [...totals.queueBins],
})

export const addTotals = (a: RunTotals, b: RunTotals): RunTotals => sumTotals([a, b])

export function sumTotals(all: Iterable<RunTotals>): RunTotals {
  const sum = copyOf(emptyTotals)
  for (const one of all) {
    add(sum, one, 1)
    sum.durationMinMs = extreme(Math.min, sum.durationMinMs, one.durationMinMs)
    sum.durationMaxMs = extreme(Math.max, sum.durationMaxMs, one.durationMaxMs)
  }
  return sum
}

/**
 * Takes `part` out of `whole`, which it was added to. The extremes stay where they were: what they
 * are without the part cannot be told from the sums.
 */
export function subtractTotals(whole: RunTotals, part: RunTotals): RunTotals {
  const sum = copyOf(whole)
  add(sum, part, -1)
  return sum
}

/** Written out and in place, since thousands of them are added up for an answer. */
function add(sum: Sum, one: RunTotals, sign: 1 | -1): void {
  sum.success += sign * one.success
  sum.warning += sign * one.warning
  sum.failed += sign * one.failed
  sum.canceled += sign * one.canceled
  sum.skipped += sign * one.skipped
  sum.open += sign * one.open
  sum.durationCount += sign * one.durationCount
  sum.durationSumMs += sign * one.durationSumMs
  sum.queueCount += sign * one.queueCount
  sum.queueSumMs += sign * one.queueSumMs
  addBins(sum.durationBins, one.durationBins, sign)
  addBins(sum.queueBins, one.queueBins, sign)
}

function addBins(sum: number[], bins: readonly number[], sign: 1 | -1): void {
  for (let bin = 0; bin < durationBinCount; bin++) {
    sum[bin] = (sum[bin] ?? 0) + sign * (bins[bin] ?? 0)
  }
}

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
