import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Delivery, PlatformFault } from '../../../modules/pipelines/index.ts'
import { webhooks } from './webhooks.ts'

const now = Date.UTC(2026, 10, 28, 9, 30)
const secret = 'a lighthouse on a rock'

const deliver = (
  body: unknown,
  headers: Delivery['headers'] = {},
  token: string | null = null,
): Delivery => ({
  headers,
  token,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})

const run = {
  id: 812,
  attempt: 2,
  number: 97,
  status: 'Success',
  title: 'nightly',
  branch: 'main',
  sha: 'ddb1ec3898674b656eabdfd25a328cb980bfb1b1',
  author: 'Ada Keeper',
  message: 'light the lamp\n\nat last',
  trigger: 'cron',
  url: 'https://ci.example.com/runs/812',
  created_at: '2026-11-28T09:00:00Z',
  started_at: '2026-11-28T10:00:10+01:00',
  finished_at: '2026-11-28T09:02:10.500Z',
  jobs: [
    { name: 'unit', stage: 'test', status: 'passed', duration_ms: 61_000.4 },
    { id: 'e2e', name: 'end to end', status: 'failed', allow_failure: true },
  ],
}
const deployment = {
  id: 'd-1',
  environment: 'production',
  status: 'in-progress',
  sha: run.sha,
  run_id: 812,
}
const report = {
  project: { id: 7, name: 'coast/lamp', url: 'https://git.example.com/coast/lamp' },
  run,
  deployment,
}

const noticeOf = (body: unknown) => {
  const [notice, ...more] = webhooks.read(deliver(body), now)
  expect(more).toEqual([])
  return notice
}

describe('a report', () => {
  test('tells of a run, its jobs, a deployment and the whole project', () => {
    const notice = noticeOf(report)
    expect(notice?.project).toEqual({ externalId: '7', fullName: 'coast/lamp' })
    expect(notice?.found).toMatchObject({
      externalId: '7',
      name: 'lamp',
      fullName: 'coast/lamp',
      webUrl: 'https://git.example.com/coast/lamp',
      defaultBranch: null,
    })
    expect(notice?.runs).toEqual([
      {
        externalId: '812',
        attempt: 2,
        number: 97,
        title: 'nightly',
        status: 'success',
        rawStatus: 'Success',
        ref: null,
        branch: 'main',
        sha: run.sha,
        author: 'Ada Keeper',
        message: 'light the lamp',
        trigger: 'cron',
        webUrl: run.url,
        createdAt: Date.UTC(2026, 10, 28, 9),
        startedAt: Date.UTC(2026, 10, 28, 9, 0, 10),
        finishedAt: Date.UTC(2026, 10, 28, 9, 2, 10, 500),
        durationMs: 120_500,
        queuedMs: 10_000,
        sourceTime: Date.UTC(2026, 10, 28, 9, 2, 10, 500),
        parent: null,
        partial: false,
      },
    ])
    expect(notice?.jobs?.run).toMatchObject({ externalId: '812', attempt: 2 })
    expect(notice?.jobs?.jobs).toMatchObject([
      { externalId: '1', name: 'unit', stage: 'test', status: 'success', durationMs: 61_000 },
      { externalId: 'e2e', name: 'end to end', status: 'failed', allowFailure: true },
    ])
    expect(notice?.deployments).toMatchObject([
      { externalId: 'd-1', environment: 'production', status: 'running', run: '812' },
    ])
  })

  test('needs no more than a name, an id and a status; its time is then that of its arrival', () => {
    const notice = noticeOf({ project: 'lamp', run: { id: 'a', status: 'queued' } })
    expect(notice?.found).toMatchObject({ externalId: 'lamp', name: 'lamp', fullName: 'lamp' })
    expect(notice?.runs).toMatchObject([
      {
        externalId: 'a',
        attempt: 1,
        status: 'pending',
        createdAt: now,
        sourceTime: now,
        startedAt: null,
        durationMs: null,
      },
    ])
    expect(notice).not.toHaveProperty('jobs')
    expect(notice).not.toHaveProperty('deployments')
  })

  test.each([
    [{ ref: 'refs/heads/feature/x' }, { branch: 'feature/x', ref: null }],
    [{ ref: 'refs/tags/v1' }, { branch: null, ref: 'refs/tags/v1' }],
    [
      { branch: 'main', ref: 'refs/heads/main' },
      { branch: 'main', ref: null },
    ],
    [{}, { branch: null, ref: null }],
  ])('of %j is about %j', (place, expected) => {
    const notice = noticeOf({ project: 'lamp', run: { id: 1, status: 'ok', ...place } })
    expect(notice?.runs).toMatchObject([expected])
  })

  test.each([
    ['success', 'success'],
    ['PASSED', 'success'],
    ['failure', 'failed'],
    ['error', 'failed'],
    ['timed out', 'failed'],
    ['cancelled', 'canceled'],
    ['in_progress', 'running'],
    ['In Progress', 'running'],
    ['queued', 'pending'],
    ['manual', 'waiting'],
    ['unstable', 'warning'],
    ['neutral', 'skipped'],
    ['splendid', 'unknown'],
    ['constructor', 'unknown'],
  ])('with the status %j is %s', (status, expected) => {
    const notice = noticeOf({ project: 'lamp', run: { id: 1, status } })
    expect(notice?.runs).toMatchObject([{ status: expected, rawStatus: status }])
  })
})

const faultOfRead = (body: unknown): PlatformFault => {
  try {
    webhooks.read(deliver(body), now)
  } catch (error) {
    if (error instanceof PlatformFault) return error
    throw error
  }
  throw new Error('it was read')
}

const withRun = (more: Readonly<Record<string, unknown>>) => ({
  project: 'lamp',
  run: { id: 1, status: 'ok', ...more },
})

test.each([
  ['{', 'body must be JSON in UTF-8'],
  ['[]', 'body must be a JSON object'],
  ['null', 'body must be a JSON object'],
  [{ project: 'lamp' }, 'run is needed, or deployment'],
  [{ run: { id: 1, status: 'ok' } }, 'project is needed: a name, or an object with one'],
  [{ project: '', run: { id: 1, status: 'ok' } }, 'project.name is needed'],
  [{ project: 'lamp', run: { id: 1 } }, 'run.status is needed, as text'],
  [{ project: 'lamp', run: { status: 'ok' } }, 'run.id is needed, as text or a number'],
  [withRun({ started_at: 'yesterday' }), 'run.started_at must be a time such as'],
  [withRun({ started_at: '2026-02-31T09:00:00Z' }), 'run.started_at must be a time such as'],
  [withRun({ started_at: 1_795_859_573 }), 'run.started_at must be a time such as'],
  [
    withRun({ started_at: '2026-11-28T09:00:00Z', finished_at: '2026-11-28T08:00:00Z' }),
    'run.finished_at must not be before started_at',
  ],
  [withRun({ url: 'javascript:alert(1)' }), 'run.url must be an address such as'],
  [withRun({ attempt: 0 }), 'run.attempt must be a whole number from 1'],
  [withRun({ duration_ms: -1 }), 'run.duration_ms must not be negative'],
  [withRun({ brunch: 'main' }), 'run.brunch is no member of this document; did you mean branch?'],
  [
    withRun({ jobs: [{ name: 'unit', status: 'ok', stag: 'x' }] }),
    'run.jobs.0.stag is no member of this document; did you mean stage?',
  ],
  [
    withRun({ jobs: Array.from({ length: 1_001 }, () => ({ name: 'a', status: 'ok' })) }),
    'run.jobs must be at most 1000 jobs',
  ],
  [withRun({ branch: 'x'.repeat(201) }), 'run.branch must be at most 200 characters'],
])('%j is refused with what is wrong and where: %s', (body, words) => {
  const fault = faultOfRead(body)
  expect(fault.kind).toBe('malformed')
  expect(fault.message).toContain(words)
  expect(fault.message).toContain('See docs/webhooks.md.')
  expect(fault.message.length).toBeLessThan(900)
})

const hex = (body: Uint8Array, key = secret) =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`

/** Ways to prove a body. */
const proofs = {
  'X-Pharos-Signature-256': (body: Uint8Array) => ({ 'x-pharos-signature-256': hex(body) }),
  'X-Hub-Signature-256': (body: Uint8Array) => ({ 'x-hub-signature-256': hex(body) }),
  'Standard Webhooks': (body: Uint8Array) => {
    const head = { 'webhook-id': 'm1', 'webhook-timestamp': String(now / 1_000) }
    const mac = createHmac('sha256', secret)
      .update(`m1.${now / 1_000}.`)
      .update(body)
    return { ...head, 'webhook-signature': `v1,AAAA v1,${mac.digest('base64')}` }
  },
}

describe.each(Object.entries(proofs))('a delivery signed by %s', (_name, sign) => {
  const { body } = deliver(report)
  const headers = sign(body)

  test('is believed, and with any byte altered it is not', () => {
    expect(webhooks.prove({ headers, token: null, body }, secret, now)).toBe('ok')
    for (const at of [0, Math.floor(body.length / 2), body.length - 1]) {
      const altered = Uint8Array.from(body)
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(webhooks.prove({ headers, token: null, body: altered }, secret, now)).toBe('forged')
    }
    const longer = Buffer.concat([body, Buffer.from(' ')])
    expect(webhooks.prove({ headers, token: null, body: longer }, secret, now)).toBe('forged')
  })

  test('is not believed with another secret, with none, or for a token beside a wrong signature', () => {
    expect(webhooks.prove({ headers, token: null, body }, 'another', now)).toBe('forged')
    expect(webhooks.prove({ headers, token: null, body }, '', now)).toBe('forged')
    const altered = Buffer.concat([body, Buffer.from(' ')])
    expect(webhooks.prove({ headers, token: secret, body: altered }, secret, now)).toBe('forged')
  })
})

test('a signed time that is more than five minutes off is stale', () => {
  const { body } = deliver(report)
  const headers = proofs['Standard Webhooks'](body)
  const proofAt = (at: number) => webhooks.prove({ headers, token: null, body }, secret, at)
  expect(proofAt(now + 300_000)).toBe('ok')
  expect(proofAt(now + 301_000)).toBe('stale')
  expect(proofAt(now - 301_000)).toBe('stale')
})

test('the vector of Standard Webhooks is believed', () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  const delivery = deliver('{"test": 2432232314}', headers)
  const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  expect(webhooks.prove(delivery, key, 1_614_265_330_000)).toBe('ok')
})

test.each([
  [{}, secret, 'ok'],
  [{ 'x-pharos-token': secret }, null, 'ok'],
  [{ authorization: 'Bearer s3cret' }, null, 'forged'],
  [{}, 'guess', 'forged'],
  [{}, null, 'unsigned'],
  [{ authorization: 'Basic YTpi' }, null, 'unsigned'],
  [{ 'x-pharos-signature-256': 'sha1=00' }, null, 'forged'],
] as const)('headers %j and the token %j make it %s', (headers, token, proof) => {
  expect(webhooks.prove(deliver(report, headers, token), secret, now)).toBe(proof)
})

test.each([
  [
    { 'idempotency-key': 'k', 'webhook-id': 'w' },
    { id: 'k', type: 'run and deployment' },
  ],
  [{ 'webhook-id': 'w' }, { id: 'w', type: 'run and deployment' }],
  [{}, { id: null, type: 'run and deployment' }],
])('with the headers %j it is known by %j', (headers, identity) => {
  expect(webhooks.identify(deliver(report, headers))).toEqual(identity)
})

test('what cannot be read has an identity too', () => {
  expect(webhooks.identify(deliver('{', { 'idempotency-key': 'k' }))).toEqual({
    id: 'k',
    type: 'unknown',
  })
})
