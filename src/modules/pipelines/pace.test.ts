import { expect, test } from 'vitest'
import { fairInterval, nextLook, type PaceInput } from './pace.ts'

const minute = 60_000
const hour = 60 * minute
const now = 1_000 * hour
const rules = { refreshMs: 5 * minute, fairMs: 0 }

const project = (differs: Partial<PaceInput> = {}): PaceInput => ({
  lookedAt: now,
  trouble: null,
  failures: 0,
  active: false,
  lastActivityAt: now - hour,
  hooked: false,
  ...differs,
})
const wait = (differs: Partial<PaceInput>, given = rules) => {
  const { at, why } = nextLook(project(differs), given, now)
  return [(at - now) / minute, why]
}
const trouble = (
  kind: 'unavailable' | 'disabled' | 'rate_limited',
  retryAt: number | null = null,
) => ({
  kind,
  message: 'no',
  at: now,
  retryAt,
})

test('a project that nobody has looked at is due at once', () => {
  expect(wait({ lookedAt: null })).toEqual([0, 'never_looked'])
})

test('without webhooks a busy project is looked at each interval, one that runs each minute, a quiet one seldom', () => {
  expect(wait({})).toEqual([5, 'busy'])
  expect(wait({ active: true })).toEqual([1, 'open_run'])
  expect(wait({ lastActivityAt: now - 100 * hour })).toEqual([20, 'quiet'])
  expect(wait({ lastActivityAt: null })).toEqual([20, 'quiet'])
})

test('with webhooks looks only close gaps', () => {
  expect(wait({ hooked: true })).toEqual([30, 'hooked'])
  expect(wait({ hooked: true, active: true })).toEqual([15, 'open_run'])
  expect(wait({ hooked: true, lastActivityAt: null })).toEqual([120, 'hooked'])
})

test('one that fails is asked later and later, up to an hour', () => {
  const waits = [0, 1, 2, 3, 10].map((failures) =>
    wait({ trouble: trouble('unavailable'), failures }),
  )
  expect(waits).toEqual([1, 2, 4, 8, 60].map((minutes) => [minutes, 'failing']))
})

test('the wait that a platform asked for is kept', () => {
  const limited = trouble('rate_limited', now + 42 * minute)
  expect(wait({ trouble: limited })).toEqual([42, 'failing'])
})

test('CI that is switched off is asked about a few times a day', () => {
  expect(wait({ trouble: trouble('disabled') })).toEqual([360, 'disabled'])
})

test('the looks of a thousand projects leave half of the limit to people', () => {
  const github = { limit: 5_000, windowMs: hour }
  const fairMs = fairInterval(1_000, github)
  expect(fairMs / minute).toBe(48)
  expect(wait({}, { ...rules, fairMs })).toEqual([48, 'busy'])
  expect(fairInterval(1_000, null)).toBe(0)
  // A hundred repositories fit: the plan is not stretched.
  expect(fairInterval(100, github)).toBeLessThan(rules.refreshMs)
  // GitLab counts by the minute.
  expect(fairInterval(1_000, { limit: 2_000, windowMs: minute }) / minute).toBe(2)
})
