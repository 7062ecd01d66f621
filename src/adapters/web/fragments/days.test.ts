import { describe, expect, test } from 'vitest'
import {
  type Bucket,
  bucketOf,
  levels,
  nothing,
  type Totals,
} from '../../../modules/checks/index.ts'
import { dayLetter, daysLabel, daysSince } from './days.ts'

const first = Date.UTC(2026, 10, 1)

const daysOf = (days: readonly Partial<Totals>[]): Bucket[] =>
  days.map((day, i) => bucketOf(first + i * levels.day, { ...nothing, ...day }))

describe('the letter of a day', () => {
  test.each<[Partial<Totals>, string]>([
    [{ upMs: 100_000 }, 'u'],
    [{ upMs: 99_900, downMs: 100 }, 'u'],
    [{ upMs: 99_800, downMs: 200 }, 'g'],
    [{ upMs: 94_900, downMs: 5_100 }, 'd'],
    [{ missedMs: 100_000 }, '-'],
    [{}, '-'],
  ])('of %j is %s', (day, letter) => expect(daysOf([day]).map(dayLetter)).toEqual([letter]))
})

describe('what the strip says to those who cannot see it', () => {
  test('is how many days were whole, and which was the worst', () => {
    const days = daysOf([
      { upMs: 10 },
      { upMs: 972, downMs: 28 },
      { upMs: 990, downMs: 10 },
      { missedMs: 5 },
    ])
    expect(daysLabel(days)).toBe(
      'Last 4 days: 1 up all day, 2 with failures, 1 not observed; worst 2 Nov, 97.20 %',
    )
  })

  test('leaves out what there is none of', () => {
    expect(daysLabel(daysOf([{ upMs: 10 }]))).toBe('Last day: 1 up all day')
    expect(daysLabel([])).toBe('No day yet')
  })
})

test('days before the service are not its own, unless something is known of them', () => {
  const days = daysOf([{}, {}, {}])
  expect(daysSince(days, first + levels.day + 5).map(({ from }) => from)).toEqual([
    first + levels.day,
    first + 2 * levels.day,
  ])
  const brought = daysOf([{}, { upMs: 10 }, {}, {}])
  expect(daysSince(brought, first + 3 * levels.day)).toHaveLength(3)
})
