import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFinal, type Report, runStatuses, supersedes, worstOf } from './status.ts'

const report = (status: Report['status'], sourceTime: number): Report => ({ status, sourceTime })

test('what is not known takes anything', () => {
  expect(supersedes(report('pending', 0), null)).toBe(true)
})

test('a later report takes the place of an earlier one, whatever it says', () => {
  // GitLab keeps the id of a pipeline whose failed job is tried again.
  expect(supersedes(report('running', 200), report('failed', 100))).toBe(true)
})

test('a report that comes late does not bring a run back to life', () => {
  expect(supersedes(report('running', 99), report('success', 100))).toBe(false)
})

test.each([
  ['running', 'success', false],
  ['success', 'running', true],
  ['pending', 'running', false],
  ['waiting', 'running', true],
  ['running', 'waiting', true],
  ['success', 'success', true],
] as const)('at the same time %s after %s is taken: %s', (incoming, stored, taken) => {
  expect(supersedes(report(incoming, 100), report(stored, 100))).toBe(taken)
})

test('of the same state a list that tells less does not replace the whole', () => {
  const warning = { ...report('warning', 100), partial: false }
  const listed = { ...report('success', 100), partial: true }
  expect(supersedes(listed, warning)).toBe(false)
  expect(supersedes(warning, listed)).toBe(true)
  expect(supersedes({ ...listed, sourceTime: 101 }, warning)).toBe(true)
})

test('in whatever order two reports of different times come, the later one stands', () => {
  const reports = fc.record({ status: fc.constantFrom(...runStatuses), sourceTime: fc.nat() })
  fc.assert(
    fc.property(reports, reports, (a, b) => {
      fc.pre(a.sourceTime !== b.sourceTime)
      const latest = a.sourceTime > b.sourceTime ? a : b
      const stands = (first: Report, second: Report) => (supersedes(second, first) ? second : first)
      expect(stands(a, b)).toBe(latest)
      expect(stands(b, a)).toBe(latest)
    }),
  )
})

test('a run that waits, or whose word nobody knows, is not over and not failed', () => {
  for (const status of ['waiting', 'pending', 'running', 'unknown'] as const) {
    expect(isFinal(status)).toBe(false)
  }
  expect(worstOf(['waiting', 'success'])).toBe('waiting')
})

test.each([
  [['success', 'failed', 'running'], 'failed'],
  [['success', 'running'], 'running'],
  [['skipped', 'success'], 'success'],
  [['canceled', 'success'], 'canceled'],
  [[], 'unknown'],
] as const)('the worst of %j is %s', (statuses, worst) => {
  expect(worstOf(statuses)).toBe(worst)
})
