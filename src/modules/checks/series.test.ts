import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { levels, nothing } from './rollup.ts'
import {
  bucketOf,
  levelOf,
  mostBuckets,
  type Range,
  rangeNames,
  rangeOf,
  ranges,
  windowOf,
} from './series.ts'

const second = 1_000
const { minute, hour, day } = levels
const now = Date.UTC(2026, 10, 20, 14, 3, 10)

const anyRange = fc.constantFrom(...rangeNames)
const anyInterval = fc.oneof(
  fc.integer({ min: second, max: 26 * hour }),
  fc.constantFrom(second, 30 * second, 45 * second, minute, 5 * minute, hour),
)

describe('the parts of a range', () => {
  test('of a check every 30 seconds are whole minutes of the last hour', () => {
    expect(windowOf('1h', 30 * second, now)).toEqual({
      from: Date.UTC(2026, 10, 20, 13, 4),
      to: Date.UTC(2026, 10, 20, 14, 4),
      buckets: 60,
    })
  })

  test('of 90 days are days of UTC', () => {
    expect(windowOf('90d', 30 * second, now)).toEqual({
      from: Date.UTC(2026, 10, 21) - 90 * day,
      to: Date.UTC(2026, 10, 21),
      buckets: 90,
    })
  })

  test('end now, span the range, are few, hold an interval and consist of roll-ups', () => {
    fc.assert(
      fc.property(anyRange, anyInterval, fc.nat({ max: 2 ** 41 }), (range, intervalMs, at) => {
        const request = windowOf(range, intervalMs, at)
        const { from, to, buckets } = request
        const bucketMs = (to - from) / buckets
        expect(buckets).toBeLessThanOrEqual(mostBuckets)
        expect(bucketMs).toBeGreaterThanOrEqual(intervalMs)
        expect(Math.abs(from % bucketMs)).toBe(0)
        expect(to).toBeGreaterThan(at)
        expect(to - bucketMs).toBeLessThanOrEqual(at)
        expect(to - from).toBeGreaterThanOrEqual(ranges[range].ms)
        expect(bucketMs % levels[levelOf(request)]).toBe(0)
      }),
    )
  })

  test.each<[Range, string]>([
    ['1h', 'minute'],
    ['24h', 'minute'],
    ['7d', 'hour'],
    ['30d', 'hour'],
    ['90d', 'day'],
    ['1y', 'day'],
  ])('of %s are read of roll-ups of a %s', (range, level) => {
    expect(levelOf(windowOf(range, 30 * second, now))).toBe(level)
  })
})

describe('a reading', () => {
  test.each([
    ['of no part', { from: 0, to: minute, buckets: 0 }],
    ['of half a part', { from: 0, to: minute, buckets: 1.5 }],
    ['of too many parts', { from: 0, to: (mostBuckets + 1) * minute, buckets: mostBuckets + 1 }],
    ['of parts that are no whole minutes', { from: 0, to: 90 * second, buckets: 1 }],
    ['of minutes that begin with a second', { from: second, to: minute + second, buckets: 1 }],
    ['that ends before it begins', { from: hour, to: 0, buckets: 1 }],
  ])('%s is refused', (_, request) => expect(() => levelOf(request)).toThrow(RangeError))
})

describe('a range', () => {
  test.each([
    ['1h', '1h'],
    ['7d', '7d'],
    ['1y', '1y'],
    [undefined, '24h'],
    ['2y', '24h'],
    ['constructor', '24h'],
  ])('that is named %s is %s', (text, range) => expect(rangeOf(text, 48 * hour)).toBe(range))

  test.each([
    [2 * minute, '1h'],
    [61 * minute, '6h'],
    [7 * hour, '24h'],
    [400 * hour, '24h'],
  ] as const)('of something %s ms old is the shortest that holds it, %s', (ageMs, range) => {
    expect(rangeOf(undefined, ageMs)).toBe(range)
  })
})

test('a part has the average of its answers, and none without any', () => {
  const answered = { ...nothing, up: 2, sumMs: 30, minMs: 10, maxMs: 20, bins: [1, 1] }
  expect(bucketOf(7, answered)).toMatchObject({
    from: 7,
    up: 2,
    response: { min: 10, avg: 15, max: 20, bins: [1, 1] },
  })
  expect(bucketOf(7, { ...nothing, down: 3 })).toMatchObject({ down: 3, response: null })
})
