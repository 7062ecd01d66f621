import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckId } from '../../kernel/index.ts'
import { type Counted, fold, levels, nothing, type Totals } from './rollup.ts'
import { type Bucket, bucketOf, levelOf, type Series } from './series.ts'
import { percentUp, uptimeOf, uptimeRanges, uptimeWindowOf } from './uptime.ts'

const { minute, day } = levels
const life = { since: 0, now: 100 * day }

const seriesOf = (parts: readonly Partial<Totals>[], bucketMs: number = minute): Series => ({
  from: 0,
  to: parts.length * bucketMs,
  bucketMs,
  buckets: parts.map((part, i): Bucket => bucketOf(i * bucketMs, { ...nothing, ...part })),
})

describe('uptime', () => {
  test('is of what was observed; the rest is left out and told', () => {
    const series = seriesOf([
      { upMs: 45_000, downMs: 15_000 },
      { missedMs: minute },
      { maintenanceMs: minute },
      {},
    ])
    expect(uptimeOf(series, life)).toEqual({
      percent: 75,
      coverage: 50,
      observedMs: minute,
      missedMs: minute,
      maintenanceMs: minute,
      idleMs: minute,
    })
  })

  test('of nothing is unknown, not 0 and not 100', () => {
    expect(uptimeOf(seriesOf([{}, {}]), life)).toMatchObject({ percent: null, coverage: null })
    expect(uptimeOf(seriesOf([{ missedMs: 1 }]), life)).toMatchObject({
      percent: null,
      coverage: 0,
    })
  })

  test('is below 100 after a single failure, and above 0 after a single success', () => {
    const year = 365 * day
    expect(uptimeOf(seriesOf([{ upMs: year, downMs: 1 }]), life).percent).toBe(99.99)
    expect(uptimeOf(seriesOf([{ upMs: 1, downMs: year }]), life).percent).toBe(0.01)
    expect(percentUp({ upMs: year, downMs: 1 })).toBe(99.99)
  })

  test('does not miss what was before the service, or is to come', () => {
    const series = seriesOf([{}, {}, { upMs: minute }, {}])
    const { idleMs } = uptimeOf(series, { since: minute, now: 3.5 * minute })
    expect(idleMs).toBe(1.5 * minute)
  })

  test.each([
    ['24h', 24, 'hour'],
    ['7d', 28, 'hour'],
    ['30d', 30, 'day'],
    ['90d', 90, 'day'],
    ['1y', 92, 'day'],
  ] as const)('over %s is read in %i parts by the %s', (range, buckets, level) => {
    const request = uptimeWindowOf(range, minute, life.now + 7 * minute)
    expect(request).toMatchObject({ buckets, to: expect.any(Number) })
    expect(levelOf(request)).toBe(level)
  })

  test('of roll-ups is that of the outcomes, each for one interval', () => {
    const outcome: fc.Arbitrary<Counted> = fc.record({
      checkId: fc.constant(1 as CheckId),
      slot: fc.integer({ min: 0, max: 95 * day }),
      slots: fc.constant(1),
      status: fc.constantFrom('up', 'degraded', 'down', 'missed'),
      intervalMs: fc.constantFrom(1_000, minute, day),
      maintenance: fc.boolean(),
      totalMs: fc.constant(null),
    })
    fc.assert(
      fc.property(
        fc.array(outcome, { maxLength: 40 }),
        fc.constantFrom(...uptimeRanges),
        (outcomes, range) => {
          const { from, to, buckets } = uptimeWindowOf(range, minute, 95 * day)
          const within = outcomes.filter(({ slot }) => slot >= from && slot < to)
          const days = fold(within).rollups.filter(({ spanMs }) => spanMs === minute)
          const series = { ...seriesOf(days, (to - from) / buckets), from, to }
          const time = (of: (one: Counted) => boolean) =>
            within.filter(of).reduce((sum, { intervalMs }) => sum + intervalMs, 0)
          const observedMs = time((one) => !one.maintenance && one.status !== 'missed')
          const upMs = time(
            (one) => !one.maintenance && (one.status === 'up' || one.status === 'degraded'),
          )
          const uptime = uptimeOf(series, { since: 0, now: 95 * day })
          expect(uptime).toMatchObject({
            observedMs,
            missedMs: time((one) => !one.maintenance && one.status === 'missed'),
            maintenanceMs: time((one) => one.maintenance),
          })
          expect(uptime.percent === null).toBe(observedMs === 0)
          if (uptime.percent === null) return
          expect(uptime.percent === 100).toBe(upMs === observedMs)
          expect(uptime.percent === 0).toBe(upMs === 0)
          expect(Math.abs(uptime.percent - (100 * upMs) / observedMs)).toBeLessThan(0.011)
        },
      ),
    )
  })
})
