import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultThresholds } from './check.ts'
import { doubtOf, flapWindow, isFlapping } from './flap.ts'
import type { Outcome, Slot } from './outcome.ts'
import { missedFrom, resultAt } from './samples.contract.ts'
import { forget, newState, pause, type Rules, step, type VerdictState } from './verdict.ts'

const every = 10_000
const created: Slot = 1_000_000
const rules: Rules = {
  ...defaultThresholds,
  failuresToDown: 1,
  intervalMs: every,
  flappingAfter: 4,
}

const statusOf = { u: 'up', g: 'degraded', d: 'down' } as const

function outcomesOf(letters: string, after: Slot): Outcome[] {
  return [...letters].map((letter, index) => {
    const slot = after + (index + 1) * every
    return letter === '-' ? missedFrom(slot) : resultAt(slot, statusOf[letter as 'u' | 'g' | 'd'])
  })
}

/** What holds after each letter, shortened: `d!` is down because it flaps. */
function told(letters: string, by: Partial<Rules> = {}, from = newState(created)) {
  let state = from
  let changes = 0
  const words = outcomesOf(letters, from.lastSlot ?? created).map((outcome) => {
    const next = step(state, outcome, { ...rules, ...by })
    state = next.state
    if (next.change !== null) changes += 1
    const letter = state.verdict === 'degraded' ? 'g' : state.verdict.charAt(0)
    return state.reason === 'flapping' ? `${letter}!` : letter
  })
  return { state, changes, words: words.join(' ').replaceAll('u u u u u', '…') }
}

const verdictOf = ({ verdict, reason }: VerdictState) => ({ verdict, reason })

describe('a check that flaps', () => {
  test.each<[string, string, Partial<Rules>, string]>([
    ['is held at the fourth change', 'ududu', {}, 'u d u d d!'],
    ['is held at down when that is the change', 'gudud', {}, 'g u d u d!'],
    ['stays down, whatever it answers', 'udududug', {}, 'u d u d d! d! d! d!'],
    ['gets worse and no better', 'ugugugdugu', {}, 'u g u g g! g! d! d! d! d!'],
    [
      'is not one whose failures the thresholds forgive',
      'uduudug',
      { failuresToDown: 2 },
      'u u u u u u g',
    ],
    ['is none without a limit', 'udududu', { flappingAfter: null }, 'u d u d u d u'],
    ['is none while slots are missed', 'ud--ud-u', {}, 'u d d d u d d d!'],
  ])('%s', (_words, letters, by, expected) => {
    expect(told(letters, by).words.replaceAll('…', 'u u u u u')).toBe(expected)
  })

  test('turns to what holds once it has calmed down, with the reason of that', () => {
    const flapping = told('ududu')
    const quiet = told('u'.repeat(flapWindow), {}, flapping.state)
    expect(flapping.state).toMatchObject({ verdict: 'down', reason: 'flapping' })
    expect(verdictOf(quiet.state)).toEqual({ verdict: 'up', reason: 'ok' })
    expect(quiet.changes).toBe(1)
  })

  test('that calms down at down has the reason of its failure and no change', () => {
    const flapping = told('udududud')
    const quiet = told('d'.repeat(flapWindow), {}, flapping.state)
    expect(quiet.state).toMatchObject({ verdict: 'down', reason: 'timeout' })
    expect(quiet.changes).toBe(0)
  })

  test('is held no more as soon as nobody asks for it', () => {
    const { state } = told('ududu')
    expect(verdictOf(told('u', { flappingAfter: null }, state).state)).toEqual({
      verdict: 'up',
      reason: 'ok',
    })
  })

  test('waits for as many successes as its thresholds ask for, after it is held', () => {
    const strict = { successesToUp: 3, flappingAfter: 2 }
    const { state } = told('uduuuduuu', strict)
    expect(state).toMatchObject({ verdict: 'down', reason: 'flapping' })
    const quiet = told('u'.repeat(flapWindow), strict, state)
    expect(verdictOf(quiet.state)).toEqual({ verdict: 'up', reason: 'ok' })
  })

  test('that falls silent is unknown, and begins with what comes next', () => {
    const { state } = told('ududu')
    const silent = told('---', {}, state)
    expect(verdictOf(silent.state)).toEqual({ verdict: 'unknown', reason: 'no_data' })
    expect(verdictOf(told('u', {}, silent.state).state)).toEqual({ verdict: 'up', reason: 'ok' })
  })

  test('is let go by whoever pauses or changes it', () => {
    const { state } = told('ududu')
    const now = created + 1_000_000
    expect(verdictOf(pause(state, now).state)).toEqual({
      verdict: 'paused',
      reason: 'paused_by_user',
    })
    expect(verdictOf(forget(state, now).state)).toEqual({
      verdict: 'unknown',
      reason: 'not_checked_yet',
    })
  })
})

describe('doubts', () => {
  test.each<[string, number, string | null]>([
    ['', 0, null],
    ['u', 0, 'up'],
    ['du', 0, 'up'],
    ['ddu', 1, 'up'],
    ['udduddu', 4, 'up'],
    ['ud--d', 1, 'down'],
    ['ud---d', 0, 'up'],
    [`uddu${'u'.repeat(19)}`, 1, 'up'],
    [`uddu${'u'.repeat(20)}`, 0, 'up'],
  ])('of %j: %i changes, then %s', (recent, changes, undamped) => {
    expect(doubtOf(recent, defaultThresholds)).toEqual({ changes, undamped })
  })

  test('begin at the limit and end below half of it', () => {
    expect([3, 4, 5].map((changes) => isFlapping(changes, 4, false))).toEqual([false, true, true])
    expect([1, 2, 3].map((changes) => isFlapping(changes, 4, true))).toEqual([false, true, true])
    expect(isFlapping(20, null, true)).toBe(false)
  })

  test('are of what a check without damping does', () => {
    const strip = fc.string({ unit: fc.constantFrom('u', 'g', 'd', '-'), maxLength: 80 })
    const limits = fc.record({
      failuresToDown: fc.integer({ min: 1, max: 3 }),
      successesToUp: fc.integer({ min: 1, max: 3 }),
    })
    fc.assert(
      fc.property(strip, limits, (letters, by) => {
        const plain = told(letters, { ...by, flappingAfter: null }).state
        const { undamped } = doubtOf(letters, { ...rules, ...by })
        if (plain.verdict !== 'unknown') expect(undamped).toBe(plain.verdict)
      }),
    )
  })

  test('change the verdict less often than the outcomes would, and never for better', () => {
    const rank = { paused: 0, up: 1, unknown: 2, degraded: 3, down: 4 }
    const strip = fc.string({ unit: fc.constantFrom('u', 'g', 'd'), minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(strip, fc.integer({ min: 2, max: 8 }), (letters, flappingAfter) => {
        const plain = told(letters, { flappingAfter: null })
        const calm = told(letters, { flappingAfter })
        expect(calm.changes).toBeLessThanOrEqual(plain.changes)
        expect(rank[calm.state.verdict]).toBeGreaterThanOrEqual(rank[plain.state.verdict])
      }),
    )
  })
})
