import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayText, timeText, timeTicks, valueLabel, valueTicks } from './scale.ts'

const minute = 60_000
const hour = 60 * minute
const noon = Date.UTC(2026, 10, 20, 12)

describe('the values on an axis', () => {
  test.each([
    [100, [0, 25, 50, 75, 100]],
    [474, [0, 200, 400, 600]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [7, [0, 2, 4, 6, 8]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [10_001, [0, 5_000, 10_000, 15_000]],
  ])('up to %d are round', (peak, ticks) => expect(valueTicks(peak)).toEqual(ticks))

  test('of nothing still make an axis', () => expect(valueTicks(0)).toEqual([0, 1]))

  test('reach the peak in two to five even steps from 0, and not far beyond', () => {
    const anyPeak = fc.double({ min: 1e-3, max: 1e7, noNaN: true })
    fc.assert(
      fc.property(anyPeak, (peak) => {
        const ticks = valueTicks(peak)
        const top = ticks.at(-1) ?? 0
        expect(ticks[0]).toBe(0)
        expect(ticks.length).toBeGreaterThanOrEqual(2)
        expect(ticks.length).toBeLessThanOrEqual(5)
        expect(top).toBeGreaterThanOrEqual(peak * (1 - 1e-5))
        expect(top).toBeLessThan(peak * 2.6)
        const step = top / (ticks.length - 1)
        for (const [i, tick] of ticks.entries()) expect(tick).toBeCloseTo(i * step, 5)
      }),
    )
  })

  test.each([
    [0, 1_000, '0'],
    [250, 750, '250 ms'],
    [250, 1_000, '0.25 s'],
    [1_500, 2_000, '1.5 s'],
  ])('of %d with a top of %d says %s', (value, top, label) => {
    expect(valueLabel(value, top)).toBe(label)
  })
})

describe('the moments on an axis', () => {
  test.each([
    [hour, ['11:10', '11:20', '11:30', '11:40', '11:50']],
    [6 * hour, ['07:00', '08:00', '09:00', '10:00', '11:00']],
    [24 * hour, ['16:00', '20:00', '20 Nov', '04:00', '08:00']],
    [90 * 24 * hour, ['27 Aug', '10 Sep', '24 Sep', '8 Oct', '22 Oct', '5 Nov']],
    [168 * hour, ['14 Nov', '15 Nov', '16 Nov', '17 Nov', '18 Nov', '19 Nov', '20 Nov']],
  ])('of %i ms are round times of UTC', (span, labels) => {
    expect(timeTicks(noon - span, noon).map(({ label }) => label)).toEqual(labels)
  })

  test('are few, in order and away from the edges', () => {
    const anySpan = fc.integer({ min: minute, max: 60 * 24 * hour })
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 41 }), anySpan, (from, span) => {
        const moments = timeTicks(from, from + span).map(({ at }) => at)
        expect(moments.length).toBeLessThanOrEqual(7)
        expect(moments).toEqual(moments.toSorted((a, b) => a - b))
        for (const at of moments) {
          expect(at - from).toBeGreaterThanOrEqual(span * 0.049)
          expect(from + span - at).toBeGreaterThanOrEqual(span * 0.049)
        }
      }),
    )
  })
})

test('a time of day and a day are in UTC', () => {
  expect([timeText(noon), dayText(noon)]).toEqual(['12:00', '20 Nov'])
})
