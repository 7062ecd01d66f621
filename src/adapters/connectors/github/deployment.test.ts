import { expect, test } from 'vitest'
import { deploymentOf, deploymentSchema, deploymentStatusListSchema } from './deployment.ts'
import { read } from './fields.ts'
import { aDeployment, aStatus } from './rows.contract.ts'

type Fields = Readonly<Record<string, unknown>>

const found = (...statuses: readonly Fields[]) =>
  deploymentOf(
    read(deploymentSchema, aDeployment(), 'the deployment'),
    read(deploymentStatusListSchema, statuses.map(aStatus), 'the statuses'),
  )

test('a deployment is as its newest status says, and names the run that did it', () => {
  const began = { state: 'in_progress', created_at: '2026-01-22T19:36:10Z' }
  expect(found({}, began)).toEqual({
    externalId: '42',
    environment: 'production',
    status: 'success',
    rawStatus: 'success',
    ref: 'main',
    sha: 'acb5820ced9479c074f688cc328bf03f341a511d',
    author: 'ann',
    webUrl: 'https://github.com/octo/shop/actions/runs/30433642555/job/399444497',
    createdAt: Date.parse('2026-01-22T19:36:00Z'),
    finishedAt: Date.parse('2026-01-22T19:38:00Z'),
    sourceTime: Date.parse('2026-01-22T19:38:00Z'),
    run: '30433642555',
  })
})

test('one without a status is to come', () => {
  expect(found()).toMatchObject({
    status: 'pending',
    rawStatus: 'created',
    finishedAt: null,
    sourceTime: Date.parse('2026-01-22T19:36:00Z'),
    run: null,
  })
})

test('one that was replaced ended when it went live, not when it was replaced', () => {
  const replaced = { state: 'inactive', created_at: '2026-03-01T00:00:00Z' }
  expect(found(replaced, {})).toMatchObject({
    status: 'success',
    finishedAt: Date.parse('2026-01-22T19:38:00Z'),
  })
  // Where only that is known, it went live, and nobody knows when.
  expect(found(replaced)).toMatchObject({ status: 'success', finishedAt: null })
})

test('one that failed and was put aside by hand stays failed', () => {
  expect(found({ state: 'inactive' }, { state: 'failure' }).status).toBe('failed')
})

test('addresses that deployers write are of the web or nothing', () => {
  const status = { log_url: 'javascript:alert(1)', environment_url: 'data:text/html,x' }
  expect(found(status)).toMatchObject({ webUrl: null, run: null })
})
