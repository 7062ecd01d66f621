import { expect, test } from 'vitest'
import { csv, describeRecorded, rows } from '../recorded.contract.ts'
import { deploymentOf, deploymentSchema } from './deployment.ts'
import { read } from './fields.ts'

const body = {
  uuid: '{fcb46cbc}',
  environment: { uuid: '{e}', name: 'Production', environment_type: { name: 'Production' } },
  release: {
    created_on: '2026-02-01T00:00:00Z',
    commit: { hash: 'abcdef01' },
    pipeline: { uuid: '{p}' },
  },
  state: {
    name: 'COMPLETED',
    status: { name: 'SUCCESSFUL' },
    url: 'https://bitbucket.org/acme/app/pipelines/results/42',
    deployer: { display_name: 'Ada' },
    start_date: '2026-02-01T00:01:00Z',
    completion_date: '2026-02-01T00:05:00Z',
  },
}
const found = (changes: object = {}) =>
  deploymentOf(read(deploymentSchema, { ...body, ...changes }, 'It'))

test('a deployment leads to its environment and to its pipeline', () => {
  expect(found()).toEqual({
    externalId: '{fcb46cbc}',
    environment: 'Production',
    status: 'success',
    rawStatus: 'COMPLETED/SUCCESSFUL',
    ref: null,
    sha: 'abcdef01',
    author: 'Ada',
    webUrl: 'https://bitbucket.org/acme/app/pipelines/results/42',
    createdAt: Date.UTC(2026, 1, 1),
    finishedAt: Date.UTC(2026, 1, 1, 0, 5),
    sourceTime: Date.UTC(2026, 1, 1, 0, 5),
    run: '{p}',
  })
})

test('one that waits has no end', () => {
  expect(found({ state: { name: 'UNDEPLOYED' } })).toMatchObject({
    status: 'pending',
    finishedAt: null,
    sourceTime: Date.UTC(2026, 1, 1),
  })
})

test('an environment without a name is called by what is known', () => {
  expect(found({ environment: { uuid: '{e}' } })?.environment).toBe('{e}')
  expect(found({ environment: null })?.environment).toBe('unknown')
})

test('one without any time is left out', () => {
  expect(found({ release: null, state: { name: 'UNDEPLOYED' } })).toBeNull()
})

describeRecorded('deployments that DevLake recorded', () => {
  const expected = () =>
    new Map(
      csv('devlake/bitbucket/expected/cicd_deployments_for_deployment.csv').map((row) => [
        row.id?.split(':').at(-1),
        row,
      ]),
    )
  const deployments = rows('devlake/bitbucket/deployments.json').flatMap(({ data }) => {
    const one = deploymentOf(read(deploymentSchema, data, 'It'))
    return one === null ? [] : [{ data, one }]
  })

  test('are of the environments that DevLake says', () => {
    for (const { one } of deployments) {
      const kind = expected().get(one.externalId)?.environment ?? ''
      expect(kind).toContain(
        { test: 'TEST', staging: 'STAGING', production: 'PRODUCTION' }[
          one.environment.toLowerCase()
        ],
      )
      expect(one.run).toMatch(/^\{.*\}$/)
    }
  })

  test('went well, as DevLake says, where Bitbucket’s own status says so, too', () => {
    // DevLake does not ask for the status, and takes each that is over for a success.
    const over = deployments.filter(({ one }) => one.rawStatus === 'COMPLETED')
    expect(over.length).toBeGreaterThan(10)
    for (const { data, one } of over) {
      expect(one.status).toBe('unknown')
      const state = { ...Object(data.state), status: { name: 'SUCCESSFUL' } }
      const whole = deploymentOf(read(deploymentSchema, { ...data, state }, 'It'))
      const row = expected().get(one.externalId)
      expect([whole?.status, `${row?.status}/${row?.result}`]).toEqual(['success', 'DONE/SUCCESS'])
    }
  })

  test('that are over may have been stopped: this one was of a step that never ran', () => {
    const stopped = deployments.find(({ one }) => one.externalId.startsWith('{33e112b0'))
    const step = Object(stopped?.data.step).uuid
    const found = rows('devlake/bitbucket/pipeline_steps.json').find(
      ({ data }) => data.uuid === step,
    )
    expect(Object(found?.data.state).result).toEqual({ name: 'STOPPED' })
  })
})
