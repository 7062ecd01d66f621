import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Standing } from '../journal/index.ts'
import { type Announced, decide, nothingTold, type Seen, type Told } from './announce.ts'

const seen = (status: Standing, differs: Partial<Seen> = {}): Seen => ({
  status,
  since: 1_000,
  muted: false,
  ...differs,
})

/** What is told of statuses that follow each other. */
function toldOf(statuses: readonly (Standing | Seen)[], from: Announced = nothingTold): string[] {
  let state = from
  return statuses.flatMap((status) => {
    const decision = decide(state, typeof status === 'string' ? seen(status) : status)
    state = decision.state
    const { tell } = decision
    return tell.kind === 'change' ? [`${tell.from ?? 'new'} > ${decision.state.told}`] : []
  })
}

const muted = (status: Standing): Seen => seen(status, { muted: true })

describe('people are told', () => {
  test.each<[string, readonly (Standing | Seen)[], readonly string[]]>([
    ['nothing of a new service that is up', ['unknown', 'up'], []],
    ['of a new service that is down', ['unknown', 'down'], ['new > down']],
    ['of trouble and its end', ['up', 'down', 'up'], ['up > down', 'down > up']],
    ['of slowness', ['up', 'degraded', 'up'], ['up > degraded', 'degraded > up']],
    ['of each step down', ['up', 'degraded', 'down'], ['up > degraded', 'degraded > down']],
    ['nothing when the same comes back after nobody knew', ['up', 'unknown', 'up'], []],
    ['nothing of a restart while it is down', ['up', 'down', 'unknown', 'down'], ['up > down']],
    [
      'of a recovery that nobody saw happen',
      ['up', 'down', 'unknown', 'up'],
      ['up > down', 'down > up'],
    ],
    ['nothing of a pause', ['up', 'paused', 'unknown', 'up'], []],
    [
      'nothing of trouble in maintenance that is over before it',
      ['up', muted('down'), muted('up')],
      [],
    ],
    ['of trouble that outlasts its maintenance', ['up', muted('down'), 'down'], ['up > down']],
    ['of a recovery, maintenance or not', ['up', 'down', muted('up')], ['up > down', 'down > up']],
    [
      'of an improvement in maintenance',
      ['down', muted('degraded')],
      ['new > down', 'down > degraded'],
    ],
    ['nothing of a new service that is down in maintenance', [muted('down')], []],
  ])('%s', (_what, statuses, told) => {
    expect(toldOf(statuses)).toEqual(told)
  })
})

test('what is held back is remembered as unsettled until it is told or over', () => {
  const up = decide(nothingTold, seen('up')).state
  const held = decide(up, muted('down'))
  expect(held.tell).toEqual({ kind: 'nothing', reason: 'muted' })
  expect(held.state.unsettled).toBe(true)
  expect(decide(held.state, seen('down')).state.unsettled).toBe(false)
  expect(decide(held.state, seen('up')).state.unsettled).toBe(false)
})

test('it says how long the status before lasted', () => {
  const up = decide(nothingTold, seen('up', { since: 5_000 })).state
  expect(decide(up, seen('down', { since: 65_000 })).tell).toMatchObject({ afterMs: 60_000 })
})

test('whatever happens, changes that are told follow each other and are numbered without holes', () => {
  const status = fc.constantFrom<Standing>('up', 'degraded', 'down', 'unknown', 'paused')
  const happening = fc.record({ status, muted: fc.boolean() })
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      let state = nothingTold
      let last: Told | null = null
      let count = 0
      for (const [i, one] of happenings.entries()) {
        const decision = decide(state, { ...one, since: i })
        if (decision.tell.kind === 'change') {
          count += 1
          expect(decision.tell.from).toBe(last)
          expect(decision.state.told).not.toBe(last)
        }
        last = decision.state.told
        state = decision.state
        expect(state.turns).toBe(count)
      }
      const end = decide(state, seen(last ?? 'up'))
      expect(end.tell.kind).toBe('nothing')
    }),
  )
})
