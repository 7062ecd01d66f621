import { describe, expect, test } from 'vitest'
import type { ServiceId } from '../../kernel/index.ts'
import {
  type Covered,
  covers,
  isGreen,
  laterPeriod,
  type MaintenancePlan,
  nextPeriod,
  stepMaintenance,
} from './maintenance.ts'

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
const hourMs = 3_600_000

const once: MaintenancePlan = {
  kind: 'once',
  from: at('2026-03-01T10:00Z'),
  to: at('2026-03-01T12:00Z'),
}
const cron = (text: string, timeZone: string, durationMs = hourMs): MaintenancePlan => ({
  kind: 'recurring',
  cron: text,
  durationMs,
  timeZone,
})
const shown = (plan: MaintenancePlan, after: string): string => {
  const period = laterPeriod(plan, at(after))
  if (period === null) return 'never'
  const [from, to] = [period.from, period.to].map((ms) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: 'minute' }),
  )
  return `${from} ${to}`
}

describe('periods of a plan', () => {
  test('one that comes once is there until it is over', () => {
    expect(nextPeriod(once, once.from - 1)).toEqual({ from: once.from, to: once.to })
    expect(nextPeriod(once, once.to - 1)).toEqual({ from: once.from, to: once.to })
    expect(nextPeriod(once, once.to)).toBeNull()
    expect(laterPeriod(once, once.from)).toBeNull()
  })

  test('of one that recurs the period that goes on comes before the next', () => {
    const daily = cron('0 2 * * *', 'UTC')
    expect(nextPeriod(daily, at('2026-03-01T02:30Z'))?.from).toBe(at('2026-03-01T02:00Z'))
    expect(nextPeriod(daily, at('2026-03-01T03:00Z'))?.from).toBe(at('2026-03-02T02:00Z'))
    expect(laterPeriod(daily, at('2026-03-01T02:30Z'))?.from).toBe(at('2026-03-02T02:00Z'))
  })

  test.each([
    // Clocks go forward: an hour that is skipped begins at the end of the gap.
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T01:00Z 2026-03-29T02:00Z'],
    ['30 2 * * *', 'America/New_York', '2026-03-07T12:00Z', '2026-03-08T07:00Z 2026-03-08T08:00Z'],
    // Half an hour of difference.
    [
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03T06:00Z',
      '2026-10-03T15:30Z 2026-10-03T16:30Z',
    ],
    // Clocks go back: in the first of the two.
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-25T00:30Z 2026-10-25T01:30Z'],
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', '2026-11-01T05:30Z 2026-11-01T06:30Z'],
    ['0 0 29 2 *', 'UTC', '2026-03-01T00:00Z', '2028-02-29T00:00Z 2028-02-29T01:00Z'],
  ])('%s in %s after %s lasts as long in real time', (text, zone, after, expected) => {
    expect(shown(cron(text, zone), after)).toBe(expected)
  })
})

describe('a step', () => {
  const waiting = { plan: once, active: null, nextAt: once.from, endsWhenGreen: false }
  const active = { ...waiting, active: { from: once.from, to: once.to }, nextAt: once.to }
  const no = () => false
  const yes = () => true

  test.each([
    ['before its time', waiting, once.from - 1, { kind: 'wait' }],
    [
      'at its time',
      waiting,
      once.from,
      { kind: 'begin', period: { from: once.from, to: once.to } },
    ],
    ['when nothing ran meanwhile', waiting, once.to, { kind: 'end', reason: 'missed', next: null }],
    ['under way', active, once.to - 1, { kind: 'wait' }],
    ['at its end', active, once.to, { kind: 'end', reason: 'elapsed', next: null }],
    ['when it is over', { ...waiting, nextAt: null }, once.to + 1, { kind: 'wait' }],
  ])('%s', (_title, standing, now, expected) => {
    expect(stepMaintenance(standing, now, no)).toEqual(expected)
  })

  test('ends what is green only where it is asked to', () => {
    expect(stepMaintenance(active, once.from + 1, yes)).toEqual({ kind: 'wait' })
    const asked = { ...active, endsWhenGreen: true }
    expect(stepMaintenance(asked, once.from + 1, no)).toEqual({ kind: 'wait' })
    expect(stepMaintenance(asked, once.from + 1, yes)).toEqual({
      kind: 'end',
      reason: 'green',
      next: null,
    })
  })

  test('moves one that recurs past the periods in which nothing ran', () => {
    const plan = cron('0 2 * * *', 'UTC')
    const standing = {
      plan,
      active: null,
      nextAt: at('2026-03-01T02:00Z'),
      endsWhenGreen: false,
    }
    const from = at('2026-03-04T02:00Z')
    expect(stepMaintenance(standing, at('2026-03-03T12:00Z'), no)).toEqual({
      kind: 'move',
      next: { from, to: from + hourMs },
    })
  })

  test('of one that ended early is followed by its next time', () => {
    const plan = cron('0 2 * * *', 'UTC')
    const [from, next] = [at('2026-03-01T02:00Z'), at('2026-03-02T02:00Z')]
    const standing = {
      plan,
      active: { from, to: from + hourMs },
      nextAt: from + hourMs,
      endsWhenGreen: true,
    }
    expect(stepMaintenance(standing, from + 60_000, yes)).toEqual({
      kind: 'end',
      reason: 'green',
      next: { from: next, to: next + hourMs },
    })
  })
})

describe('green', () => {
  const since = 1_000_000
  const check = (recent: string, slots: number, differs: Partial<Covered> = {}): Covered => ({
    paused: false,
    recent,
    lastSlot: since + (slots - 1) * 30_000,
    intervalMs: 30_000,
    ...differs,
  })
  test.each<[string, readonly Covered[], boolean]>([
    ['three successes after a failure', [check('uduuu', 4)], true],
    ['three successes after slow answers', [check('uguuu', 4)], true],
    ['three successes, and no trouble yet', [check('uuuu', 4)], false],
    ['three successes, and trouble before the start', [check('dduuu', 3)], false],
    ['two since the start and one before it', [check('uuu', 2)], false],
    ['a failure among them', [check('uudu', 4)], false],
    ['slots that were missed between', [check('du-u-u', 6)], true],
    ['slow answers', [check('ugu', 3)], false],
    ['one of two that is not', [check('duuu', 4), check('uud', 3)], false],
    ['trouble of one of two', [check('duuu', 4), check('uuu', 3)], true],
    ['a paused one beside', [check('duuu', 4), check('', 0, { paused: true })], true],
    ['paused ones alone', [check('uuu', 3, { paused: true })], false],
    ['nothing', [], false],
    ['no outcome yet', [check('', 0, { lastSlot: null })], false],
  ])('%s', (_title, checks, expected) => {
    expect(isGreen(checks, since)).toBe(expected)
  })
})

test.each([
  [{ services: [1], tags: [], all: false }, true],
  [{ services: [2], tags: [], all: false }, false],
  [{ services: [], tags: ['eu', 'shop'], all: false }, true],
  [{ services: [], tags: ['us'], all: false }, false],
  [{ services: [], tags: [], all: true }, true],
])('the scope %j covers service 1 with the tag shop: %s', ({ services, ...scope }, expected) => {
  const ids = services as ServiceId[]
  const shop = { id: 1 as ServiceId, tags: ['shop'] }
  expect(covers({ ...scope, services: ids }, shop)).toBe(expected)
})
