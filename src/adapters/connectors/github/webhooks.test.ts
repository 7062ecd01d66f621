import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Delivery } from '../../../modules/pipelines/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'
import { aDeployment, aJob, aRepository, aRun, aStatus } from './rows.contract.ts'
import { webhooks } from './webhooks.ts'

const now = Date.parse('2026-01-22T20:00:00Z')
const secret = 'It’s a secret'
const bytes = (text: string) => new TextEncoder().encode(text)
const signature = (body: Uint8Array, key = secret) =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`

function delivery(event: string, payload: unknown, headers: Delivery['headers'] = {}): Delivery {
  const body = bytes(typeof payload === 'string' ? payload : JSON.stringify(payload))
  return {
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-hub-signature-256': signature(body),
      ...headers,
    },
    token: null,
    body,
  }
}

const said = (event: string, payload: object) =>
  webhooks.read(delivery(event, { repository: aRepository(), ...payload }), now)

describe('the proof', () => {
  const signed = delivery('ping', { zen: 'Keep it logically awesome.' })
  const headed = (header: string) => ({
    ...signed,
    headers: { ...signed.headers, 'x-hub-signature-256': header },
  })

  test('a delivery that is signed with the secret is believed', () => {
    expect(webhooks.prove(signed, secret, now)).toBe('ok')
  })

  test('one that was written anew, or has a byte more, is forged', () => {
    const pretty = bytes(JSON.stringify({ zen: 'Keep it logically awesome.' }, null, 1))
    const longer = Buffer.concat([signed.body, bytes('\n')])
    for (const body of [pretty, longer]) {
      expect(webhooks.prove({ ...signed, body }, secret, now)).toBe('forged')
    }
  })

  test('one of another secret, or of none, is forged', () => {
    expect(webhooks.prove(signed, 'another', now)).toBe('forged')
    expect(webhooks.prove(headed(signature(signed.body, '')), '', now)).toBe('forged')
  })

  test.each([
    'sha256=',
    'sha256=abc',
    `sha1=${'0'.repeat(40)}`,
    `sha256=${'é'.repeat(64)}`,
    `${signature(signed.body)}0`,
    signature(signed.body).slice('sha256='.length),
  ])('a signature of another form is forged: %s', (header) => {
    expect(webhooks.prove(headed(header), secret, now)).toBe('forged')
  })

  test('the old signature alone is no proof, even a right one', () => {
    const sha1 = `sha1=${createHmac('sha1', secret).update(signed.body).digest('hex')}`
    const { 'x-hub-signature-256': _, ...headers } = signed.headers
    const old = { ...signed, headers: { ...headers, 'x-hub-signature': sha1 } }
    expect(webhooks.prove(old, secret, now)).toBe('unsigned')
    expect(webhooks.prove({ ...signed, headers }, secret, now)).toBe('unsigned')
  })
})

describe('the name', () => {
  test('a delivery has the id that it has when it comes again, and the name of its event', () => {
    expect(webhooks.identify(delivery('workflow_run', { action: 'completed' }))).toEqual({
      id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      type: 'workflow_run.completed',
    })
    expect(webhooks.identify(delivery('push', { ref: 'refs/heads/main' })).type).toBe('push')
  })

  test.each(['no json', '[]', 'null', '{"action":7}', `{"action":"${'x'.repeat(99)}"}`])(
    'it has one whatever its body is: %s',
    (body) => {
      expect(webhooks.identify(delivery('workflow_run', body)).type).toBe('workflow_run')
    },
  )

  test('one that says neither id nor event is known by its bytes', () => {
    const nameless = delivery('', '{}', { 'x-github-delivery': '' })
    expect(webhooks.identify(nameless)).toEqual({ id: null, type: 'unknown' })
    const odd = delivery('<script>', '{}', { 'x-github-delivery': 'x'.repeat(5_000) })
    expect(webhooks.identify(odd)).toEqual({ id: null, type: 'unknown' })
  })
})

describe('what it says', () => {
  const project = { externalId: '1', fullName: 'octo/shop' }
  const run = { externalId: '30433642555', attempt: 2 }

  test('a run that is over, of which the jobs are wanted', () => {
    const [notice, ...more] = said('workflow_run', {
      action: 'completed',
      workflow_run: aRun({ run_attempt: 2 }),
    })
    expect(more).toEqual([])
    expect(notice).toMatchObject({
      project,
      found: { externalId: '1', defaultBranch: 'main', webUrl: 'https://github.com/octo/shop' },
      runs: [{ ...run, status: 'success', branch: 'main' }],
      asks: [{ kind: 'jobs', run }],
    })
  })

  test.each(['requested', 'in_progress'])('a run that is %s, and nothing more', (action) => {
    const status = action === 'requested' ? 'queued' : action
    const workflow_run = aRun({ status, conclusion: null })
    const [notice] = said('workflow_run', { action, workflow_run })
    expect(notice?.runs).toHaveLength(1)
    expect(notice?.asks).toBeUndefined()
  })

  test('one job is a part of a list: its list is asked for', () => {
    const workflow_job = { ...aJob(), run_id: 30_433_642_555, run_attempt: 2 }
    const [notice] = said('workflow_job', { action: 'completed', workflow_job })
    expect(notice?.jobs).toBeUndefined()
    expect(notice).toMatchObject({ project, asks: [{ kind: 'jobs', run }] })
  })

  test('a job of nobody knows which attempt asks for the run', () => {
    const workflow_job = { ...aJob(), run_id: 30_433_642_555 }
    const [notice] = said('workflow_job', { action: 'queued', workflow_job })
    expect(notice?.asks).toEqual([{ kind: 'run', externalId: '30433642555' }])
  })

  test('a deployment that begins, and how it went', () => {
    const workflow_run = { id: 30_433_642_555 }
    const deployment = aDeployment()
    expect(said('deployment', { deployment, workflow_run })).toMatchObject([
      { project, deployments: [{ externalId: '42', status: 'pending', run: run.externalId }] },
    ])
    const deployment_status = aStatus({ log_url: '' })
    expect(
      said('deployment_status', { deployment, deployment_status, workflow_run }),
    ).toMatchObject([
      { deployments: [{ status: 'success', environment: 'production', run: run.externalId }] },
    ])
    expect(said('deployment_status', { deployment, deployment_status })).toMatchObject([
      { deployments: [{ run: null }] },
    ])
  })

  test('that a deployment was replaced is no news of it', () => {
    const deployment_status = aStatus({ state: 'inactive' })
    expect(said('deployment_status', { deployment: aDeployment(), deployment_status })).toEqual([])
  })

  const head_commit = {
    id: 'abc',
    message: 'Fix it\n\nMore',
    timestamp: '2026-01-22T20:33:07+01:00',
    author: { name: 'Ann', username: 'ann' },
  }

  test('a push to a branch is its newest commit', () => {
    const [notice] = said('push', { ref: 'refs/heads/feature/x', after: 'abc', head_commit })
    expect(notice?.branches).toEqual([
      {
        name: 'feature/x',
        sha: 'abc',
        author: 'ann',
        message: 'Fix it',
        committedAt: Date.parse('2026-01-22T19:33:07Z'),
        isDefault: false,
        webUrl: 'https://github.com/octo/shop/tree/feature/x',
      },
    ])
  })

  test('a push that deletes a branch asks what is left, and a tag is no branch', () => {
    const ref = 'refs/heads/x'
    expect(said('push', { ref, deleted: true, head_commit: null })).toMatchObject([
      { asks: [{ kind: 'branches' }] },
    ])
    expect(said('push', { ref: 'refs/tags/v1', head_commit })).toEqual([])
  })

  test('the repository of a push has its times in seconds', () => {
    const repository = aRepository({ pushed_at: 1_769_110_387 })
    const [notice] = said('push', { ref: 'refs/heads/main', head_commit, repository })
    expect(notice?.found?.lastActivityAt).toBe(1_769_110_387_000)
    expect(notice?.branches?.[0]?.isDefault).toBe(true)
  })

  test.each([
    ['create', { ref_type: 'branch' }, 'branches'],
    ['delete', { ref_type: 'branch' }, 'branches'],
    ['repository', { action: 'renamed' }, 'projects'],
    ['check_suite', { check_suite: { app: { slug: 'github-actions' } } }, 'pipelines'],
    ['check_suite', { check_suite: { app: null } }, 'pipelines'],
  ])('%s %j asks for %s', (event, payload, kind) => {
    expect(said(event, payload)).toMatchObject([{ project, asks: [{ kind }] }])
  })

  test.each([
    ['create', { ref_type: 'tag' }],
    ['delete', { ref_type: 'tag' }],
    ['check_suite', { check_suite: { app: { slug: 'a-linter' } } }],
    ['ping', { zen: 'Keep it logically awesome.' }],
    ['issues', { action: 'opened' }],
    ['constructor', {}],
  ])('%s %j says nothing to us', (event, payload) => {
    expect(said(event, payload)).toEqual([])
  })

  test('a repository that was deleted is described no more', () => {
    const [notice] = said('repository', { action: 'deleted' })
    expect(notice?.found).toBeUndefined()
  })

  test('a webhook that was set up with a form says the same', () => {
    const json = JSON.stringify({
      action: 'completed',
      workflow_run: aRun(),
      repository: aRepository(),
    })
    const form = delivery('workflow_run', new URLSearchParams({ payload: json }).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(webhooks.identify(form).type).toBe('workflow_run.completed')
    expect(webhooks.read(form, now)).toHaveLength(1)
  })

  test.each([
    'no json',
    '',
    '[]',
    'null',
    '7',
    '{}',
    '{"workflow_run":null}',
    JSON.stringify({ workflow_run: aRun(), repository: null }),
    JSON.stringify({ workflow_run: aRun({ id: null }), repository: aRepository() }),
  ])('a body that is none is malformed, and is not shown: %s', (body) => {
    const read = () => webhooks.read(delivery('workflow_run', body), now)
    expect(read).toThrow(PlatformFault)
    expect(read).toThrow(expect.objectContaining({ kind: 'malformed' }))
  })
})
