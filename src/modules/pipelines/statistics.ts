import type { ConnectionId, ProjectId } from '../../kernel/index.ts'

/** Days since 1970-01-01 of the team's calendar. */
export type Day = number

/** Sums over some runs, as roll-ups hold them. A run counts on the day on which it was created. */
export type RunTotals = {
  readonly success: number
  readonly warning: number
  readonly failed: number
  readonly canceled: number
  readonly skipped: number
  /** Runs that ended in an unknown way, or are not over. */
  readonly open: number
  /** Of runs that ended and whose platform says how long they took. */
  readonly durationCount: number
  readonly durationSumMs: number
  readonly durationMinMs: number | null
  readonly durationMaxMs: number | null
  /** Counted by `durationBin`. */
  readonly durationBins: readonly number[]
  readonly queueCount: number
  readonly queueSumMs: number
  readonly queueBins: readonly number[]
}

/** Upper bounds in milliseconds, each included; what is longer counts in one more bin. A change of theirs is a migration. */
export const durationBounds = [
  1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 45_000, 60_000, 90_000, 120_000, 180_000, 240_000,
  300_000, 420_000, 600_000, 900_000, 1_200_000, 1_800_000, 2_700_000, 3_600_000, 5_400_000,
  7_200_000, 14_400_000, 28_800_000, 86_400_000,
] as const

export const durationBinCount = durationBounds.length + 1

export function durationBin(ms: number): number {
  const bin = durationBounds.findIndex((bound) => ms <= bound)
  return bin === -1 ? durationBounds.length : bin
}

/** What people read. */
export type Figures = {
  readonly total: number
  /** Success and success with warnings. */
  readonly succeeded: number
  readonly failed: number
  readonly canceled: number
  readonly skipped: number
  /** Success over success and failure, from 0 to 1; `null` where nothing counts. Canceled and skipped count as neither. */
  readonly successRate: number | null
  readonly averageMs: number | null
  readonly minMs: number | null
  readonly maxMs: number | null
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly queueP50Ms: number | null
  readonly queueP95Ms: number | null
}

export type StatisticsQuery = {
  /** Both included. */
  readonly from: Day
  readonly to: Day
  readonly connectionId?: ConnectionId
  readonly projectId?: ProjectId
}

export type ProjectFigures = Figures & {
  readonly projectId: ProjectId
  readonly fullName: string
  readonly platform: string
}

export type Statistics = {
  readonly from: Day
  readonly to: Day
  readonly totals: Figures
  /** Every day, those without a run too, oldest first. */
  readonly days: readonly (Figures & { readonly day: Day })[]
  readonly platforms: readonly (Figures & { readonly platform: string })[]
  /** Ten each. */
  readonly mostActive: readonly ProjectFigures[]
  readonly slowest: readonly ProjectFigures[]
  /** Projects with more than ten runs, by the share that failed. */
  readonly mostFailing: readonly ProjectFigures[]
}

/** What only the runs themselves tell, of one project. */
export type Insights = {
  /** Jobs that failed and then went well with the same commit, worst first. */
  readonly flakyJobs: readonly {
    readonly name: string
    readonly runs: number
    readonly flakes: number
  }[]
  /** How long the default branch was red, and the share of the time that is known. */
  readonly redMs: number
  readonly redShare: number | null
}
