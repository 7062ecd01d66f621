import { z } from 'zod'
import { type EpochMs, invalid } from '../../../kernel/index.ts'
import { type Day, type DayRange, dayText, parseDay } from '../../../modules/pipelines/index.ts'

/** When a day begins, which is later than midnight where clocks are put forward then. */
export const startOf = (day: Day, timeZone: string): EpochMs =>
  Temporal.PlainDate.from(dayText(day)).toZonedDateTime(timeZone).epochMilliseconds

/** A day of the team's calendar. */
export const day = z.iso.date().meta({ examples: ['2026-12-31'] })

const dayFilter = day
  .transform((text, context) => {
    const read = parseDay(text)
    if (read !== null) return read
    context.addIssue({ code: 'custom', message: 'must be a day such as 2026-12-31' })
    return z.NEVER
  })
  .optional()

/** Roll-ups by day are read for these, one row each. */
const mostDays = 731

const days = z.coerce.number().int().min(1).max(mostDays).default(30)

export const insightsQuery = z.object({
  days: days.describe('How many days of the team’s calendar, today among them.'),
})

export const rangeQuery = z.object({
  days: days.describe('How many days, `to` among them. Of no effect with `from`.'),
  from: dayFilter.describe('The first day.'),
  to: dayFilter.describe('The last day; else it is today.'),
})

/** The days that a query asks for, both included. Throws `Refusal('invalid')`. */
export function daysOf(query: z.output<typeof rangeQuery>, today: Day): DayRange {
  const { to = today } = query
  const { from = to - query.days + 1 } = query
  if (from > to) throw invalid([{ path: 'from', message: 'must not be later than to' }])
  if (to - from >= mostDays) {
    throw invalid([{ path: 'from', message: `must be within ${mostDays} days before to` }])
  }
  return { from, to }
}
