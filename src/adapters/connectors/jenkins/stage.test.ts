import { expect, test } from 'vitest'
import { csv, describeRecorded, rows } from '../recorded.contract.ts'
import { describeSchema } from './bodies.ts'
import { read } from './fields.ts'
import { jobOf } from './stage.ts'
import { stageStatus } from './status.ts'

const base = 'https://ci.example/jenkins/'
const body = {
  id: '6',
  name: 'Approve',
  status: 'SUCCESS',
  startTimeMillis: 1_000_000,
  durationMillis: 90_000,
  pauseDurationMillis: 80_000,
  _links: { self: { href: '/jenkins/job/app/2/execution/node/6/wfapi/describe' } },
}
const found = (changes: object = {}) => {
  const { stages } = read(describeSchema, { stages: [{ ...body, ...changes }] }, 'It')
  return (stages ?? []).map((stage) => jobOf(stage, base))[0]
}

test.each([
  ['SUCCESS', 'success'],
  ['UNSTABLE', 'warning'],
  ['FAILED', 'failed'],
  ['FAILURE', 'failed'],
  ['ABORTED', 'canceled'],
  ['NOT_EXECUTED', 'skipped'],
  ['IN_PROGRESS', 'running'],
  ['PAUSED_PENDING_INPUT', 'waiting'],
  ['QUEUED', 'pending'],
  ['NOT_BUILD', 'unknown'],
  [null, 'unknown'],
])('a stage that is %s is %s', (word, status) => expect(stageStatus(word)).toBe(status))

test('what a stage waited for a person is no part of what it took', () => {
  expect(found()).toEqual({
    externalId: '6',
    name: 'Approve',
    stage: null,
    status: 'success',
    rawStatus: 'SUCCESS',
    startedAt: 1_000_000,
    finishedAt: 1_090_000,
    durationMs: 10_000,
    queuedMs: 80_000,
    webUrl: 'https://ci.example/jenkins/job/app/2/execution/node/6/',
    allowFailure: false,
    downstream: null,
  })
})

test('a stage that runs has no end, and its page is on no other host', () => {
  const href = '//elsewhere.example/wfapi/describe'
  expect(found({ status: 'IN_PROGRESS', _links: { self: { href } } })).toMatchObject({
    status: 'running',
    finishedAt: null,
    durationMs: null,
    webUrl: null,
  })
})

describeRecorded('stages that DevLake recorded', () => {
  test('start, end and take as long as DevLake says', () => {
    const expected = new Map(
      csv('devlake/jenkins/expected/cicd_tasks_after_stages.csv')
        .filter(({ id }) => id?.startsWith('jenkins:JenkinsStage:'))
        .map((row) => [`${row.id?.split('#').at(-1)}`, row]),
    )
    let compared = 0
    for (const { data, input } of rows('devlake/jenkins/stages.json')) {
      const row = expected.get(`${input?.Number}:${data.id}`)
      if (row === undefined) continue
      const job = found({ _links: null, ...data })
      compared += 1
      expect(job?.name).toBe(row.name)
      if (job?.durationMs === null || job === undefined) continue
      expect(Math.floor(job.durationMs / 1_000)).toBe(Math.floor(Number(row.duration_sec)))
    }
    expect(compared).toBeGreaterThan(10)
  })
})
