import { describe, expect, test } from 'vitest'
import { PlatformFault } from '../../../modules/pipelines/index.ts'
import { read } from './fields.ts'
import { aRun } from './rows.contract.ts'
import { newestFirst, runListSchema, runOf, runSchema } from './run.ts'

const at = (text: string) => Date.parse(`2026-01-${text}Z`)
const found = (fields: Readonly<Record<string, unknown>> = {}) =>
  runOf(read(runSchema, aRun(fields), 'the run'))

test('a run that went well, in our words', () => {
  expect(found()).toEqual({
    externalId: '30433642555',
    attempt: 1,
    number: 562,
    title: 'Build',
    status: 'success',
    rawStatus: 'completed/success',
    ref: null,
    branch: 'main',
    sha: 'acb5820ced9479c074f688cc328bf03f341a511d',
    author: 'ann',
    message: 'Fix it',
    trigger: 'push',
    webUrl: 'https://github.com/octo/shop/actions/runs/30433642555',
    createdAt: at('22T19:33:08'),
    startedAt: at('22T19:33:08'),
    finishedAt: at('22T19:35:08'),
    durationMs: 120_000,
    queuedMs: null,
    sourceTime: at('22T19:35:08'),
    parent: null,
    partial: false,
  })
})

describe('times', () => {
  test('a run that was started again is as long as its last attempt, and as old', () => {
    const again = {
      run_attempt: 2,
      run_started_at: '2026-01-24T04:00:00Z',
      updated_at: '2026-01-24T04:05:34Z',
    }
    expect(found(again)).toMatchObject({
      attempt: 2,
      createdAt: at('24T04:00:00'),
      startedAt: at('24T04:00:00'),
      durationMs: 334_000,
    })
  })

  test.each(['queued', 'requested', 'pending'])('one that is %s has not begun', (status) => {
    expect(found({ status, conclusion: null })).toMatchObject({
      startedAt: null,
      finishedAt: null,
      durationMs: null,
    })
  })

  test.each(['in_progress', 'waiting'])('one that is %s has begun, and has no end', (status) => {
    expect(found({ status, conclusion: null })).toMatchObject({
      startedAt: at('22T19:33:08'),
      finishedAt: null,
      durationMs: null,
    })
  })

  test('one that waits for approval is not over, whatever GitHub calls it', () => {
    expect(found({ conclusion: 'action_required' })).toMatchObject({
      status: 'waiting',
      startedAt: null,
      finishedAt: null,
      durationMs: null,
    })
  })

  test('an end before the start gives no duration', () => {
    expect(found({ run_started_at: '2026-01-22T19:36:00Z' }).durationMs).toBeNull()
  })

  test('a server that does not say when the attempt was started gives no duration', () => {
    const { durationMs, createdAt, finishedAt } = found({ run_started_at: undefined })
    expect([durationMs, createdAt, finishedAt]).toEqual([
      null,
      at('22T19:33:08'),
      at('22T19:35:08'),
    ])
  })

  test('lists come newest first, with what was started again on top', () => {
    const old = found({ id: 1, created_at: '2026-01-01T00:00:00Z' })
    const again = found({ id: 2, run_attempt: 2, run_started_at: '2026-01-23T00:00:00Z' })
    expect(newestFirst([old, found(), again]).map((run) => run.externalId)).toEqual([
      '2',
      '30433642555',
      '1',
    ])
  })
})

describe('whose branch it is', () => {
  const fork = { id: 2, owner: { login: 'eve' } }

  test('a run for a pull request from a fork is on no branch of ours', () => {
    expect(found({ event: 'pull_request', head_repository: fork })).toMatchObject({
      branch: null,
      ref: 'eve:main',
    })
  })

  test('neither is one whose fork was deleted', () => {
    expect(found({ event: 'pull_request_target', head_repository: null })).toMatchObject({
      branch: null,
      ref: 'unknown:main',
    })
  })

  test('one for a pull request of the repository itself is', () => {
    expect(found({ event: 'pull_request' })).toMatchObject({ branch: 'main', ref: null })
  })

  test('a release is a tag', () => {
    expect(found({ event: 'release', head_branch: 'v1.0' })).toMatchObject({
      branch: null,
      ref: 'refs/tags/v1.0',
    })
  })
})

describe('what others send', () => {
  test('null where an object is promised gives null', () => {
    const holes = {
      actor: null,
      triggering_actor: null,
      head_commit: null,
      repository: null,
      head_repository: null,
      head_branch: null,
      name: null,
      html_url: null,
      run_number: null,
      event: null,
    }
    expect(found(holes)).toMatchObject({
      author: null,
      message: null,
      branch: null,
      title: 'build.yml',
      webUrl: null,
      number: null,
      trigger: null,
    })
  })

  test('what is missing or of another form does too', () => {
    const { id, created_at, updated_at } = aRun()
    const bare = runOf(read(runSchema, { id, created_at, updated_at, actor: 7, name: {} }, 'it'))
    expect(bare).toMatchObject({ status: 'unknown', rawStatus: '', attempt: 1, author: null })
  })

  test.each([
    ['an id', { id: undefined }],
    ['a time', { created_at: 'yesterday' }],
    ['a time of change', { updated_at: null }],
  ])('a run without %s is refused, by the name of the field', (_, fields) => {
    const list = { workflow_runs: [aRun(), aRun(fields)] }
    expect(() => read(runListSchema, list, 'the list of runs')).toThrow(PlatformFault)
    expect(() => read(runListSchema, list, 'the list of runs')).toThrow(
      `the list of runs of GitHub has another form than documented at workflow_runs.1.${Object.keys(fields)[0]}`,
    )
  })

  test.each([{ workflow_runs: null }, { workflow_runs: [null] }, [], null, 'no'])(
    'a list that is none is no empty list: %j',
    (list) => {
      expect(() => read(runListSchema, list, 'it')).toThrow(PlatformFault)
    },
  )

  test('texts are one line and bounded, addresses are of the web', () => {
    const run = found({
      head_commit: { message: `\n ${'x'.repeat(10_000)}`, author: null },
      actor: { login: 'a\u202Eb\u0000' },
      html_url: 'javascript:alert(1)',
      name: 'a\nb',
    })
    expect(run.message).toHaveLength(300)
    expect(run).toMatchObject({ author: 'a b', webUrl: null, title: 'a b' })
  })
})
