import { expect, test } from 'vitest'
import { levels } from './rollup.ts'
import { type Observed, summaryOf } from './uptime-summary.ts'

const { hour, day } = levels
const now = 500 * day + 5 * hour
const daysAgo = (ago: number, upMs: number, downMs = 0): Observed => ({
  start: 500 * day - ago * day,
  upMs,
  downMs,
})

test('a summary has the last day by the hour, and week, month and each day by the day', () => {
  const hours = [
    { start: now - hour, upMs: 3, downMs: 0 },
    { start: now, upMs: 0, downMs: 1 },
  ]
  const days = [
    daysAgo(0, 1, 1),
    daysAgo(6, 2),
    daysAgo(7, 0, 4),
    daysAgo(29, 4),
    daysAgo(30, 0, 100),
  ]
  const summary = summaryOf({ hours, days }, now)
  expect(summary).toMatchObject({ day: 0.75, week: 3 / 4, month: 7 / 12 })
  expect(summary.days).toHaveLength(90)
  expect(summary.days.at(-1)).toBe(0.5)
  expect(summary.days.at(-7)).toBe(1)
  expect(summary.days.at(-2)).toBeNull()
})

test('what was never observed has no share', () => {
  const summary = summaryOf({ hours: [], days: [] }, now)
  expect(summary).toMatchObject({ day: null, week: null, month: null })
  expect(summary.days.every((share) => share === null)).toBe(true)
})
