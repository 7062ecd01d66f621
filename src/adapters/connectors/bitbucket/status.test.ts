import { expect, test } from 'vitest'
import { buildStatus, deploymentStatus, pipelineStatus, wordsOf } from './status.ts'

const state = (name: string | null, more: { result?: string; stage?: string } = {}) => ({
  name,
  result: more.result ?? null,
  stage: more.stage ?? null,
})

test.each([
  ['PENDING', {}, 'pending'],
  ['PARSING', {}, 'pending'],
  ['READY', {}, 'pending'],
  ['IN_PROGRESS', { stage: 'RUNNING' }, 'running'],
  ['IN_PROGRESS', {}, 'running'],
  ['IN_PROGRESS', { stage: 'A_NEW_ONE' }, 'running'],
  ['BUILDING', {}, 'running'],
  ['IN_PROGRESS', { stage: 'PENDING' }, 'pending'],
  ['IN_PROGRESS', { stage: 'PAUSED' }, 'waiting'],
  ['IN_PROGRESS', { stage: 'HALTED' }, 'waiting'],
  ['COMPLETED', { result: 'SUCCESSFUL' }, 'success'],
  ['COMPLETED', { result: 'FAILED' }, 'failed'],
  ['COMPLETED', { result: 'ERROR' }, 'failed'],
  ['COMPLETED', { result: 'STOPPED' }, 'canceled'],
  ['COMPLETED', { result: 'EXPIRED' }, 'canceled'],
  ['COMPLETED', { result: 'NOT_RUN' }, 'skipped'],
  ['COMPLETED', { result: 'A_NEW_ONE' }, 'unknown'],
  ['COMPLETED', {}, 'unknown'],
  ['A_NEW_ONE', { result: 'FAILED' }, 'unknown'],
  [null, {}, 'unknown'],
])('%s with %j is %s', (name, more, status) => {
  expect(pipelineStatus(state(name, more))).toBe(status)
})

test('the words of Bitbucket are kept', () => {
  expect(wordsOf(state('COMPLETED', { result: 'FAILED' }))).toBe('COMPLETED/FAILED')
  expect(wordsOf(state('IN_PROGRESS', { stage: 'HALTED' }))).toBe('IN_PROGRESS/HALTED')
  expect(wordsOf(state('PENDING'))).toBe('PENDING')
  expect(wordsOf(state(null))).toBe('')
})

test.each([
  ['UNDEPLOYED', null, 'pending'],
  ['IN_PROGRESS', null, 'running'],
  ['COMPLETED', 'SUCCESSFUL', 'success'],
  ['COMPLETED', 'FAILED', 'failed'],
  ['COMPLETED', 'STOPPED', 'canceled'],
  ['COMPLETED', null, 'unknown'],
  ['ROLLED_BACK', null, 'unknown'],
])('a deployment that is %s/%s is %s', (name, result, status) => {
  expect(deploymentStatus({ name, result })).toBe(status)
})

test.each([
  ['INPROGRESS', 'running'],
  ['SUCCESSFUL', 'success'],
  ['FAILED', 'failed'],
  ['STOPPED', 'canceled'],
  ['CANCELLED', 'canceled'],
  ['UNKNOWN', 'unknown'],
  ['A_NEW_ONE', 'unknown'],
  [null, 'unknown'],
])('a build that is reported as %s is %s', (word, status) => {
  expect(buildStatus(word)).toBe(status)
})
