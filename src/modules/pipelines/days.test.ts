import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  coverRange,
  type DayRange,
  daysOfMonth,
  dayText,
  monthOf,
  parseDay,
  splitRange,
} from './days.ts'

const day = (text: string): number => parseDay(text) ?? Number.NaN
const anyDay = fc.integer({ min: day('0100-01-01'), max: day('9999-12-31') })

describe('a day', () => {
  test('is counted from 1970 on, and read and written as ISO 8601 does', () => {
    expect(parseDay('1970-01-01')).toBe(0)
    expect(parseDay('2026-11-28')).toBe(20_785)
    expect(dayText(-1)).toBe('1969-12-31')
    fc.assert(
      fc.property(anyDay, (one) => {
        expect(parseDay(dayText(one))).toBe(one)
      }),
    )
  })

  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '20261128', '', ' 2026-11-28'])(
    'is not what %j says',
    (text) => expect(parseDay(text)).toBeNull(),
  )
})

describe('a month', () => {
  test('knows its days, in leap years too', () => {
    const { from, to } = daysOfMonth(2028 * 12 + 1)
    expect([dayText(from), dayText(to)]).toEqual(['2028-02-01', '2028-02-29'])
  })

  test('holds each of its days, and no other', () => {
    fc.assert(
      fc.property(anyDay, (one) => {
        const { from, to } = daysOfMonth(monthOf(one))
        expect(from <= one && one <= to).toBe(true)
        expect(monthOf(from - 1)).toBe(monthOf(one) - 1)
        expect(monthOf(to + 1)).toBe(monthOf(one) + 1)
      }),
    )
  })
})

describe('a range', () => {
  test('is whole months, and days at its edges, each day once', () => {
    fc.assert(
      fc.property(anyDay, fc.nat({ max: 800 }), (from, length) => {
        const { months, days } = splitRange({ from, to: from + length })
        const parts = [...days]
        if (months !== null) {
          expect(months.from).toBeLessThanOrEqual(months.to)
          parts.push({ from: daysOfMonth(months.from).from, to: daysOfMonth(months.to).to })
        }
        const ordered = parts.sort((a, b) => a.from - b.from)
        let next = from
        for (const part of ordered) {
          expect(part.from).toBe(next)
          next = part.to + 1
        }
        expect(next).toBe(from + length + 1)
        for (const part of days) expect(part.to - part.from).toBeLessThan(61)
      }),
    )
  })

  test('is covered by months with few days too many or too few', () => {
    fc.assert(
      fc.property(anyDay, fc.nat({ max: 150 }), (from, length) => {
        const { months, plus, minus } = coverRange({ from, to: from + length })
        const counts = new Map<number, number>()
        const count = (range: DayRange, by: number) => {
          for (let at = range.from; at <= range.to; at++) counts.set(at, (counts.get(at) ?? 0) + by)
        }
        if (months !== null) {
          expect(months.from).toBeLessThanOrEqual(months.to)
          count({ from: daysOfMonth(months.from).from, to: daysOfMonth(months.to).to }, 1)
        }
        for (const range of plus) count(range, 1)
        for (const range of minus) count(range, -1)
        const taken = [...counts].filter(([, times]) => times !== 0)
        expect(taken.sort(([a], [b]) => a - b)).toEqual(
          Array.from({ length: length + 1 }, (_, i) => [from + i, 1]),
        )
        const days = [...plus, ...minus].reduce((sum, range) => sum + range.to - range.from + 1, 0)
        expect(days).toBeLessThanOrEqual(31)
      }),
    )
  })

  test('that ends before it begins has no part', () => {
    expect(splitRange({ from: 10, to: 9 })).toEqual({ months: null, days: [] })
    expect(coverRange({ from: 10, to: 9 })).toEqual({ months: null, plus: [], minus: [] })
    expect(splitRange({ from: day('2026-03-01'), to: day('2026-02-28') })).toEqual({
      months: null,
      days: [],
    })
  })
})
