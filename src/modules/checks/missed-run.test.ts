import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { partsTouched, type Run, spread } from './missed-run.ts'

const minute = 60_000
const hour = 60 * minute

const anyRun: fc.Arbitrary<Run> = fc.record({
  slot: fc.integer({ min: 0, max: 10 * hour }),
  slots: fc.integer({ min: 1, max: 300 }),
  intervalMs: fc.integer({ min: 1_000, max: 3 * hour }),
})

const slotsOf = ({ slot, slots, intervalMs }: Run): number[] =>
  Array.from({ length: slots }, (_, i) => slot + i * intervalMs)

describe('the slots of a run', () => {
  test('fall into the parts in which they lie', () => {
    const run = { slot: 50 * minute, slots: 4, intervalMs: 20 * minute }
    const parts = { from: 0, to: 10 * hour, spanMs: hour }
    expect([...spread(run, parts)]).toEqual([
      { part: 0, slots: 1 },
      { part: 1, slots: 3 },
    ])
  })

  test('outside the stretch are left out', () => {
    const run = { slot: 0, slots: 100, intervalMs: minute }
    const parts = { from: 10 * minute, to: 20 * minute, spanMs: 5 * minute }
    expect([...spread(run, parts)]).toEqual([
      { part: 0, slots: 5 },
      { part: 1, slots: 5 },
    ])
  })

  test('are spread as if each were looked at', () => {
    const stretch = fc.record({
      from: fc.integer({ min: 0, max: 20 * hour }),
      count: fc.integer({ min: 1, max: 40 }),
      spanMs: fc.integer({ min: minute, max: 4 * hour }),
    })
    fc.assert(
      fc.property(anyRun, stretch, (run, { from, count, spanMs }) => {
        const to = from + count * spanMs
        const counts = new Map<number, number>()
        for (const slot of slotsOf(run).filter((at) => at >= from && at < to)) {
          const part = Math.floor((slot - from) / spanMs)
          counts.set(part, (counts.get(part) ?? 0) + 1)
        }
        const found = [...spread(run, { from, to, spanMs })].map(({ part, slots }) => [part, slots])
        expect(found).toEqual([...counts].sort(([a], [b]) => a - b))
      }),
    )
  })

  test('touch no more parts than was foreseen', () => {
    fc.assert(
      fc.property(anyRun, fc.constantFrom(minute, hour), (run, spanMs) => {
        const touched = new Set(slotsOf(run).map((slot) => Math.floor(slot / spanMs)))
        expect(touched.size).toBeLessThanOrEqual(partsTouched(run, spanMs))
      }),
    )
  })

  test('of ten thousand years take no more steps than there are parts', () => {
    const run = { slot: 0, slots: 5_000_000_000, intervalMs: minute }
    const parts = { from: 0, to: 120 * hour, spanMs: hour }
    expect([...spread(run, parts)]).toHaveLength(120)
  })
})
