import { describe, expect, test } from 'vitest'
import { dayOf, dayText } from '../../../modules/pipelines/index.ts'
import { daysOf, rangeQuery, startOf } from './day.ts'

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
const today = dayOf(at('2026-12-31T12:00:00Z'), 'UTC')
const texts = (query: Record<string, string>) => {
  const { from, to } = daysOf(rangeQuery.parse(query), today)
  return [dayText(from), dayText(to)]
}

test('a day begins when the zone says so, also where midnight is left out', () => {
  const start = (day: string, zone: string) =>
    Temporal.Instant.fromEpochMilliseconds(
      startOf(dayOf(at(`${day}T12:00:00Z`), 'UTC'), zone),
    ).toString()
  expect(start('2026-12-31', 'Europe/Berlin')).toBe('2026-12-30T23:00:00Z')
  // Lebanon put its clocks forward at midnight.
  expect(start('2022-03-27', 'Asia/Beirut')).toBe('2022-03-26T22:00:00Z')
})

describe('the days of a query', () => {
  test.each([
    [{}, ['2026-12-02', '2026-12-31']],
    [{ days: '1' }, ['2026-12-31', '2026-12-31']],
    [{ to: '2026-03-01', days: '2' }, ['2026-02-28', '2026-03-01']],
    [{ from: '2026-12-24' }, ['2026-12-24', '2026-12-31']],
    [{ from: '2024-02-29', to: '2024-03-01', days: '7' }, ['2024-02-29', '2024-03-01']],
  ])('%o are %o', (query, range) => {
    expect(texts(query)).toEqual(range)
  })

  test.each([
    [{ from: '2026-12-31', to: '2026-12-30' }, 'must not be later than to'],
    [{ from: '2020-01-01' }, 'must be within 731 days before to'],
  ])('%o are refused', (query, says) => {
    expect(() => texts(query)).toThrow(says)
  })

  test.each([
    { from: '2026-02-30' },
    { from: '0026-01-01' },
    { to: '31.12.2026' },
    { days: '0' },
    { days: '732' },
  ])('%o cannot be read', (query) => {
    expect(rangeQuery.safeParse(query).success).toBe(false)
  })
})
