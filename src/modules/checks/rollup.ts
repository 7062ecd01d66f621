import type { CheckId, EpochMs } from '../../kernel/index.ts'
import { latencyBin, latencyBins } from './latency.ts'
import { partsTouched, type Run, spread } from './missed-run.ts'
import type { ResultStatus } from './outcome.ts'

/** Outcomes are added up over parts of these lengths, in milliseconds. A day is one of UTC. */
export const levels = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
export type Level = keyof typeof levels
export const levelNames = ['day', 'hour', 'minute'] as const satisfies readonly Level[]

/** What roll-ups count of an outcome. */
export type Counted = Run & {
  readonly checkId: CheckId
  readonly status: ResultStatus | 'missed'
  /** In a maintenance: counted as that and as nothing else. */
  readonly maintenance: boolean
  readonly totalMs: number | null
}

/** Sums over a part of time. Milliseconds are those that outcomes stand for, an interval each. */
export type Totals = {
  readonly up: number
  readonly degraded: number
  readonly down: number
  readonly missed: number
  readonly maintenance: number
  /** Degraded counts as up. */
  readonly upMs: number
  readonly downMs: number
  readonly missedMs: number
  readonly maintenanceMs: number
  /** Response times of the answers that counted as up or degraded. */
  readonly sumMs: number
  readonly minMs: number | null
  readonly maxMs: number | null
  /** The same, counted by `latencyBin`. */
  readonly bins: readonly number[]
}

export type Rollup = Totals & {
  readonly checkId: CheckId
  readonly spanMs: number
  readonly start: EpochMs
}

/** A run of missed slots that is too long to stand in each part that it touches. */
export type Gap = Run & {
  readonly checkId: CheckId
  readonly maintenance: boolean
  /** Parts of this length and shorter ones do not hold it. */
  readonly spanMs: number
}

export type Folded = { readonly rollups: readonly Rollup[]; readonly gaps: readonly Gap[] }

/** A run that touches more parts of a level than this is a gap there. */
export const mostParts = 3

type Mutable<Of> = { -readonly [Key in keyof Of]: Of[Key] }
type Sums = Mutable<Omit<Rollup, 'bins'>> & { readonly bins: number[] }

/** Adds outcomes up at every level. Each gives a few rows at most, however many slots it stands for. */
export function fold(outcomes: readonly Counted[]): Folded {
  const sums = new Map<string, Sums>()
  const gaps: Gap[] = []
  for (const outcome of outcomes) {
    const gap = gapOf(outcome)
    if (gap !== null) gaps.push(gap)
    for (const level of levelNames) {
      const spanMs = levels[level]
      if (gap !== null && spanMs <= gap.spanMs) continue
      for (const { start, slots } of placesOf(outcome, spanMs)) {
        add(sumsAt(sums, { checkId: outcome.checkId, spanMs, start }), outcome, slots)
      }
    }
  }
  return { rollups: [...sums.values()], gaps }
}

function gapOf(outcome: Counted): Gap | null {
  const level = levelNames.find((name) => partsTouched(outcome, levels[name]) > mostParts)
  if (level === undefined) return null
  const { checkId, slot, slots, intervalMs, maintenance } = outcome
  return { checkId, slot, slots, intervalMs, maintenance, spanMs: levels[level] }
}

function placesOf(run: Run, spanMs: number) {
  const from = run.slot - (run.slot % spanMs)
  if (run.slots === 1) return [{ start: from, slots: 1 }]
  const parts = { from, to: Number.MAX_SAFE_INTEGER, spanMs }
  return [...spread(run, parts)].map(({ part, slots }) => ({ start: from + part * spanMs, slots }))
}

function sumsAt(sums: Map<string, Sums>, at: Pick<Rollup, 'checkId' | 'spanMs' | 'start'>): Sums {
  const key = `${at.checkId} ${at.spanMs} ${at.start}`
  const known = sums.get(key)
  if (known !== undefined) return known
  const fresh = sumsOf(at)
  sums.set(key, fresh)
  return fresh
}

/** Written out: it is made for every outcome at every level, and spreading costs thrice as much. */
const sumsOf = ({
  checkId,
  spanMs,
  start,
}: Pick<Rollup, 'checkId' | 'spanMs' | 'start'>): Sums => ({
  checkId,
  spanMs,
  start,
  up: 0,
  degraded: 0,
  down: 0,
  missed: 0,
  maintenance: 0,
  upMs: 0,
  downMs: 0,
  missedMs: 0,
  maintenanceMs: 0,
  sumMs: 0,
  minMs: null,
  maxMs: null,
  bins: Array<number>(latencyBins).fill(0),
})

export const nothing: Totals = {
  up: 0,
  degraded: 0,
  down: 0,
  missed: 0,
  maintenance: 0,
  upMs: 0,
  downMs: 0,
  missedMs: 0,
  maintenanceMs: 0,
  sumMs: 0,
  minMs: null,
  maxMs: null,
  bins: [],
}

function add(sums: Sums, { status, maintenance, intervalMs, totalMs }: Counted, slots: number) {
  const ms = slots * intervalMs
  if (maintenance) {
    sums.maintenance += slots
    sums.maintenanceMs += ms
    return
  }
  sums[status] += slots
  sums[timeOf[status]] += ms
  if (totalMs !== null && (status === 'up' || status === 'degraded')) answered(sums, totalMs)
}

/** Which time an outcome stands for. */
const timeOf = { up: 'upMs', degraded: 'upMs', down: 'downMs', missed: 'missedMs' } as const

function answered(sums: Sums, totalMs: number): void {
  sums.sumMs += totalMs
  sums.minMs = Math.min(sums.minMs ?? totalMs, totalMs)
  sums.maxMs = Math.max(sums.maxMs ?? totalMs, totalMs)
  const bin = latencyBin(totalMs)
  sums.bins[bin] = (sums.bins[bin] ?? 0) + 1
}

/** Roll-ups before these moments go; `null` keeps them for ever. */
export type RollupHorizon = Readonly<Record<Level, EpochMs | null>>

/** Longer than the ranges that are read of them. Days are kept as the configuration says. */
const keptMs = { minute: 2 * levels.day, hour: 90 * levels.day } as const

/** @param daysMs how long days are kept, and what is shorter at most */
export function rollupHorizon(now: EpochMs, daysMs: number | null): RollupHorizon {
  const before = (level: 'minute' | 'hour') =>
    now - Math.min(keptMs[level], daysMs ?? Number.POSITIVE_INFINITY)
  return {
    minute: before('minute'),
    hour: before('hour'),
    day: daysMs === null ? null : now - daysMs,
  }
}
