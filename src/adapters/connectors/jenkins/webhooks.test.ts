import { describe, expect, test } from 'vitest'
import { webhooks } from './webhooks.ts'

const now = Date.UTC(2026, 5, 1, 12)
const secret = 'correct horse battery staple'

const deliver = (
  body: unknown,
  { headers = {}, token = null }: { headers?: Record<string, string>; token?: string | null } = {},
) => ({
  headers,
  token,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const told = (body: unknown) => webhooks.read(deliver(body), now)

/** https://plugins.jenkins.io/notification/ */
const notification = (build: object = {}) => ({
  name: 'asgard',
  url: 'job/asgard/',
  build: {
    full_url: 'http://localhost:8080/job/asgard/18/',
    number: 18,
    phase: 'FINALIZED',
    status: 'SUCCESS',
    url: 'job/asgard/18/',
    ...build,
  },
})

describe('a delivery proves itself', () => {
  const prove = (given: Parameters<typeof deliver>[1]) =>
    webhooks.prove(deliver('{}', given), secret, now)

  test.each([
    ['with a token in its address', { token: secret }],
    ['with a header', { headers: { 'x-pharos-token': secret } }],
    [
      'with another token where one is right',
      { token: secret, headers: { 'x-pharos-token': 'x' } },
    ],
  ])('%s', (_, given) => expect(prove(given)).toBe('ok'))

  test('with a bearer token', () => {
    const word = 'one-word'
    const delivery = deliver('{}', { headers: { authorization: `bearer ${word}` } })
    expect(webhooks.prove(delivery, word, now)).toBe('ok')
    expect(webhooks.prove(delivery, `${word}s`, now)).toBe('forged')
  })

  test.each([
    ['nothing', {}, 'unsigned'],
    ['empty tokens', { token: '', headers: { 'x-pharos-token': '' } }, 'unsigned'],
    ['a user name and a password', { headers: { authorization: 'Basic YTpi' } }, 'unsigned'],
    ['a wrong token', { token: `${secret}!` }, 'forged'],
    ['a part of the token', { token: secret.slice(0, -1) }, 'forged'],
  ])('never with %s', (_, given, proof) => expect(prove(given)).toBe(proof))

  test('never where there is no secret', () => {
    expect(webhooks.prove(deliver('{}', { token: 'x' }), '', now)).toBe('forged')
    expect(webhooks.prove(deliver('{}', { token: '' }), '', now)).toBe('unsigned')
  })
})

test.each(['STARTED', 'COMPLETED', 'FINALIZED'])(
  'a build that is %s is asked for, and its status is not believed',
  (phase) => {
    expect(told(notification({ phase }))).toEqual([
      {
        project: { externalId: 'asgard', fullName: 'asgard' },
        asks: [{ kind: 'run', externalId: '18' }],
      },
    ])
  },
)

test('a build that waits in the queue says nothing: it has no build to ask for', () => {
  expect(told(notification({ phase: 'QUEUED' }))).toEqual([])
})

test('a build in a folder may be one of a job, or of a branch of a multibranch project', () => {
  const url = 'https://ci.example/jenkins/job/org/job/repo/job/feature%252Fx/7/'
  const run = (externalId: string) => [{ kind: 'run', externalId }]
  expect(told(notification({ full_url: url }))).toEqual([
    {
      project: { externalId: 'org/repo/feature%2Fx', fullName: 'org/repo/feature%2Fx' },
      asks: run('7'),
    },
    { project: { externalId: 'org/repo', fullName: 'org/repo' }, asks: run('feature%2Fx#7') },
  ])
})

test('the Outbound WebHook plugin and a step of one’s own say where the build is, too', () => {
  const url = 'https://ci.example/job/app/3/'
  const asked = [
    { project: { externalId: 'app', fullName: 'app' }, asks: [{ kind: 'run', externalId: '3' }] },
  ]
  expect(told({ buildName: '#3', buildUrl: url, event: 'success', projectName: 'app' })).toEqual(
    asked,
  )
  expect(told({ url })).toEqual(asked)
})

test('where there is no number, the builds of the job are asked for', () => {
  expect(told({ name: 'app', url: 'job/app/' })).toEqual([
    { project: { externalId: 'app', fullName: 'app' }, asks: [{ kind: 'pipelines' }] },
  ])
})

test.each([{}, { build: { phase: 'FINALIZED' } }, { url: 'https://ci.example/' }, { build: 7 }])(
  '%j says nothing',
  (body) => expect(told(body)).toEqual([]),
)

test.each(['', 'phase=STARTED', '[]', '"job/app/3/"', 'null'])('%j is malformed', (body) => {
  expect(() => told(body)).toThrow(expect.objectContaining({ kind: 'malformed' }))
})

test('a delivery is called by its phase, and known by its bytes', () => {
  expect(webhooks.identify(deliver(notification()))).toEqual({ id: null, type: 'FINALIZED' })
  expect(webhooks.identify(deliver({ event: 'start' }))).toEqual({ id: null, type: 'start' })
  expect(webhooks.identify(deliver({}))).toEqual({ id: null, type: 'build' })
  expect(webhooks.identify(deliver('no JSON'))).toEqual({ id: null, type: 'unknown' })
})
