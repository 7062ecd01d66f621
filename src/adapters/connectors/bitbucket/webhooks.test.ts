import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { describeRecorded, recorded } from '../recorded.contract.ts'
import { webhooks } from './webhooks.ts'

const now = Date.UTC(2026, 5, 1, 12)
const secret = 'It’s a Secret to Everybody'

const sign = (body: Buffer | string, hash = 'sha256', key = secret) =>
  `${hash}=${createHmac(hash, key).update(body).digest('hex')}`

const deliver = (body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  headers,
  token: null,
  body: Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const told = (event: string, body: unknown) =>
  webhooks.read(deliver(body, { 'x-event-key': event }), now)

describe('a delivery proves itself', () => {
  const body = '{"repository": {}}'
  const prove = (signature: string, bytes = body) =>
    webhooks.prove(deliver(bytes, { 'x-hub-signature': signature }), secret, now)

  test('with the HMAC of its bytes', () => expect(prove(sign(body))).toBe('ok'))

  test.each([
    ['no signature', '', 'unsigned'],
    ['SHA-1 under the same name', sign(body, 'sha1'), 'forged'],
    ['a longer hash', sign(body, 'sha512'), 'forged'],
    ['another secret', sign(body, 'sha256', 'guess'), 'forged'],
    ['half a signature', sign(body).slice(0, -2), 'forged'],
    ['a signature without its prefix', sign(body).slice('sha256='.length), 'forged'],
  ])('never with %s', (_, signature, proof) => expect(prove(signature)).toBe(proof))

  test('never when it was altered', () => {
    expect(prove(sign(body), '{"repository":{}}')).toBe('forged')
  })

  test('never where there is no secret', () => {
    const signed = deliver(body, { 'x-hub-signature': sign(body, 'sha256', '') })
    expect(webhooks.prove(signed, '', now)).toBe('forged')
  })
})

test('a delivery of Cloud and of Data Center is known by its id and called by its event', () => {
  const cloud = { 'x-request-uuid': 'u-1', 'x-event-key': 'repo:push', 'x-attempt-number': '2' }
  expect(webhooks.identify(deliver('{}', cloud))).toEqual({ id: 'u-1', type: 'repo:push' })
  const server = { 'x-request-id': 'r-1', 'x-event-key': 'repo:refs_changed' }
  expect(webhooks.identify(deliver('{}', server))).toEqual({ id: 'r-1', type: 'repo:refs_changed' })
  expect(webhooks.identify(deliver('{}'))).toEqual({ id: null, type: 'unknown' })
})

const repository = { uuid: '{r}', full_name: 'acme/app' }
const project = { externalId: '{r}', fullName: 'acme/app' }
const status = (url: string | null) => ({ repository, commit_status: { url } })

test.each([
  ['https://bitbucket.org/acme/app/pipelines/results/42', '42'],
  ['https://bitbucket.org/acme/app/pipelines/results/42/steps/%7Bx%7D', '42'],
  ['https://bitbucket.org/acme/app/addon/pipelines/home#!/results/7', '7'],
])('a status of the pipeline at %s asks for it', (url, externalId) => {
  for (const event of ['repo:commit_status_created', 'repo:commit_status_updated']) {
    expect(told(event, status(url))).toEqual([{ project, asks: [{ kind: 'run', externalId }] }])
  }
})

test.each(['https://ci.example.com/job/app/42/', 'javascript:x/pipelines/results/1', null])(
  'a status with the address %s asks for all pipelines',
  (url) => {
    const asks = [{ kind: 'pipelines' }]
    expect(told('repo:commit_status_updated', status(url))).toEqual([{ project, asks }])
  },
)

test('a push of a branch asks for branches, one of a tag for nothing', () => {
  const push = (old: string | null, to: string | null) =>
    told('repo:push', {
      repository,
      push: { changes: [{ old: old && { type: old }, new: to && { type: to } }] },
    })
  const asked = [{ project, asks: [{ kind: 'branches' }] }]
  expect(push('branch', 'branch')).toEqual(asked)
  expect(push(null, 'branch')).toEqual(asked)
  expect(push('branch', null)).toEqual(asked)
  expect(push(null, 'tag')).toEqual([])
})

test.each(['repo:fork', 'pullrequest:created', 'pr:opened', 'diagnostics:ping', ''])(
  'the event %j says nothing',
  (event) => expect(told(event, 'anything')).toEqual([]),
)

test.each([
  ['repo:push', '{'],
  ['repo:push', { repository }],
  ['repo:commit_status_updated', { commit_status: {} }],
  ['repo:refs_changed', { repository: { slug: 'app' } }],
])('%s with %j is malformed', (event, body) => {
  expect(() => told(event, body)).toThrow(expect.objectContaining({ kind: 'malformed' }))
})

describeRecorded('deliveries that were recorded', () => {
  const bytes = (path: string) => readFileSync(recorded(`go-scm/${path}`))
  const cloud = (name: string) => bytes(`bitbucket/webhooks/${name}.json`)
  const server = (name: string) => bytes(`stash/webhooks/${name}.json`)

  test.each(['push', 'pipeline_hook_created', 'pr_created'])(
    '%s is believed as it came',
    (name) => {
      const body = cloud(name)
      const headers = { 'x-hub-signature': sign(body) }
      expect(webhooks.prove(deliver(body, headers), secret, now)).toBe('ok')
      const again = JSON.stringify(JSON.parse(body.toString()))
      expect(webhooks.prove(deliver(again, headers), secret, now)).toBe('forged')
      expect(webhooks.prove(deliver(Buffer.concat([body, body]), headers), secret, now)).toBe(
        'forged',
      )
    },
  )

  test('a pipeline that began and ended is asked for by its number', () => {
    for (const name of ['pipeline_hook_created', 'pipeline_hook_update']) {
      expect(told('repo:commit_status_updated', cloud(name))).toEqual([
        {
          project: {
            externalId: '{2b922c6d-3824-4e91-a7be-90c8b8392f84}',
            fullName: 'automationtestharness/testrepo',
          },
          asks: [{ kind: 'run', externalId: '4' }],
        },
      ])
    }
  })

  test('a push to Cloud asks for branches, unless it is of tags', () => {
    const project = {
      externalId: '{bc771cbf-829e-4c4b-b71f-a0eb3ac2b860}',
      fullName: 'brydzewski/foo',
    }
    for (const name of ['push', 'push_branch_create', 'push_branch_delete']) {
      expect(told('repo:push', cloud(name))).toEqual([{ project, asks: [{ kind: 'branches' }] }])
    }
    for (const name of ['push_tag_create', 'push_tag_delete']) {
      expect(told('repo:push', cloud(name))).toEqual([])
    }
  })

  test('a push to Data Center asks for branches and for builds', () => {
    const project = { externalId: '1', fullName: 'PRJ/my-repo' }
    const asks = [{ kind: 'branches' }, { kind: 'pipelines' }]
    for (const name of ['push', 'push_branch_create', 'push_branch_delete']) {
      expect(told('repo:refs_changed', server(name))).toEqual([{ project, asks }])
    }
    const dotted = told('repo:refs_changed', server('push_v5'))
    expect(dotted[0]?.project.fullName).toBe('ISCLOUD/transamerica.cloud.individual.tftest')
  })

  test('an altered delivery of Data Center is forged', () => {
    const body = server('push')
    const headers = { 'x-hub-signature': sign(body) }
    expect(webhooks.prove(deliver(body, headers), secret, now)).toBe('ok')
    const altered = Buffer.from(body.toString().replace('master', 'mastor'))
    expect(webhooks.prove(deliver(altered, headers), secret, now)).toBe('forged')
  })
})
