import { describe, expect, test } from 'vitest'
import type { FoundRun, RunStatus } from '../../../modules/pipelines/index.ts'
import { csv, describeRecorded, rows } from '../recorded.contract.ts'
import { buildSchema } from './bodies.ts'
import { read } from './fields.ts'
import { refOf } from './git.ts'
import { runOf } from './run.ts'
import { buildStatus } from './status.ts'

const at = 1_650_017_177_939
const body = {
  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
  number: 12,
  timestamp: at,
  duration: 61_000,
  building: false,
  result: 'SUCCESS',
  url: 'https://ci.example/jenkins/job/app/12/',
}
const found = (changes: object = {}, job: string | null = null) =>
  runOf(read(buildSchema, { ...body, ...changes }, 'A build'), job)

const built = (sha: string, branch: string) => ({
  lastBuiltRevision: { SHA1: sha, branch: [{ name: branch }] },
})
const caused = (kind: string, more: object = {}) => ({ causes: [{ _class: kind, ...more }] })

test.each([
  ['SUCCESS', 'success'],
  ['UNSTABLE', 'warning'],
  ['FAILURE', 'failed'],
  ['ABORTED', 'canceled'],
  ['NOT_BUILT', 'skipped'],
  ['BROKEN_BY_A_PLUGIN', 'unknown'],
  [null, 'unknown'],
])('the result %s is %s', (result, status) => expect(buildStatus(false, result)).toBe(status))

test('trap 9: a build that has a result while it is building is running, without an end', () => {
  for (const result of ['SUCCESS', 'FAILURE', null]) {
    expect(found({ building: true, result, duration: 4 })).toMatchObject({
      status: 'running',
      durationMs: null,
      finishedAt: null,
      sourceTime: at,
    })
  }
  expect(found({ building: true, result: 'FAILURE' }).rawStatus).toBe('building/FAILURE')
})

test('the times of a build are those of Jenkins, and its state is of its end', () => {
  expect(found()).toMatchObject({
    externalId: '12',
    number: 12,
    attempt: 1,
    createdAt: at,
    startedAt: at,
    durationMs: 61_000,
    finishedAt: at + 61_000,
    sourceTime: at + 61_000,
    queuedMs: null,
    webUrl: 'https://ci.example/jenkins/job/app/12/',
    partial: false,
  })
})

test('what it waited in the queue is known where the Metrics plugin says it', () => {
  expect(found({ actions: [{}, null, { queuingDurationMillis: 33 }] }).queuedMs).toBe(33)
})

test.each([
  ['refs/remotes/origin/main', 'main', null],
  ['refs/remotes/upstream/release/1.0', 'release/1.0', null],
  ['origin/main', 'main', null],
  ['remotes/origin/feature/x', 'feature/x', null],
  ['refs/heads/main', 'main', null],
  ['main', 'main', null],
  ['feature/x', 'feature/x', null],
  ['refs/tags/v1', null, 'refs/tags/v1'],
  ['detached', null, null],
  [null, null, null],
])('the Git plugin calls a branch %s: it is %s', (name, branch, ref) => {
  expect(refOf(name)).toEqual({ branch, ref })
})

test('the commit of a shared library is not taken for that of the build', () => {
  const actions = [built('1ib', 'refs/remotes/origin/master'), built('ab5', 'feature/x')]
  expect(found({ actions }, 'feature%2Fx')).toMatchObject({
    externalId: 'feature%2Fx#12',
    branch: 'feature/x',
    sha: 'ab5',
  })
})

test('the message is that of the commit that was built', () => {
  const items = [
    { commitId: 'old', msg: 'Older' },
    { commitId: 'ab5', msg: 'Fix it\n\nAt last.', author: { fullName: 'Ann' } },
  ]
  const actions = [built('ab5', 'origin/main')]
  const one = { message: 'Fix it', author: 'Ann', sha: 'ab5', branch: 'main' }
  expect(found({ actions, changeSet: { items } })).toMatchObject(one)
  expect(found({ actions, changeSets: [{ items }] })).toMatchObject(one)
  expect(found({ actions: [built('none', 'main')], changeSets: [{ items }] }).message).toBeNull()
})

describe('what started a build', () => {
  test.each([
    [caused('hudson.model.Cause$UserIdCause', { userName: 'Ann', userId: 'a' }), 'manual', 'Ann'],
    [caused('hudson.model.Cause$UserIdCause', { userId: 'a' }), 'manual', 'a'],
    [caused('hudson.triggers.TimerTrigger$TimerTriggerCause'), 'schedule', null],
    [caused('hudson.triggers.SCMTrigger$SCMTriggerCause'), 'push', null],
    [caused('com.cloudbees.jenkins.GitHubPushCause'), 'push', null],
    [
      caused('jenkins.branch.BranchEventCause', { shortDescription: 'Push event to branch main' }),
      'push',
      null,
    ],
    [
      caused('jenkins.branch.BranchEventCause', { shortDescription: 'Pull request #2 opened' }),
      'pull_request',
      null,
    ],
    [caused('org.jenkinsci.plugins.workflow.cps.replay.ReplayCause'), 'replay', null],
    [{ causes: [] }, null, null],
  ])('%j', (action, trigger, author) => {
    expect(found({ actions: [action] })).toMatchObject({ trigger, author })
  })

  test('another build is its parent', () => {
    const upstream = { upstreamProject: 'folder/other', upstreamBuild: 7 }
    const actions = [caused('hudson.model.Cause$UpstreamCause', upstream)]
    expect(found({ actions })).toMatchObject({
      trigger: 'upstream',
      parent: { project: 'folder/other', run: '7' },
    })
  })
})

test('what a plugin got wrong is left out, what is needed is not', () => {
  const odd = { result: 7, url: 'javascript:alert(1)', actions: 'none', changeSets: [null, 3] }
  expect(found(odd)).toMatchObject({ status: 'unknown', webUrl: null, sha: null, message: null })
  expect(() => found({ number: null })).toThrow('at number')
})

describeRecorded('builds that DevLake recorded', () => {
  /** How DevLake calls our statuses: `status/result`. */
  const words: Readonly<Record<RunStatus, readonly string[]>> = {
    success: ['DONE/SUCCESS'],
    failed: ['DONE/FAILURE'],
    // DevLake counts what somebody stopped as a failure; here it is none.
    canceled: ['DONE/FAILURE'],
    warning: ['DONE/'],
    skipped: ['OTHER/'],
    unknown: ['OTHER/'],
    pending: ['IN_PROGRESS/'],
    running: ['IN_PROGRESS/'],
    waiting: ['IN_PROGRESS/'],
  }
  /** Rows that were made by hand, and why ours is another. */
  const deliberate: Readonly<Record<string, string>> = {
    'devlake#10004': 'NOT_BUILD is no word of Jenkins, whose word is NOT_BUILT',
  }
  const last = (id: string | undefined) => (id ?? '').split('/').at(-1) ?? ''

  const plain = () =>
    rows('devlake/jenkins/builds.json').map(({ data }) => ({
      id: `devlake#${data.number}`,
      run: runOf(read(buildSchema, data, 'A build'), null),
    }))
  const branches = () =>
    rows('devlake/jenkins/builds_multibranch.json').map(({ data, input }) => ({
      id: `${input?.Name}#${data.number}`,
      run: runOf(read(buildSchema, data, 'A build'), String(input?.Name)),
    }))

  function differences(file: string, runs: readonly { id: string; run: FoundRun }[]) {
    const expected = new Map(csv(file).map((row) => [last(row.id), row]))
    return runs.flatMap(({ id, run }) => {
      const row = expected.get(id)
      if (row === undefined) return []
      const agrees = words[run.status].includes(`${row.status}/${row.result}`)
      expect(run.durationMs ?? Math.round(Number(row.duration_sec) * 1_000)).toBe(
        Math.round(Number(row.duration_sec) * 1_000),
      )
      expect(Math.floor(run.createdAt / 1_000)).toBe(Date.parse(row.created_date ?? '') / 1_000)
      expect(run.finishedAt === null).toBe(row.finished_date === '')
      return agrees ? [] : [id]
    })
  }

  test('end as DevLake says, but for those that were made by hand', () => {
    expect(differences('devlake/jenkins/expected/cicd_pipelines.csv', plain())).toEqual(
      Object.keys(deliberate),
    )
    const multi = 'devlake/jenkins/expected/cicd_pipelines_multibranch.csv'
    expect(differences(multi, branches())).toEqual([])
  })

  test('trap 9: three of them have a result while they are building', () => {
    const building = plain().filter(({ run }) => run.status === 'running')
    expect(building.map(({ run }) => run.rawStatus)).toEqual([
      'building/SUCCESS',
      'building/SUCCESS',
      'building/FAILURE',
    ])
  })

  test('have the commits that DevLake says, and branches without a remote', () => {
    const commits = [
      ...csv('devlake/jenkins/expected/cicd_pipeline_commits.csv'),
      ...csv('devlake/jenkins/expected/cicd_pipeline_commits_multibranch.csv'),
    ]
    const expected = new Map(commits.map((row) => [last(row.pipeline_id), row]))
    const runs = [...plain(), ...branches()].filter(({ id }) => expected.has(id))
    expect(runs.length).toBe(expected.size)
    for (const { id, run } of runs) {
      const row = expected.get(id)
      expect([run.sha, run.branch]).toEqual([
        row?.commit_sha,
        row?.branch?.replace('refs/remotes/origin/', ''),
      ])
    }
  })

  test('of one project never have the same id', () => {
    const ids = branches().map(({ run }) => run.externalId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe(15)
  })
})
