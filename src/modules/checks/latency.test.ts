import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addBins, latencyBin, latencyBins, latencyBounds, percentileOf } from './latency.ts'

const binsOf = (times: readonly number[]): number[] =>
  times.reduce<number[]>((bins, ms) => {
    const bin = latencyBin(ms)
    return bins.map((count, i) => (i === bin ? count + 1 : count))
  }, Array<number>(latencyBins).fill(0))

const latencyOf = (times: readonly number[]) => ({
  bins: binsOf(times),
  min: Math.min(...times),
  max: Math.max(...times),
})

describe('a response time', () => {
  test.each([
    [0, 0],
    [10, 0],
    [10.01, 1],
    [10_000, latencyBounds.length - 1],
    [10_001, latencyBounds.length],
  ])('of %d ms counts in bin %d', (ms, bin) => expect(latencyBin(ms)).toBe(bin))
})

describe('a percentile', () => {
  test('of nothing is none', () => {
    expect(percentileOf({ bins: binsOf([]), min: 0, max: 0 }, 0.95)).toBeNull()
  })

  test('of equal answers is exact', () => {
    expect(percentileOf(latencyOf([42, 42, 42]), 0.95)).toBe(42)
  })

  test('stands in its bin where even answers would have it', () => {
    const times = Array.from({ length: 100 }, (_, i) => i + 1)
    expect(percentileOf(latencyOf(times), 0.5)).toBe(50)
    expect(percentileOf(latencyOf(times), 0.95)).toBe(95)
  })

  test('lies in the bin of the exact one, and between the fastest and the slowest answer', () => {
    const time = fc.double({ min: 0, max: 20_000, noNaN: true })
    const share = fc.double({ min: 0.01, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 60 }), share, (times, of) => {
        const sorted = times.toSorted((a, b) => a - b)
        const exact = sorted[Math.max(0, Math.ceil(of * times.length) - 1)] ?? 0
        const found = percentileOf(latencyOf(times), of) ?? Number.NaN
        const bin = latencyBin(exact)
        expect(found).toBeGreaterThanOrEqual(Math.max(latencyBounds[bin - 1] ?? 0, sorted[0] ?? 0))
        expect(found).toBeLessThanOrEqual(
          Math.min(latencyBounds[bin] ?? Number.POSITIVE_INFINITY, sorted.at(-1) ?? 0),
        )
      }),
    )
  })

  test('of two counts together is that of all answers', () => {
    const times = fc.array(fc.nat({ max: 20_000 }), { maxLength: 30 })
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(addBins(binsOf(a), binsOf(b))).toEqual(binsOf([...a, ...b]))
      }),
    )
  })
})
