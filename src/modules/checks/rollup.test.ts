import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckId } from '../../kernel/index.ts'
import { spread } from './missed-run.ts'
import {
  type Counted,
  type Folded,
  fold,
  levelNames,
  levels,
  mostParts,
  rollupHorizon,
  type Totals,
} from './rollup.ts'

const { minute, hour, day } = levels

const counted = (differs: Partial<Counted> = {}): Counted => ({
  checkId: 1 as CheckId,
  slot: 0,
  slots: 1,
  status: 'up',
  intervalMs: minute,
  maintenance: false,
  totalMs: 20,
  ...differs,
})

const missed = (differs: Partial<Counted>): Counted =>
  counted({ status: 'missed', totalMs: null, ...differs })

const anyOutcome: fc.Arbitrary<Counted> = fc
  .record({
    checkId: fc.constantFrom(1, 2).map((id) => id as CheckId),
    slot: fc.integer({ min: 0, max: 12 * day }),
    status: fc.constantFrom('up', 'degraded', 'down', 'missed'),
    intervalMs: fc.constantFrom(1_000, 30_000, minute, 7 * minute, hour, day),
    maintenance: fc.boolean(),
    slots: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2_000 })),
    totalMs: fc.nat({ max: 30_000 }),
  })
  .map(({ slots, totalMs, ...rest }) =>
    rest.status === 'missed'
      ? missed({ ...rest, slots })
      : counted({ ...rest, status: rest.status, totalMs }),
  )

type Counts = Record<
  'up' | 'degraded' | 'down' | 'missed' | 'maintenance',
  { slots: number; ms: number }
>

/** Every slot by itself, in the part in which it lies. */
function directly(outcomes: readonly Counted[], spanMs: number): Map<string, Counts> {
  const found = new Map<string, Counts>()
  for (const { checkId, slot, slots, status, intervalMs, maintenance } of outcomes) {
    for (let i = 0; i < slots; i++) {
      const at = slot + i * intervalMs
      const counts = countsAt(found, `${checkId} ${at - (at % spanMs)}`)
      const one = counts[maintenance ? 'maintenance' : status]
      one.slots += 1
      one.ms += intervalMs
    }
  }
  return found
}

function countsAt(found: Map<string, Counts>, key: string): Counts {
  const none = () => ({ slots: 0, ms: 0 })
  const known = found.get(key) ?? {
    up: none(),
    degraded: none(),
    down: none(),
    missed: none(),
    maintenance: none(),
  }
  found.set(key, known)
  return known
}

/** The same from roll-ups and gaps, as a reader puts them together. */
function together({ rollups, gaps }: Folded, spanMs: number): Map<string, Counts> {
  const found = new Map<string, Counts>()
  for (const rollup of rollups.filter((one) => one.spanMs === spanMs)) {
    const counts = countsAt(found, `${rollup.checkId} ${rollup.start}`)
    for (const status of ['up', 'degraded', 'down', 'missed', 'maintenance'] as const) {
      counts[status].slots += rollup[status]
    }
    counts.up.ms += rollup.upMs
    counts.down.ms += rollup.downMs
    counts.missed.ms += rollup.missedMs
    counts.maintenance.ms += rollup.maintenanceMs
  }
  for (const gap of gaps.filter((one) => one.spanMs >= spanMs)) {
    for (const { part, slots } of spread(gap, { from: 0, to: 1e15, spanMs })) {
      const counts = countsAt(found, `${gap.checkId} ${part * spanMs}`)
      const one = counts[gap.maintenance ? 'maintenance' : 'missed']
      one.slots += slots
      one.ms += slots * gap.intervalMs
    }
  }
  return found
}

/** Time that was degraded is time that was up. */
const merged = (counts: Map<string, Counts>) =>
  [...counts]
    .map(([key, { up, degraded, ...rest }]) => ({
      key,
      up: up.slots,
      degraded: degraded.slots,
      upMs: up.ms + degraded.ms,
      ...rest,
    }))
    .sort((a, b) => a.key.localeCompare(b.key))

describe('outcomes that are added up', () => {
  test('are the same at every level as every slot by itself', () => {
    fc.assert(
      fc.property(
        fc.array(anyOutcome, { maxLength: 12 }),
        fc.constantFrom(...levelNames),
        (outcomes, level) => {
          const spanMs = levels[level]
          expect(merged(together(fold(outcomes), spanMs))).toEqual(
            merged(directly(outcomes, spanMs)),
          )
        },
      ),
    )
  })

  test('give few rows, however many slots one stands for', () => {
    fc.assert(
      fc.property(anyOutcome, (outcome) => {
        const { rollups, gaps } = fold([outcome])
        expect(rollups.length + gaps.length).toBeLessThanOrEqual(mostParts * levelNames.length + 1)
      }),
    )
    const ages = missed({ slots: 10_000_000 })
    expect(fold([ages])).toMatchObject({ rollups: [], gaps: [{ spanMs: day, slots: 10_000_000 }] })
  })

  test('have the response times of the answers that counted', () => {
    const { rollups } = fold([
      counted({ totalMs: 10 }),
      counted({ slot: 1_000, status: 'degraded', totalMs: 900.5 }),
      counted({ slot: 2_000, status: 'down', totalMs: 10_000 }),
      counted({ slot: 3_000, maintenance: true, totalMs: 5 }),
    ])
    expect(rollups).toHaveLength(levelNames.length)
    const [first] = rollups
    expect(first).toMatchObject({
      up: 1,
      degraded: 1,
      down: 1,
      maintenance: 1,
      sumMs: 910.5,
      minMs: 10,
      maxMs: 900.5,
    } satisfies Partial<Totals>)
    expect(first?.bins.reduce((sum, count) => sum + count, 0)).toBe(2)
  })

  test('of a run that crosses midnight stand on both days', () => {
    const run = missed({ slot: day - 2 * hour, intervalMs: hour, slots: 4 })
    const { rollups } = fold([run])
    const days = rollups.filter(({ spanMs }) => spanMs === day)
    expect(days).toMatchObject([
      { start: 0, missed: 2, missedMs: 2 * hour },
      { start: day, missed: 2, missedMs: 2 * hour },
    ])
  })
})

describe('roll-ups are kept', () => {
  const now = 500 * day

  test('by the minute for two days, by the hour for 90, by the day as the configuration says', () => {
    expect(rollupHorizon(now, 400 * day)).toEqual({
      minute: now - 2 * day,
      hour: now - 90 * day,
      day: now - 400 * day,
    })
  })

  test('by the minute and the hour no longer than by the day', () => {
    const young = now - hour
    expect(rollupHorizon(now, hour)).toEqual({ minute: young, hour: young, day: young })
  })

  test('by the day for ever where nothing is removed', () => {
    expect(rollupHorizon(now, null)).toEqual({
      minute: now - 2 * day,
      hour: now - 90 * day,
      day: null,
    })
  })
})
