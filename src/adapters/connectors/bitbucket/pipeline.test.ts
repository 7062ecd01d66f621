import { expect, test } from 'vitest'
import { type RunStatus, supersedes } from '../../../modules/pipelines/index.ts'
import { csv, describeRecorded, rows } from '../recorded.contract.ts'
import { read } from './fields.ts'
import { jobOf, pipelineSchema, runOf, stepSchema } from './pipeline.ts'

const body = {
  uuid: '{1e20072e-b22a-443f-ad92-3d9435393d5b}',
  build_number: 7,
  state: { name: 'COMPLETED', result: { name: 'SUCCESSFUL' } },
  created_on: '2023-02-20T09:15:11.781195Z',
  completed_on: '2023-02-20T09:17:37.966752Z',
  duration_in_seconds: 18,
  target: { ref_type: 'branch', ref_name: 'feature/x', commit: { hash: 'ca4302e0' } },
  creator: { display_name: 'Ann', nickname: 'ann' },
  trigger: { type: 'pipeline_trigger_push', name: 'PUSH' },
}
const found = (changes: object = {}) =>
  runOf(read(pipelineSchema, { ...body, ...changes }, 'It'), 'acme/app')

test('a pipeline took 18 s, though 146 s lie between its creation and its end', () => {
  const run = found()
  expect(run.durationMs).toBe(18_000)
  expect(Math.round(((run.finishedAt ?? 0) - run.createdAt) / 1_000)).toBe(146)
})

test('a pipeline is a run in our words', () => {
  expect(found()).toEqual({
    externalId: '{1e20072e-b22a-443f-ad92-3d9435393d5b}',
    attempt: 1,
    number: 7,
    title: null,
    status: 'success',
    rawStatus: 'COMPLETED/SUCCESSFUL',
    ref: null,
    branch: 'feature/x',
    sha: 'ca4302e0',
    author: 'Ann',
    message: null,
    trigger: 'push',
    webUrl: 'https://bitbucket.org/acme/app/pipelines/results/7',
    createdAt: Date.UTC(2023, 1, 20, 9, 15, 11, 781),
    startedAt: null,
    finishedAt: Date.UTC(2023, 1, 20, 9, 17, 37, 966),
    durationMs: 18_000,
    queuedMs: null,
    sourceTime: Date.UTC(2023, 1, 20, 9, 17, 37, 966),
    parent: null,
    partial: false,
  })
})

test('its page is below that of its repository, where that is told', () => {
  const html = { href: 'https://bitbucket.org/acme/app2/' }
  const url = 'https://bitbucket.org/acme/app2/pipelines/results/7'
  expect(found({ repository: { links: { html } } }).webUrl).toBe(url)
  expect(found({ build_number: null }).webUrl).toBeNull()
})

test('a tag is no branch, and a pull request is of its source', () => {
  const tag = { ref_type: 'tag', ref_name: 'v1' }
  expect(found({ target: tag })).toMatchObject({ branch: null, ref: 'refs/tags/v1', sha: null })
  const pull = { type: 'pipeline_pullrequest_target', source: 'fix/y', destination: 'main' }
  expect(found({ target: pull })).toMatchObject({ branch: 'fix/y', ref: null })
})

test('a pipeline that is started by hand has a name', () => {
  const selector = { type: 'custom', pattern: 'deploy-to-prod' }
  expect(found({ target: { ...body.target, selector } }).title).toBe('deploy-to-prod')
  expect(found({ trigger: { type: 'pipeline_trigger_manual' } }).trigger).toBe('manual')
  expect(found({ trigger: { name: 'SCHEDULE' } }).trigger).toBe('schedule')
})

test('a pipeline that waits has taken no time yet', () => {
  const state = { name: 'IN_PROGRESS', stage: { name: 'HALTED' } }
  expect(found({ state, completed_on: null, duration_in_seconds: 0 })).toMatchObject({
    status: 'waiting',
    rawStatus: 'IN_PROGRESS/HALTED',
    finishedAt: null,
    durationMs: null,
    sourceTime: Date.UTC(2023, 1, 20, 9, 15, 11, 781),
  })
})

test('an end that is told to be before the creation still takes the place of what was before', () => {
  const before = found({ state: { name: 'PENDING' }, completed_on: null })
  const after = found({
    state: { name: 'COMPLETED', result: { name: 'FAILED' } },
    completed_on: '2023-02-20T09:15:11.700000Z',
  })
  expect(after.finishedAt).toBe(after.createdAt)
  expect(supersedes(after, before)).toBe(true)
  expect(supersedes(before, after)).toBe(false)
})

test('steps that are run again make another attempt of the same pipeline', () => {
  const again = found({
    run_number: 2,
    run_creation_date: '2023-02-20T10:00:00Z',
    completed_on: null,
    state: { name: 'IN_PROGRESS' },
  })
  expect(again).toMatchObject({ attempt: 2, createdAt: Date.UTC(2023, 1, 20, 10) })
  expect(again.externalId).toBe(found().externalId)
})

test('what is not needed may be of any form, what is needed may not', () => {
  const odd = { build_number: 'x', target: 'x', creator: 7, trigger: [], duration_in_seconds: -1 }
  expect(found(odd)).toMatchObject({ number: null, branch: null, author: null, durationMs: null })
  expect(() => found({ uuid: '' })).toThrow(expect.objectContaining({ kind: 'malformed' }))
  expect(() => found({ created_on: 'yesterday' })).toThrow('at created_on')
})

test('a step is a job', () => {
  const step = {
    uuid: '{d464ab91}',
    name: 'Test',
    state: { name: 'COMPLETED', result: { name: 'FAILED' } },
    started_on: '2023-02-20T08:58:31.520377Z',
    completed_on: '2023-02-20T08:58:45.945082Z',
    duration_in_seconds: 14,
  }
  const of = (changes: object) => jobOf(read(stepSchema, { ...step, ...changes }, 'It'))
  expect(of({})).toMatchObject({
    externalId: '{d464ab91}',
    name: 'Test',
    status: 'failed',
    rawStatus: 'COMPLETED/FAILED',
    durationMs: 14_000,
  })
  const paused = { name: 'IN_PROGRESS', stage: { name: 'PAUSED' } }
  expect(of({ state: paused, completed_on: null })).toMatchObject({
    status: 'waiting',
    finishedAt: null,
    durationMs: null,
  })
})

describeRecorded('pipelines that DevLake recorded', () => {
  /** How DevLake calls our statuses: `status/result`. It counts what somebody stopped as a failure. */
  const words: Readonly<Record<RunStatus, string>> = {
    success: 'DONE/SUCCESS',
    failed: 'DONE/FAILURE',
    canceled: 'DONE/FAILURE',
    warning: 'DONE/',
    skipped: 'DONE/',
    unknown: 'OTHER/',
    pending: 'IN_PROGRESS/',
    running: 'IN_PROGRESS/',
    waiting: 'IN_PROGRESS/',
  }
  /** A result's type says what Bitbucket meant: where the words beside it say another, somebody made them by hand. */
  const handMade = (state: unknown): boolean => {
    const { name, result } = Object(state)
    const type = result === undefined ? null : result.type?.replace('pipeline_state_completed_', '')
    return type !== null && !(name === 'COMPLETED' && result.name?.toLowerCase() === type)
  }

  const pipelines = rows('devlake/bitbucket/pipelines.json').map(({ data }) => data)

  test('end as DevLake says, but for those that were made by hand', () => {
    const file = 'devlake/bitbucket/expected/cicd_pipelines.csv'
    const expected = new Map(csv(file).map((row) => [row.id?.split(':').at(-1), row]))
    const differing = pipelines.flatMap((data) => {
      const row = expected.get(String(data.uuid))
      const run = runOf(read(pipelineSchema, data, 'It'), 'likyh/likyhphp')
      const isReal = !handMade(data.state)
      if (isReal && run.durationMs !== null) {
        expect(run.durationMs).toBe(Number(row?.duration_sec) * 1_000)
      }
      const agrees = words[run.status] === `${row?.status}/${row?.result}`
      expect(agrees || !isReal, `${run.rawStatus} is ${run.status}`).toBe(true)
      return agrees ? [] : [`${run.rawStatus} -> ${run.status}`]
    })
    // `state.name` is never a word of a result, and COMPLETED is no result: they are nothing that
    // Bitbucket says, and so nothing that went wrong.
    expect(differing.toSorted()).toEqual([
      'COMPLETED/COMPLETED -> unknown',
      'ERROR/ERROR -> unknown',
      'FAILED/FAILED -> unknown',
      'HALTED/HALTED -> unknown',
      'PASSED/PASSED -> unknown',
      'PAUSED/PAUSED -> unknown',
      'RUNNING/RUNNING -> unknown',
      'STOPPED/STOPPED -> unknown',
      'SUCCESSFUL/SUCCESSFUL -> unknown',
    ])
  })

  test('one of them is told to have ended before it was created', () => {
    const data = pipelines.find(({ uuid }) => String(uuid).startsWith('{ee91b6d3'))
    const run = runOf(read(pipelineSchema, data, 'It'), 'likyh/likyhphp')
    expect(data?.completed_on).toBe('2023-02-20T09:09:50.299351Z')
    expect(run.sourceTime).toBe(run.createdAt)
    expect(run.status).toBe('failed')
  })

  test('have steps that start, end and take as long as DevLake says', () => {
    const file = 'devlake/bitbucket/expected/cicd_tasks.csv'
    const expected = new Map(csv(file).map((row) => [row.id?.split(':').at(-1), row]))
    let compared = 0
    for (const { data } of rows('devlake/bitbucket/pipeline_steps.json')) {
      const row = expected.get(String(data.uuid))
      const { name } = Object(data.state)
      if (row === undefined || name !== 'COMPLETED' || row.original_result === 'COMPLETED') continue
      const job = jobOf(read(stepSchema, data, 'It'))
      compared += 1
      expect([job.name, words[job.status]]).toEqual([row.name, `${row.status}/${row.result}`])
      expect(job.durationMs).toBe(Number(row.duration_sec) * 1_000)
      expect([job.startedAt, job.finishedAt]).toEqual([
        Date.parse(row.started_date ?? ''),
        Date.parse(row.finished_date ?? ''),
      ])
    }
    expect(compared).toBeGreaterThan(15)
  })
})
