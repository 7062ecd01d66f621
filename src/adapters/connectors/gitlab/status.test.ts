import { expect, test } from 'vitest'
import type { RunStatus } from '../../../modules/pipelines/index.ts'
import { csv, describeRecorded } from '../recorded.contract.ts'
import { deploymentStatusOf, statusOf } from './status.ts'

test.each([
  ['created', 'pending'],
  ['waiting_for_resource', 'pending'],
  ['waiting_for_callback', 'pending'],
  ['preparing', 'pending'],
  ['pending', 'pending'],
  ['running', 'running'],
  ['canceling', 'running'],
  ['manual', 'waiting'],
  ['scheduled', 'waiting'],
  ['success', 'success'],
  ['success-with-warnings', 'warning'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['skipped', 'skipped'],
] as const)('%s is %s', (word, status) => {
  expect(statusOf(word)).toBe(status)
})

test.each(['', 'SUCCESS', 'undeployed', 'constructor', '__proto__', 'blocked'])(
  'a word that nobody knows, like %j, is unknown and never a failure',
  (word) => {
    expect(statusOf(word)).toBe('unknown')
  },
)

test('a deployment that is blocked waits for an approval', () => {
  expect(deploymentStatusOf('blocked')).toBe('waiting')
  expect(deploymentStatusOf('created')).toBe('pending')
  expect(deploymentStatusOf('canceled')).toBe('canceled')
})

/** What DevLake makes of ours. It has one word for all that is not over, and counts what was canceled as a failure. */
const coarse = {
  success: ['DONE/SUCCESS'],
  failed: ['DONE/FAILURE'],
  canceled: ['DONE/FAILURE', 'OTHER/FAILURE'],
  warning: ['DONE/'],
  skipped: ['OTHER/'],
  unknown: ['OTHER/'],
  pending: ['IN_PROGRESS/', 'OTHER/'],
  running: ['IN_PROGRESS/'],
  waiting: ['IN_PROGRESS/', 'OTHER/'],
} as const satisfies Record<RunStatus, readonly string[]>

describeRecorded('against what DevLake expects', () => {
  test.each(['cicd_pipelines', 'cicd_tasks', 'cicd_tasks_no_prod_regex'])(
    'the statuses of %s agree',
    (table) => {
      const rows = csv(`devlake/gitlab/expected/${table}.csv`)
      expect(rows.length).toBeGreaterThan(10)
      for (const { original_status = '', status, result } of rows) {
        expect(coarse[statusOf(original_status)], original_status).toContain(`${status}/${result}`)
      }
    },
  )
})
