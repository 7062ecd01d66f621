import { describe, expect, test } from 'vitest'
import { supersedes } from '../../../modules/pipelines/index.ts'
import { webhooks } from './webhooks.ts'

const now = Date.UTC(2026, 5, 1, 12)
const deliver = (body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  headers,
  token: null,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const readOf = (body: unknown) => webhooks.read(deliver(body), now)

const project = {
  id: 9,
  path_with_namespace: 'group/sub/app',
  web_url: 'https://gitlab.example.com/group/sub/app',
  default_branch: 'main',
}
const key = { externalId: '9', fullName: 'group/sub/app' }
const attributes = {
  id: 31,
  iid: 3,
  ref: 'main',
  tag: false,
  sha: 'bcbb5ec396a2c0f828686f14fac9b80b780504f2',
  source: 'push',
  status: 'success',
  created_at: '2016-08-12 15:23:28 UTC',
  finished_at: '2016-08-12 15:26:29 UTC',
  duration: 63,
  queued_duration: 12,
}
const build = {
  id: 380,
  stage: 'test',
  name: 'unit',
  status: 'success',
  allow_failure: false,
  created_at: '2016-08-12 15:23:28 UTC',
  started_at: '2016-08-12 15:23:40 UTC',
  finished_at: '2016-08-12 15:26:28 UTC',
  duration: 168.4,
  queued_duration: 3.5,
}
const pipelineHook = (
  changes: Readonly<Record<string, unknown>> = {},
  rest: Readonly<Record<string, unknown>> = {},
) => ({
  object_kind: 'pipeline',
  object_attributes: { ...attributes, ...changes },
  user: { name: 'Ann', username: 'ann' },
  project,
  commit: { message: 'Fix it\n\nAt last.', author: { name: 'Bob' } },
  builds: [build],
  ...rest,
})
const runFrom = (body: unknown) => {
  const [run] = readOf(body)[0]?.runs ?? []
  if (run === undefined) throw new Error('no run was read')
  return run
}

describe('a Pipeline Hook', () => {
  test('is a whole run, and its jobs', () => {
    const [notice] = readOf(pipelineHook())
    expect(notice?.project).toEqual(key)
    expect(notice?.runs).toEqual([
      {
        externalId: '31',
        attempt: 1,
        number: 3,
        title: null,
        status: 'success',
        rawStatus: 'success',
        ref: null,
        branch: 'main',
        sha: attributes.sha,
        author: 'Ann',
        message: 'Fix it',
        trigger: 'push',
        webUrl: 'https://gitlab.example.com/group/sub/app/-/pipelines/31',
        createdAt: Date.UTC(2016, 7, 12, 15, 23, 28),
        startedAt: Date.UTC(2016, 7, 12, 15, 23, 40),
        finishedAt: Date.UTC(2016, 7, 12, 15, 26, 29),
        durationMs: 63_000,
        queuedMs: 12_000,
        sourceTime: Date.UTC(2016, 7, 12, 15, 26, 29),
        parent: null,
        partial: false,
      },
    ])
    expect(notice?.jobs?.run).toEqual({ externalId: '31', attempt: 1 })
    expect(notice?.jobs?.jobs).toMatchObject([
      {
        externalId: '380',
        name: 'unit',
        stage: 'test',
        status: 'success',
        durationMs: 168_400,
        queuedMs: 3_500,
        webUrl: 'https://gitlab.example.com/group/sub/app/-/jobs/380',
      },
    ])
  })

  test('has no bridges, so that its jobs are asked for once it is over', () => {
    const ask = { kind: 'jobs', run: { externalId: '31', attempt: 1 } }
    expect(readOf(pipelineHook())[0]?.asks).toEqual([ask])
    expect(readOf(pipelineHook({ status: 'running' }))[0]?.asks).toBeUndefined()
    const without = readOf(pipelineHook({ status: 'running' }, { builds: 'none' }))[0]
    expect(without?.asks).toEqual([ask])
    expect(without?.jobs).toBeUndefined()
  })

  test('names the run that started it', () => {
    const source_pipeline = { project: { id: 41 }, pipeline_id: 30, job_id: 3_401 }
    const run = runFrom(pipelineHook({ source: 'parent_pipeline' }, { source_pipeline }))
    expect(run.parent).toEqual({ project: '41', run: '30' })
  })

  test('of a merge request is of no branch, whatever its source is called', () => {
    const run = runFrom(
      pipelineHook({ source: 'merge_request_event' }, { merge_request: { id: 1, iid: 15 } }),
    )
    expect(run).toMatchObject({ branch: null, ref: 'refs/merge-requests/15/head' })
  })

  test('of a success with a job that failed and may is a warning', () => {
    const forgiven = { ...build, status: 'failed', allow_failure: true }
    expect(runFrom(pipelineHook({}, { builds: [build, forgiven] })).status).toBe('warning')
    const other = { ...build, status: 'failed' }
    expect(runFrom(pipelineHook({}, { builds: [build, other] })).status).toBe('success')
  })

  test('has the time of its latest job while it runs', () => {
    const second = { ...build, id: 381, started_at: '2016-08-12 15:24:00 UTC', finished_at: null }
    const first = { ...build, finished_at: '2016-08-12 15:23:50 UTC' }
    const run = runFrom(
      pipelineHook({ status: 'running', finished_at: null }, { builds: [first, second] }),
    )
    expect(run.sourceTime).toBe(Date.UTC(2016, 7, 12, 15, 24))
    expect(run).toMatchObject({ finishedAt: null, durationMs: null })
  })

  test('that is new has the time of its creation', () => {
    const builds = [{ ...build, started_at: null, finished_at: null }]
    const run = runFrom(pipelineHook({ status: 'pending', finished_at: null }, { builds }))
    expect(run.sourceTime).toBe(run.createdAt)
  })

  test('of a retry takes the place of the end before, and an old one does not come back', () => {
    const before = runFrom(pipelineHook({ status: 'failed' }))
    const again = {
      ...build,
      id: 390,
      created_at: '2016-08-12 16:00:00 UTC',
      started_at: null,
      finished_at: null,
    }
    const retried = runFrom(pipelineHook({ status: 'running' }, { builds: [again] }))
    expect(retried).toMatchObject({ status: 'running', attempt: 1, finishedAt: null })
    expect(supersedes(retried, before)).toBe(true)
    expect(supersedes(before, retried)).toBe(false)
    const late = runFrom(pipelineHook({ status: 'running', finished_at: null }))
    expect(supersedes(late, before)).toBe(false)
  })

  test.each([
    { object_kind: 'pipeline' },
    pipelineHook({ id: null }),
    pipelineHook({}, { project: null }),
    pipelineHook({ created_at: null, finished_at: null }, { builds: [] }),
    '[]',
    '{"object_kind":',
    '',
  ])('that is not what is documented is malformed: %j', (body) => {
    expect(() => readOf(body)).toThrow(expect.objectContaining({ kind: 'malformed' }))
  })
})

test('a Job Hook asks for the run and its jobs, but not for each job of a new pipeline', () => {
  const hook = { object_kind: 'build', pipeline_id: 31, project_id: 9, build_status: 'running' }
  expect(readOf(hook)).toEqual([
    {
      project: { externalId: '9', fullName: null },
      asks: [
        { kind: 'run', externalId: '31' },
        { kind: 'jobs', run: { externalId: '31', attempt: 1 } },
      ],
    },
  ])
  expect(readOf({ ...hook, build_status: 'created' })).toEqual([])
})

describe('a Deployment Hook', () => {
  const hook = {
    object_kind: 'deployment',
    status: 'running',
    status_changed_at: '2021-04-28 21:50:00 +0200',
    deployment_id: 15,
    deployable_url: 'https://gitlab.example.com/group/sub/app/-/jobs/796',
    environment: 'staging',
    project,
    user: { name: 'Ann' },
    commit_url: `https://gitlab.example.com/group/sub/app/-/commit/${attributes.sha}`,
    ref: '1.0.0',
  }

  test('is a deployment at the time of its change', () => {
    expect(readOf(hook)).toMatchObject([
      {
        project: key,
        deployments: [
          {
            externalId: '15',
            environment: 'staging',
            status: 'running',
            ref: '1.0.0',
            sha: attributes.sha,
            author: 'Ann',
            finishedAt: null,
            sourceTime: Date.UTC(2021, 3, 28, 19, 50),
          },
        ],
        asks: [],
      },
    ])
  })

  test('that says that it is over asks for what it does not tell', () => {
    const [notice] = readOf({ ...hook, status: 'success' })
    expect(notice?.asks).toEqual([{ kind: 'deployments' }])
    expect(notice?.deployments?.[0]?.finishedAt).toBe(Date.UTC(2021, 3, 28, 19, 50))
  })

  test('of an old version without a time only asks', () => {
    const { status_changed_at, ...old } = hook
    expect(status_changed_at).toBeDefined()
    expect(readOf(old)).toEqual([{ project: key, asks: [{ kind: 'deployments' }] }])
  })
})

describe('a push', () => {
  const zeros = '0'.repeat(40)
  const push = {
    object_kind: 'push',
    ref: 'refs/heads/feature/a b',
    after: attributes.sha,
    project_id: 9,
    project,
    commits: [
      {
        id: attributes.sha,
        message: 'Add it\n',
        timestamp: '2012-01-03T23:36:29+02:00',
        author: { name: 'Bob' },
      },
    ],
  }

  test('tells of its branch', () => {
    expect(readOf(push)[0]?.branches).toEqual([
      {
        name: 'feature/a b',
        sha: attributes.sha,
        author: 'Bob',
        message: 'Add it',
        committedAt: Date.UTC(2012, 0, 3, 21, 36, 29),
        isDefault: false,
        webUrl: 'https://gitlab.example.com/group/sub/app/-/tree/feature/a%20b',
      },
    ])
    expect(readOf({ ...push, ref: 'refs/heads/main' })[0]?.branches?.[0]?.isDefault).toBe(true)
  })

  test.each([
    { ...push, after: zeros, commits: [] },
    { ...push, commits: [] },
  ])('of a branch that is gone, or has no commit of its own, asks', (body) => {
    expect(readOf(body)).toEqual([{ project: key, asks: [{ kind: 'branches' }] }])
  })

  test('of a tag asks for pipelines, and of one that is gone for nothing', () => {
    const tag = { ...push, object_kind: 'tag_push', ref: 'refs/tags/v1' }
    expect(readOf(tag)).toEqual([{ project: key, asks: [{ kind: 'pipelines' }] }])
    expect(readOf({ ...tag, after: zeros })).toEqual([])
  })
})

test.each([
  ['open', null, ['pipelines']],
  ['update', 'e59094b8de0f2f91abbe4760a52d9137260252d8', ['pipelines']],
  ['update', null, []],
  ['merge', null, ['pipelines', 'branches']],
  ['approved', null, []],
])('a merge request with action %s, from %s, asks for %j', (action, oldrev, kinds) => {
  const body = { object_kind: 'merge_request', object_attributes: { action, oldrev }, project }
  const asks = readOf(body).flatMap((notice) => notice.asks ?? [])
  expect(asks.map(({ kind }) => kind)).toEqual(kinds)
})

describe('hooks of an instance and of groups', () => {
  const event = { project_id: 9, path_with_namespace: 'group/sub/app' }

  test.each(['project_create', 'project_destroy', 'project_rename', 'project_transfer'])(
    '%s asks for the projects',
    (event_name) => {
      expect(readOf({ ...event, event_name })).toEqual([
        { project: key, asks: [{ kind: 'projects' }] },
      ])
    },
  )

  test('a repository that moved asks for its branches', () => {
    const body = { event_name: 'repository_update', project_id: 9, project, changes: [] }
    expect(readOf(body)).toEqual([{ project: key, asks: [{ kind: 'branches' }] }])
  })

  test.each([
    { event_name: 'user_create' },
    { object_kind: 'wiki_page' },
    { object_kind: '__proto__' },
    { object_kind: 'toString' },
    {},
  ])('%j says nothing', (body) => {
    expect(readOf(body)).toEqual([])
  })
})

describe('a delivery is the same when it comes again', () => {
  const ids = {
    'webhook-id': 'w-1',
    'idempotency-key': 'k-1',
    'x-gitlab-event-uuid': 'e-1',
    'x-gitlab-webhook-uuid': 'h-1',
    'x-gitlab-event': 'Pipeline Hook',
  }
  const idOf = (names: readonly (keyof typeof ids)[]) =>
    webhooks.identify(deliver({}, Object.fromEntries(names.map((name) => [name, ids[name]])))).id

  test('by the first that is there: its id, its key, its event and hook', () => {
    expect(idOf(['x-gitlab-event-uuid', 'webhook-id', 'idempotency-key'])).toBe('w-1')
    expect(idOf(['x-gitlab-event-uuid', 'idempotency-key'])).toBe('k-1')
    expect(idOf(['x-gitlab-event-uuid', 'x-gitlab-webhook-uuid'])).toBe('e-1 h-1')
    expect(idOf(['x-gitlab-event-uuid'])).toBe('e-1')
    expect(idOf(['x-gitlab-webhook-uuid'])).toBeNull()
  })

  test.each([
    ['Pipeline Hook', pipelineHook(), 'Pipeline Hook success'],
    ['Job Hook', { build_status: 'running' }, 'Job Hook running'],
    ['Deployment Hook', { status: 'failed' }, 'Deployment Hook failed'],
    ['Merge Request Hook', { object_attributes: { action: 'merge' } }, 'Merge Request Hook merge'],
    ['System Hook', { event_name: 'project_create' }, 'System Hook project_create'],
    ['Push Hook', '{', 'Push Hook'],
    ['Wiki\u0000 Page Hook', [], 'Wiki Page Hook'],
  ])('%j is called by its event and its state', (title, body, type) => {
    expect(webhooks.identify(deliver(body, { 'x-gitlab-event': title })).type).toBe(type)
  })

  test('and what it is called is bounded', () => {
    const long = 'x'.repeat(10_000)
    const { id, type } = webhooks.identify(
      deliver({ status: long }, { 'webhook-id': long, 'x-gitlab-event': long }),
    )
    expect(id?.length).toBeLessThanOrEqual(200)
    expect(type.length).toBeLessThanOrEqual(100)
  })
})
