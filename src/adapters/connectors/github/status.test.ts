import { expect, test } from 'vitest'
import { deploymentStatusOf, rawOf, statusOf } from './status.ts'

test.each([
  ['queued', null, 'pending'],
  ['requested', null, 'pending'],
  ['pending', null, 'pending'],
  ['in_progress', null, 'running'],
  ['waiting', null, 'waiting'],
  ['action_required', null, 'waiting'],
  ['completed', 'success', 'success'],
  ['completed', 'failure', 'failed'],
  ['completed', 'timed_out', 'failed'],
  ['completed', 'startup_failure', 'failed'],
  ['completed', 'cancelled', 'canceled'],
  ['completed', 'stale', 'canceled'],
  ['completed', 'skipped', 'skipped'],
  ['completed', 'neutral', 'skipped'],
  ['completed', 'action_required', 'waiting'],
  ['COMPLETED', 'SUCCESS', 'success'],
  ['in_progress', '', 'running'],
] as const)('%s/%s is %s', (status, conclusion, ours) => {
  expect(statusOf({ status, conclusion })).toBe(ours)
})

test.each([
  ['paused', null],
  ['completed', 'exploded'],
  ['completed', null],
  [null, null],
  ['toString', null],
])('a word that we do not know is no failure: %s/%s', (status, conclusion) => {
  expect(statusOf({ status, conclusion })).toBe('unknown')
})

test('the words of GitHub are kept', () => {
  expect(rawOf({ status: 'completed', conclusion: 'timed_out' })).toBe('completed/timed_out')
  expect(rawOf({ status: 'queued', conclusion: null })).toBe('queued')
})

test.each([
  ['queued', 'pending'],
  ['pending', 'pending'],
  ['waiting', 'waiting'],
  ['in_progress', 'running'],
  ['success', 'success'],
  ['inactive', 'success'],
  ['failure', 'failed'],
  ['error', 'failed'],
  ['abandoned', 'unknown'],
])('a deployment that is %s is %s', (state, ours) => {
  expect(deploymentStatusOf(state)).toBe(ours)
})
