import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Bucket,
  mostBuckets,
  type Range,
  rangeOf,
  ranges,
  type Series,
  slotsIn,
  tooManySlots,
  uptimeOf,
  windowOf,
} from './series.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const now = Date.UTC(2026, 10, 20, 14, 3, 10)

const bucket = (differs: Partial<Bucket> = {}): Bucket => ({
  from: 0,
  up: 0,
  degraded: 0,
  down: 0,
  missed: 0,
  response: null,
  ...differs,
})

const seriesOf = (buckets: readonly Partial<Bucket>[], bucketMs = minute): Series => ({
  from: 0,
  to: buckets.length * bucketMs,
  bucketMs,
  buckets: buckets.map((one) => bucket(one)),
})

const anyRange = fc.constantFrom(...(Object.keys(ranges) as Range[]))
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

  test('end now, span the range, hold whole intervals and are few', () => {
    fc.assert(
      fc.property(anyRange, anyInterval, fc.nat({ max: 2 ** 41 }), (range, intervalMs, at) => {
        const { from, to, buckets } = windowOf(range, intervalMs, at)
        const bucketMs = (to - from) / buckets
        expect(buckets).toBeLessThanOrEqual(mostBuckets)
        expect(bucketMs % intervalMs).toBe(0)
        expect(Math.abs(from % bucketMs)).toBe(0)
        expect(to).toBeGreaterThan(at)
        expect(to - bucketMs).toBeLessThanOrEqual(at)
        expect(to - from).toBeGreaterThanOrEqual(ranges[range].ms)
      }),
    )
  })
})

describe('a range', () => {
  test.each([
    ['1h', 30 * second, '1h'],
    ['7d', 30 * second, '7d'],
    [undefined, 30 * second, '24h'],
    ['1y', 30 * second, '24h'],
    ['constructor', 30 * second, '24h'],
    ['7d', second, '24h'],
    ['24h', second / 2, '6h'],
  ])('that is named %s, of a check every %i ms, is %s', (text, intervalMs, range) => {
    expect(rangeOf(text, { intervalMs, ageMs: 48 * hour })).toBe(range)
  })

  test.each([
    [2 * minute, '1h'],
    [61 * minute, '6h'],
    [7 * hour, '24h'],
    [400 * hour, '24h'],
  ] as const)('of something %s ms old is the shortest that holds it, %s', (ageMs, range) => {
    expect(rangeOf(undefined, { intervalMs: 30 * second, ageMs })).toBe(range)
  })

  test('never asks for too many slots', () => {
    fc.assert(
      fc.property(anyRange, anyInterval, (text, intervalMs) => {
        const range = rangeOf(text, { intervalMs, ageMs: 48 * hour })
        expect(slotsIn(range, intervalMs)).toBeLessThanOrEqual(tooManySlots)
      }),
    )
  })
})

describe('uptime', () => {
  test('counts degraded as up, and leaves out what nobody saw', () => {
    const series = seriesOf([{ up: 1, degraded: 1 }, { missed: 2 }, { up: 1, down: 1 }, {}])
    expect(uptimeOf(series, 30 * second)).toEqual({ percent: 75, observedMs: 2 * minute })
  })

  test('of nothing is unknown, not 0 and not 100', () => {
    expect(uptimeOf(seriesOf([{ missed: 2 }, {}]), minute)).toEqual({
      percent: null,
      observedMs: 0,
    })
  })

  test('is below 100 after a single failure, and above 0 after a single success', () => {
    const many = Array.from({ length: 119 }, () => ({ up: 1_000_000 }))
    const none = Array.from({ length: 119 }, () => ({ down: 1_000_000 }))
    expect(uptimeOf(seriesOf([...many, { down: 1 }]), 1).percent).toBe(99.99)
    expect(uptimeOf(seriesOf([...none, { up: 1 }]), 1).percent).toBe(0.01)
  })

  test('observes no more than there was, also when the interval was shorter before', () => {
    expect(uptimeOf(seriesOf([{ up: 60 }]), 30 * second).observedMs).toBe(minute)
  })

  test('lies between 0 and 100, and is 100 only without and 0 only with nothing but failures', () => {
    const count = fc.nat({ max: 5 })
    const part = fc.record({ up: count, degraded: count, down: count, missed: count })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 120 }), anyInterval, (parts, intervalMs) => {
        const { percent, observedMs } = uptimeOf(seriesOf(parts), intervalMs)
        const failed = parts.some(({ down }) => down > 0)
        const worked = parts.some(({ up, degraded }) => up + degraded > 0)
        expect(observedMs).toBeLessThanOrEqual(parts.length * minute)
        expect(percent === null).toBe(!failed && !worked)
        if (percent === null) return
        expect(percent === 100).toBe(!failed)
        expect(percent === 0).toBe(!worked)
        expect(percent).toBeGreaterThanOrEqual(0)
        expect(percent).toBeLessThanOrEqual(100)
      }),
    )
  })
})
