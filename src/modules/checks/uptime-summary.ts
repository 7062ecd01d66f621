import type { EpochMs, ServiceId } from '../../kernel/index.ts'
import { levels } from './rollup.ts'

/** Shares of the observed time that something was up, 0 to 1; `null` where nothing was observed. */
export type UptimeSummary = {
  /** Of the last 24 hours, the present one included. */
  readonly day: number | null
  /** Of the last 7 and 30 days of UTC, today included. */
  readonly week: number | null
  readonly month: number | null
  /** Of each of the last 90 days, the oldest first. */
  readonly days: (number | null)[]
}

/** Many services at once, in few words: for whoever shows them all. */
export type UptimeSummaries = {
  /** Services of which nothing is known are missing. */
  summariesOf(ids: readonly ServiceId[]): Promise<ReadonlyMap<ServiceId, UptimeSummary>>
}

export const summaryDays = 90
export const summaryHours = 24

/** What was observed in a part that begins there. */
export type Observed = { readonly start: EpochMs; readonly upMs: number; readonly downMs: number }

/** @param parts hours of the last 24, days of the last 90; those of which nothing is known may be missing */
export function summaryOf(
  parts: { readonly hours: readonly Observed[]; readonly days: readonly Observed[] },
  now: EpochMs,
): UptimeSummary {
  const { hours, days } = parts
  const today = now - (now % levels.day)
  const last = (count: number) => days.filter(({ start }) => start > today - count * levels.day)
  const byStart = new Map(days.map((day) => [day.start, day]))
  return {
    day: shareOf(hours),
    week: shareOf(last(7)),
    month: shareOf(last(30)),
    days: Array.from({ length: summaryDays }, (_, i) => {
      const day = byStart.get(today - (summaryDays - 1 - i) * levels.day)
      return day === undefined ? null : shareOf([day])
    }),
  }
}

function shareOf(parts: readonly Observed[]): number | null {
  const upMs = parts.reduce((sum, part) => sum + part.upMs, 0)
  const downMs = parts.reduce((sum, part) => sum + part.downMs, 0)
  return upMs + downMs === 0 ? null : upMs / (upMs + downMs)
}
