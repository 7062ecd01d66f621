import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addTotals,
  type CountedRun,
  emptyTotals,
  figuresOf,
  subtractTotals,
  totalsOf,
} from './figures.ts'
import { durationBin, durationBounds, type RunTotals } from './statistics.ts'
import { isFinal, runStatuses } from './status.ts'

const run = (differs: Partial<CountedRun> = {}): CountedRun => ({
  status: 'success',
  durationMs: null,
  queuedMs: null,
  ...differs,
})

const totalsOfAll = (runs: readonly CountedRun[]): RunTotals =>
  runs.map(totalsOf).reduce(addTotals, emptyTotals)

const figures = (...runs: readonly CountedRun[]) => figuresOf(totalsOfAll(runs))

const ms = fc.nat({ max: 200_000_000 })
const anyRun: fc.Arbitrary<CountedRun> = fc.record({
  status: fc.constantFrom(...runStatuses),
  durationMs: fc.option(ms),
  queuedMs: fc.option(ms),
})

describe('the rate of success', () => {
  test('counts warnings as success, and leaves out what says nothing', () => {
    const found = figures(
      ...(['success', 'success', 'warning', 'failed'] as const).map((status) => run({ status })),
      ...(['canceled', 'skipped', 'unknown', 'running', 'waiting'] as const).map((status) =>
        run({ status }),
      ),
    )
    expect(found).toMatchObject({
      total: 9,
      succeeded: 3,
      failed: 1,
      canceled: 1,
      skipped: 1,
      successRate: 0.75,
    })
  })

  test('is none where no run says anything', () => {
    expect(figures(run({ status: 'canceled' }), run({ status: 'running' })).successRate).toBeNull()
    expect(figures().successRate).toBeNull()
  })
})

describe('durations', () => {
  test('of runs that are not over, or of which none is known, do not count', () => {
    expect(figures(run({ status: 'running', durationMs: 5_000 }), run())).toMatchObject({
      averageMs: null,
      minMs: null,
      maxMs: null,
      p50Ms: null,
      p95Ms: null,
    })
  })

  test('of one run are that run', () => {
    expect(figures(run({ durationMs: 70_000 }))).toMatchObject({
      averageMs: 70_000,
      minMs: 70_000,
      maxMs: 70_000,
      p50Ms: 70_000,
      p95Ms: 70_000,
    })
  })

  test('lie evenly between the bounds of their bin', () => {
    // Ten runs of more than one and at most two minutes, in three bins of 30 s.
    const found = figures(
      run({ durationMs: 60_000 }),
      ...Array.from({ length: 10 }, () => run({ durationMs: 100_000 })),
      run({ durationMs: 120_000 }),
    )
    expect(found.p50Ms).toBe(Math.round(90_000 + (5 / 11) * 30_000))
  })

  test('have percentiles in the bin of the run that has that rank, and between the extremes', () => {
    fc.assert(
      fc.property(fc.array(ms, { minLength: 1, maxLength: 60 }), (durations) => {
        const found = figures(...durations.map((durationMs) => run({ durationMs })))
        const sorted = durations.toSorted((a, b) => a - b)
        for (const [share, estimate] of [
          [0.5, found.p50Ms],
          [0.95, found.p95Ms],
        ] as const) {
          const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
          const bin = durationBin(exact)
          const most = durationBounds[bin] ?? Number.POSITIVE_INFINITY
          expect(estimate).toBeGreaterThanOrEqual(durationBounds[bin - 1] ?? 0)
          expect(estimate).toBeLessThanOrEqual(most)
          expect(estimate).toBeGreaterThanOrEqual(found.minMs ?? Number.NaN)
          expect(estimate).toBeLessThanOrEqual(found.maxMs ?? Number.NaN)
        }
      }),
    )
  })
})

test('waiting for a runner counts by itself, of runs that are under way too', () => {
  const found = figures(run({ status: 'running', queuedMs: 4_000 }))
  expect(found.queueP50Ms).toBe(3_500)
  expect(figures(run({ queuedMs: 900_000_000 })).queueP95Ms).toBe(86_400_000)
})

describe('sums', () => {
  test('do not depend on the order in which they are added up', () => {
    fc.assert(
      fc.property(fc.array(anyRun), fc.nat(), (runs, cut) => {
        const at = runs.length === 0 ? 0 : cut % runs.length
        const parts = [runs.slice(at), runs.slice(0, at)].map(totalsOfAll)
        expect(parts.reduce(addTotals, emptyTotals)).toEqual(totalsOfAll(runs))
      }),
    )
  })

  test('have every run in one count, and each time in one bin', () => {
    fc.assert(
      fc.property(fc.array(anyRun), (runs) => {
        const totals = totalsOfAll(runs)
        const sum = (bins: readonly number[]) => bins.reduce((all, count) => all + count, 0)
        expect(figuresOf(totals).total).toBe(runs.length)
        expect(totals.open).toBe(runs.filter(({ status }) => !isFinal(status)).length)
        expect(sum(totals.durationBins)).toBe(totals.durationCount)
        expect(sum(totals.queueBins)).toBe(totals.queueCount)
      }),
    )
  })

  test('are what they were when a part is taken out again, but for the extremes', () => {
    fc.assert(
      fc.property(fc.array(anyRun), fc.array(anyRun), (runs, more) => {
        const before = totalsOfAll(runs)
        const { durationMinMs, durationMaxMs, ...after } = subtractTotals(
          addTotals(before, totalsOfAll(more)),
          totalsOfAll(more),
        )
        expect({
          ...after,
          durationMinMs: before.durationMinMs,
          durationMaxMs: before.durationMaxMs,
        }).toEqual(before)
      }),
    )
  })
})
