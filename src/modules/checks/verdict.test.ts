import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultThresholds } from './check.ts'
import type { Outcome, Slot } from './outcome.ts'
import { missedFrom, resultAt } from './samples.contract.ts'
import {
  forget,
  newState,
  pause,
  type Rules,
  step,
  stripLength,
  type Verdict,
  type VerdictChange,
  type VerdictState,
  verdicts,
  worstOf,
} from './verdict.ts'

const every = 10_000
const created: Slot = 1_000_000
const rules: Rules = { ...defaultThresholds, intervalMs: every }

/** Letters as a strip shows them, one slot each from the one after `created` on. */
function outcomesOf(letters: string): Outcome[] {
  const statusOf = { u: 'up', g: 'degraded', d: 'down' } as const
  return [...letters].map((letter, index) => {
    const slot = created + (index + 1) * every
    return letter === '-' ? missedFrom(slot) : resultAt(slot, statusOf[letter as 'u' | 'g' | 'd'])
  })
}

type Fold = { readonly state: VerdictState; readonly changes: readonly VerdictChange[] }

function fold(outcomes: readonly Outcome[], by: Rules = rules, from = newState(created)): Fold {
  const changes: VerdictChange[] = []
  let state = from
  for (const outcome of outcomes) {
    const next = step(state, outcome, by)
    state = next.state
    if (next.change !== null) changes.push(next.change)
  }
  return { state, changes }
}

const turns = (letters: string, by: Partial<Rules> = {}): string[] =>
  fold(outcomesOf(letters), { ...rules, ...by }).changes.map(
    ({ from, to, at }) => `${from}>${to} at ${(at - created) / every}`,
  )

const patient = { failuresToDown: 3, successesToUp: 2 }

describe('a verdict turns', () => {
  test.each<[string, string, Partial<Rules>, string[]]>([
    ['unknown to up at the first success', 'u', patient, ['unknown>up at 1']],
    ['unknown to degraded at the first slow success', 'g', patient, ['unknown>degraded at 1']],
    ['unknown to down only after failures in a row', 'ddd', patient, ['unknown>down at 3']],
    ['not at all while failures are too few', 'dd', patient, []],
    ['up to down after failures in a row', 'uddd', patient, ['unknown>up at 1', 'up>down at 4']],
    [
      'degraded to down after failures in a row',
      'gddd',
      patient,
      ['unknown>degraded at 1', 'degraded>down at 4'],
    ],
    ['not when a success comes between the failures', 'uddudd', patient, ['unknown>up at 1']],
    [
      'down to up after successes in a row',
      'ddduu',
      patient,
      ['unknown>down at 3', 'down>up at 5'],
    ],
    [
      'down to degraded after successes in a row of which the last is slow',
      'dddug',
      patient,
      ['unknown>down at 3', 'down>degraded at 5'],
    ],
    ['not from down when a failure comes between', 'dddudu', patient, ['unknown>down at 3']],
    [
      'between up and degraded at once',
      'uggug',
      patient,
      ['unknown>up at 1', 'up>degraded at 2', 'degraded>up at 4', 'up>degraded at 5'],
    ],
    [
      'from up to unknown when the latest result is three intervals old',
      'u---',
      {},
      ['unknown>up at 1', 'up>unknown at 4'],
    ],
    ['not while it is younger', 'u--u--u', {}, ['unknown>up at 1']],
    ['from degraded to unknown', 'g----', {}, ['unknown>degraded at 1', 'degraded>unknown at 4']],
    [
      'from down to unknown, and to up only after successes in a row',
      'ddd---uu',
      patient,
      ['unknown>down at 3', 'down>unknown at 6', 'unknown>up at 8'],
    ],
    [
      'from unknown, where it was up before, at the first success',
      'u---u',
      patient,
      ['unknown>up at 1', 'up>unknown at 4', 'unknown>up at 5'],
    ],
    [
      'to down after silence only by failures that came since',
      'udd---d',
      patient,
      ['unknown>up at 1', 'up>unknown at 6'],
    ],
    [
      'at two failures and one success by default',
      'uddu',
      {},
      ['unknown>up at 1', 'up>down at 3', 'down>up at 4'],
    ],
    [
      'up to down when a missed slot stands between the failures',
      'ud-d',
      {},
      ['unknown>up at 1', 'up>down at 4'],
    ],
  ])('%s: %s', (_what, letters, by, expected) => {
    expect(turns(letters, by)).toEqual(expected)
  })
})

describe('the state', () => {
  test('names the reason of what turned it, and since when', () => {
    const { state, changes } = fold(outcomesOf('udd'))
    expect(state).toMatchObject({
      verdict: 'down',
      reason: 'timeout',
      since: created + 3 * every,
      responseMs: null,
      recent: 'udd',
      lastSlot: created + 3 * every,
      lastCheckedAt: created + 3 * every + 25,
    })
    expect(changes[1]).toEqual({
      from: 'up',
      to: 'down',
      reason: 'timeout',
      at: created + 3 * every,
    })
  })

  test('takes over the reason of the latest failure while it stays down', () => {
    const other = { ...resultAt(created + 3 * every, 'down'), reason: 'dns_failure' } as const
    const { state, changes } = fold([...outcomesOf('dd'), other])
    expect(state).toMatchObject({
      verdict: 'down',
      reason: 'dns_failure',
      since: created + 2 * every,
    })
    expect(changes).toHaveLength(1)
  })

  test('says no_data when results stop, and not_checked_yet when none ever came', () => {
    expect(fold(outcomesOf('u---')).state).toMatchObject({ verdict: 'unknown', reason: 'no_data' })
    const never = fold(outcomesOf('------'))
    expect(never.state).toMatchObject({ verdict: 'unknown', reason: 'not_checked_yet' })
    expect(never.changes).toEqual([])
  })

  test('says why nobody knows where that can be mended, and no_data again when it is over', () => {
    const unsure = [4, 5, 6].map((n) => ({
      ...missedFrom(created + n * every),
      reason: 'members_unknown' as const,
    }))
    const hanging = fold([...outcomesOf('uuu'), ...unsure]).state
    expect(hanging).toMatchObject({ verdict: 'unknown', reason: 'members_unknown' })
    const stopped = fold([missedFrom(created + 7 * every)], rules, hanging).state
    expect(stopped).toMatchObject({ verdict: 'unknown', reason: 'no_data' })
  })

  test('keeps the response time of the latest success', () => {
    expect(fold(outcomesOf('ug')).state.responseMs).toBe(900)
    expect(fold(outcomesOf('ugd')).state.responseMs).toBeNull()
    expect(fold(outcomesOf('ug-')).state.responseMs).toBe(900)
  })
})

describe('a paused check', () => {
  const paused = pause(fold(outcomesOf('uu')).state, created + 25_000)

  test('was paused by a user, and says so once', () => {
    expect(paused.change).toEqual({
      from: 'up',
      to: 'paused',
      reason: 'paused_by_user',
      at: created + 25_000,
    })
    expect(pause(paused.state, created + 99_000).change).toBeNull()
  })

  test('ignores every outcome', () => {
    fc.assert(
      fc.property(history, (outcomes) => {
        for (const outcome of outcomes) {
          expect(step(paused.state, outcome, rules)).toEqual({ state: paused.state, change: null })
        }
      }),
    )
  })

  test('is unknown when it is resumed, and up again at the first success even after a down', () => {
    const down = fold(outcomesOf('ddd'), { ...rules, ...patient }).state
    const resumed = forget(pause(down, created + 35_000).state, created + 60_000)
    expect(resumed.change).toMatchObject({
      from: 'paused',
      to: 'unknown',
      reason: 'not_checked_yet',
    })
    const next = step(resumed.state, resultAt(created + 70_000, 'up'), { ...rules, ...patient })
    expect(next.change).toMatchObject({ from: 'unknown', to: 'up' })
  })

  test('remembers its strip over the pause', () => {
    expect(forget(paused.state, created + 60_000).state.recent).toBe('uu')
  })
})

const letter = fc.constantFrom('u', 'u', 'd', 'd', 'g', '-', '-')
/** Outcomes at regular slots, runs of missed ones among them. */
const history = fc
  .array(fc.tuple(letter, fc.integer({ min: 1, max: 6 })), { maxLength: 40 })
  .map((runs) => {
    let index = 0
    return runs.map(([kind, slots]): Outcome => {
      const slot = created + (index + 1) * every
      index += kind === '-' ? slots : 1
      if (kind === '-') return missedFrom(slot, slots)
      return resultAt(slot, kind === 'u' ? 'up' : kind === 'd' ? 'down' : 'degraded')
    })
  })
const anyRules = fc.record({
  failuresToDown: fc.integer({ min: 1, max: 5 }),
  successesToUp: fc.integer({ min: 1, max: 5 }),
  degradedAboveMs: fc.constant(null),
  intervalMs: fc.constant(every),
})
const anyPlace = fc.nat({ max: 1_000 })

const slotsOf = (outcome: Outcome): number => (outcome.kind === 'missed' ? outcome.slots : 1)
const oneByOne = (outcomes: readonly Outcome[]): Outcome[] =>
  outcomes.flatMap((outcome) =>
    Array.from({ length: slotsOf(outcome) }, (_, i) =>
      outcome.kind === 'missed' ? missedFrom(outcome.slot + i * every) : outcome,
    ),
  )

describe('whatever the outcomes', () => {
  test('one that comes late or twice changes nothing', () => {
    fc.assert(
      fc.property(history, anyRules, anyPlace, (outcomes, by, place) => {
        const upTo = outcomes.slice(0, place % (outcomes.length + 1))
        const { state } = fold(upTo, by)
        for (const old of oneByOne(upTo)) {
          for (const again of [old, resultAt(old.slot, 'down'), resultAt(old.slot - 1, 'up')]) {
            expect(step(state, again, by)).toEqual({ state, change: null })
          }
        }
      }),
    )
  })

  test('a run of missed slots given as one range equals the same slots one by one', () => {
    fc.assert(
      fc.property(history, anyRules, (outcomes, by) => {
        expect(fold(oneByOne(outcomes), by)).toEqual(fold(outcomes, by))
      }),
    )
  })

  test('a strip holds the latest 90 at most', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 1_000_000 }), (outcomes, gone) => {
        const letters = oneByOne(outcomes).map((one) =>
          one.kind === 'missed' ? '-' : one.status === 'degraded' ? 'g' : one.status.charAt(0),
        )
        const { state } = fold(outcomes)
        expect(state.recent).toBe(letters.join('').slice(-stripLength))
        const later = (state.lastSlot ?? created) + every
        const { recent } = step(state, missedFrom(later, gone), rules).state
        expect(recent.length).toBe(Math.min(stripLength, letters.length + gone))
      }),
    )
  })

  test('folding them again, whole or in two parts, gives the same', () => {
    fc.assert(
      fc.property(history, anyRules, anyPlace, (outcomes, by, place) => {
        const at = place % (outcomes.length + 1)
        const whole = fold(outcomes, by)
        const first = fold(outcomes.slice(0, at), by)
        const second = fold(outcomes.slice(at), by, first.state)
        expect(second.state).toEqual(whole.state)
        expect([...first.changes, ...second.changes]).toEqual(whole.changes)
      }),
    )
  })

  test('changes follow one another: each begins where the last ended, at a later slot', () => {
    fc.assert(
      fc.property(history, anyRules, (outcomes, by) => {
        let verdict: Verdict = 'unknown'
        let at = created
        for (const change of fold(outcomes, by).changes) {
          expect(change.from).toBe(verdict)
          expect(change.to).not.toBe(change.from)
          expect(change.at).toBeGreaterThan(at)
          verdict = change.to
          at = change.at
        }
        expect(fold(outcomes, by).state.verdict).toBe(verdict)
      }),
    )
  })

  test('the state given is left as it was', () => {
    fc.assert(
      fc.property(history, (outcomes) => {
        let state = Object.freeze(newState(created))
        for (const outcome of outcomes) state = Object.freeze(step(state, outcome, rules).state)
      }),
    )
  })
})

describe('a service', () => {
  test.each<[Verdict[], Verdict]>([
    [['up', 'down', 'degraded', 'unknown'], 'down'],
    [['up', 'degraded', 'unknown'], 'degraded'],
    [['up', 'unknown'], 'unknown'],
    [['up', 'up'], 'up'],
    [['up', 'paused'], 'up'],
    [['paused', 'down'], 'down'],
    [['paused', 'unknown'], 'unknown'],
    [['paused', 'paused'], 'paused'],
    [[], 'unknown'],
  ])('of checks that are %j is %s', (of, worst) => {
    expect(worstOf(of)).toBe(worst)
  })

  test('is the same in whatever order its checks come', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...verdicts), { maxLength: 8 }), (of) => {
        expect(worstOf(of.toReversed())).toBe(worstOf(of))
        expect(worstOf(of.toSorted())).toBe(worstOf(of))
        expect(worstOf([...of, ...of])).toBe(worstOf(of))
      }),
    )
  })
})
