import type { EpochMs } from '../../../kernel/index.ts'
import { addBins, percentileOf, type Series } from '../../../modules/checks/index.ts'

/** The figures of a series in short. Times are milliseconds. */
export type Figures = {
  /** Checks that ran, and those of them that failed. */
  readonly checks: number
  readonly failed: number
  /** Of the latest part with an answer; `null` without any, as the three below. */
  readonly latest: number | null
  readonly average: number | null
  /** 95 of 100 answers came within it, as nearly as roll-ups know. */
  readonly within: number | null
  readonly peak: { readonly ms: number; readonly at: EpochMs } | null
  readonly trend: 'rising' | 'falling' | 'steady'
}

/** A change by less is no trend. */
const trendShare = 0.2

export function figuresOf({ buckets }: Series): Figures {
  const answered = buckets.flatMap(({ from, up, degraded, response }) =>
    response === null ? [] : [{ ...response, at: from, weight: up + degraded }],
  )
  const peak = answered.reduce<Figures['peak']>(
    (most, { max, at }) => (most === null || max > most.ms ? { ms: max, at } : most),
    null,
  )
  const third = Math.ceil(answered.length / 3)
  return {
    checks: buckets.reduce((sum, { up, degraded, down }) => sum + up + degraded + down, 0),
    failed: buckets.reduce((sum, { down }) => sum + down, 0),
    latest: answered.at(-1)?.avg ?? null,
    average: meanOf(answered),
    within: percentileOf(
      {
        bins: answered.reduce<number[]>((sum, { bins }) => addBins(sum, bins), []),
        min: Math.min(...answered.map(({ min }) => min)),
        max: peak?.ms ?? 0,
      },
      0.95,
    ),
    peak,
    trend: trendOf(meanOf(answered.slice(0, third)), meanOf(answered.slice(-third))),
  }
}

function meanOf(parts: readonly { readonly avg: number; readonly weight: number }[]) {
  const weight = parts.reduce((sum, part) => sum + part.weight, 0)
  return weight === 0 ? null : parts.reduce((sum, part) => sum + part.avg * part.weight, 0) / weight
}

function trendOf(before: number | null, after: number | null): Figures['trend'] {
  if (before === null || after === null) return 'steady'
  if (after > before * (1 + trendShare)) return 'rising'
  return after < before * (1 - trendShare) ? 'falling' : 'steady'
}
