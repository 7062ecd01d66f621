import fc from 'fast-check'
import { expect, test } from 'vitest'
import { after, backoff, pauseOf, type Tried } from './attempts.ts'

const tried = (differs: Partial<Tried> = {}): Tried => ({
  attempts: 1,
  createdAt: 0,
  now: 1_000,
  chance: 0.5,
  ...differs,
})
const failed = { kind: 'failed', detail: 'no answer', retryAfterMs: null } as const

test.each([
  [1, 1_000],
  [2, 2_000],
  [5, 16_000],
  [10, 512_000],
  [11, 600_000],
  [1_000, 600_000],
])('before attempt %i and one the wait is %i ms in the middle', (attempts, ms) => {
  expect(backoff(attempts, 0.5)).toBe(ms)
})

test('the wait stays within half of itself, and within ten minutes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (n, chance) => {
        const middle = Math.min(600_000, 1_000 * 2 ** Math.min(n - 1, 20))
        const wait = backoff(n, chance)
        expect(wait).toBeGreaterThanOrEqual(Math.round(middle / 2))
        expect(wait).toBeLessThanOrEqual(Math.min(600_000, Math.round(middle * 1.5)))
      },
    ),
  )
})

test('what the receiver took is done', () => {
  expect(after({ kind: 'delivered', detail: '200' }, tried())).toEqual({ kind: 'delivered' })
})

test('what the receiver will never take is dead at once', () => {
  expect(after({ kind: 'refused', detail: '404' }, tried())).toEqual({
    kind: 'dead',
    reason: 'refused',
  })
})

test.each([
  [30_000, 31_000],
  [500, 2_000],
  [86_400_000, 3_601_000],
])(
  'a receiver that asks for %i ms is asked again at %i, an hour later at most',
  (retryAfterMs, dueAt) => {
    expect(after({ ...failed, retryAfterMs }, tried())).toEqual({ kind: 'retry', dueAt })
  },
)

test('a message that would be more than a day old is dead', () => {
  expect(after(failed, tried({ now: 86_399_000 }))).toEqual({ kind: 'retry', dueAt: 86_400_000 })
  expect(after(failed, tried({ now: 86_399_001 }))).toEqual({ kind: 'dead', reason: 'too_old' })
})

test.each([
  [failed, 0, 1_000],
  [failed, 3, 8_000],
  [failed, 50, 60_000],
  [{ ...failed, retryAfterMs: 600_000 }, 0, 600_000],
  [{ ...failed, retryAfterMs: 86_400_000 }, 0, 3_600_000],
  [{ kind: 'refused', detail: '404' } as const, 9, 0],
])('after %j and %i failed rounds the channel pauses for %i ms', (attempt, failures, ms) => {
  expect(pauseOf(attempt, failures, 0.5)).toBe(ms)
})

test('a receiver that is away is tried at least once in a minute', () => {
  expect(pauseOf(failed, 50, 0.999)).toBe(60_000)
})
