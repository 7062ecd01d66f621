import { describe, expect, test } from 'vitest'
import { nextTry, patienceLeft, type Tried } from './retry.ts'

const failed: Tried = {
  result: { status: 'down', reason: 'connection_refused' },
  tries: 1,
  retries: 2,
  budgetMs: 10_000,
  spentMs: 20,
}

describe('after a try', () => {
  test('that failed the next has the time that is left, after a small pause', () => {
    expect(nextTry(failed)).toEqual({ kind: 'again', pauseMs: 500, timeoutMs: 9_480 })
    expect(nextTry({ ...failed, budgetMs: 800 })).toEqual({
      kind: 'again',
      pauseMs: 40,
      timeoutMs: 740,
    })
    expect(nextTry({ ...failed, budgetMs: 300_000 })).toMatchObject({ pauseMs: 1_000 })
  })

  test.each<[string, Partial<Tried>, string]>([
    ['that was up', { result: { status: 'up', reason: 'ok' } }, 'up'],
    ['with no more retries', { tries: 3 }, 'tries'],
    ['of a check without retries', { retries: 0 }, 'tries'],
    ['that took the whole time', { spentMs: 10_000 }, 'time'],
    ['that left too little time', { spentMs: 8_600 }, 'time'],
    [
      'of a probe that is not there',
      { result: { status: 'down', reason: 'unsupported' } },
      'final',
    ],
    ['that policy forbids', { result: { status: 'down', reason: 'blocked_by_policy' } }, 'final'],
    ['in which we failed', { result: { status: 'down', reason: 'internal' } }, 'final'],
  ])('%s it is enough', (_words, differs, reason) => {
    expect(nextTry({ ...failed, ...differs })).toEqual({ kind: 'enough', reason })
  })

  test('all tries and pauses together end within the time of the check', () => {
    for (const budgetMs of [800, 4_000, 10_000, 60_000]) {
      let spentMs = 0
      for (let tries = 1; tries <= 6; tries++) {
        spentMs += budgetMs / 7
        const next = nextTry({ ...failed, tries, retries: 5, budgetMs, spentMs })
        if (next.kind === 'enough') break
        expect(spentMs + next.pauseMs + next.timeoutMs).toBeLessThanOrEqual(budgetMs)
        spentMs += next.pauseMs
      }
      expect(spentMs).toBeGreaterThan(0)
    }
  })
})

test('an outcome is thought about no longer than until the next claim', () => {
  expect(patienceLeft(30_000, 20)).toBe(2_500)
  expect(patienceLeft(10_000, 8_000)).toBe(1_000)
  expect(patienceLeft(1_000, 800)).toBe(50)
  expect(patienceLeft(1_000, 900)).toBe(0)
})
