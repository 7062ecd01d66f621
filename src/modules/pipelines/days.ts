import type { Day } from './statistics.ts'

/*
 * Days and months as roll-ups count them: days since 1970-01-01, months since January of the year 0.
 * Both are of a calendar, not of a clock: which day an instant falls on depends on the team's zone.
 */

/** `year * 12 + month - 1` */
export type Month = number

export type DayRange = { readonly from: Day; readonly to: Day }

const dayMs = 86_400_000

/** A day as UTC has it: only its calendar is looked at. */
const dateOf = (day: Day): Date => new Date(day * dayMs)

export function monthOf(day: Day): Month {
  const date = dateOf(day)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** Its first and its last day. */
export const daysOfMonth = (month: Month): DayRange => ({
  from: firstDayOf(month),
  to: firstDayOf(month + 1) - 1,
})

const firstDayOf = (month: Month): Day => Date.UTC(Math.floor(month / 12), month % 12, 1) / dayMs

/** `2026-11-28`, of a year with four digits. */
export const dayText = (day: Day): string => dateOf(day).toISOString().slice(0, 10)

/** Reads `2026-11-28`. `null` for what is no day of the calendar. */
export function parseDay(text: string): Day | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) return null
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number]
  const day = Date.UTC(year, month - 1, date) / dayMs
  // The 30th of February is a day in March, and the year 26 is 1926.
  return dayText(day) === text ? day : null
}

/** A range as whole months and the days around them, which lie in no whole one. */
export type Split = { readonly months: DayRange | null; readonly days: readonly DayRange[] }

export function splitRange({ from, to }: DayRange): Split {
  const first = daysOfMonth(monthOf(from)).from === from ? monthOf(from) : monthOf(from) + 1
  const last = daysOfMonth(monthOf(to)).to === to ? monthOf(to) : monthOf(to) - 1
  if (first > last) return { months: null, days: from > to ? [] : [{ from, to }] }
  const before = { from, to: daysOfMonth(first).from - 1 }
  const after = { from: daysOfMonth(last).to + 1, to }
  return {
    months: { from: first, to: last },
    days: [before, after].filter((range) => range.from <= range.to),
  }
}

/** Whole months and days that, taken together and with others taken away, are a range. */
export type Cover = {
  readonly months: DayRange | null
  readonly plus: readonly DayRange[]
  readonly minus: readonly DayRange[]
}

/**
 * The same for sums, of which a part can be taken away: a month of which the range has more than
 * half is taken whole, without the few days that are too many.
 */
export function coverRange({ from, to }: DayRange): Cover {
  if (from > to) return { months: null, plus: [], minus: [] }
  const [first, last] = [daysOfMonth(monthOf(from)), daysOfMonth(monthOf(to))]
  const before = { from: first.from, to: from - 1 }
  const after = { from: to + 1, to: last.to }
  if (first.from === last.from) {
    const isMost = 2 * lengthOf({ from, to }) > lengthOf(first)
    return cover(isMost ? [monthOf(from), monthOf(to)] : null, [
      isMost ? [] : [{ from, to }],
      isMost ? [before, after] : [],
    ])
  }
  const [takesFirst, takesLast] = [
    2 * lengthOf(before) < lengthOf(first),
    2 * lengthOf(after) < lengthOf(last),
  ]
  const months = [monthOf(from) + (takesFirst ? 0 : 1), monthOf(to) - (takesLast ? 0 : 1)] as const
  return cover(months, [
    [
      ...(takesFirst ? [] : [{ from, to: first.to }]),
      ...(takesLast ? [] : [{ from: last.from, to }]),
    ],
    [...(takesFirst ? [before] : []), ...(takesLast ? [after] : [])],
  ])
}

const lengthOf = ({ from, to }: DayRange): number => to - from + 1

function cover(
  months: readonly [Month, Month] | null,
  [plus, minus]: readonly [readonly DayRange[], readonly DayRange[]],
): Cover {
  const some = (ranges: readonly DayRange[]) => ranges.filter((range) => lengthOf(range) > 0)
  const isAny = months !== null && months[0] <= months[1]
  return {
    months: isAny ? { from: months[0], to: months[1] } : null,
    plus: some(plus),
    minus: some(minus),
  }
}
