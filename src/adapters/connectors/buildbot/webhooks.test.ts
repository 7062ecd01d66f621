import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Delivery, PlatformFault } from '../../../modules/pipelines/index.ts'
import { describeRecorded, recorded } from '../recorded.contract.ts'
import { webhooks } from './webhooks.ts'

const deliver = (
  body: string,
  headers: Delivery['headers'] = {},
  token: string | null = null,
): Delivery => ({ headers, token, body: Buffer.from(body) })

const push = JSON.stringify({
  buildid: 4,
  buildrequestid: 3,
  builderid: 1,
  complete: true,
  results: 0,
  builder: { builderid: 1, name: 'lamp' },
})

describeRecorded('recorded status pushes', () => {
  test('each leads to the request that it is about', () => {
    const lines = readFileSync(recorded('buildbot-recorded/webhooks.ndjson'), 'utf8').trim()
    const deliveries = lines.split('\n').map((line) => {
      const { h, b } = JSON.parse(line)
      return { headers: h, token: null, body: Buffer.from(b) }
    })
    expect(deliveries.map((delivery) => webhooks.identify(delivery).type)).toEqual([
      'build started',
      'build finished',
      'build started',
      'build finished',
      'build started',
      'build finished',
    ])
    expect(deliveries.flatMap((delivery) => webhooks.read(delivery, 0))).toEqual(
      ['1', '1', '2', '2', '3', '3'].map((externalId) => ({
        project: { externalId: '1', fullName: 'demo' },
        asks: [{ kind: 'run', externalId }],
      })),
    )
  })
})

test('nothing of a body but what to ask for is believed', () => {
  expect(webhooks.read(deliver(push), 0)).toEqual([
    {
      project: { externalId: '1', fullName: 'lamp' },
      asks: [{ kind: 'run', externalId: '3' }],
    },
  ])
  expect(webhooks.identify(deliver(push))).toEqual({ id: null, type: 'build finished' })
})

test.each([
  [{}, null, 'unsigned'],
  [{}, 'canary', 'ok'],
  [{ 'x-pharos-token': 'canary' }, null, 'ok'],
  [{ authorization: 'Bearer canary' }, null, 'ok'],
  [{ authorization: 'bearer  canary ' }, null, 'ok'],
  [{ 'x-pharos-token': 'canar' }, null, 'forged'],
  [{ 'x-pharos-token': 'canaryy' }, null, 'forged'],
  [{ 'x-pharos-token': '' }, null, 'unsigned'],
] as const)('with the headers %j and the token %j it is %s', (headers, token, proof) => {
  expect(webhooks.prove(deliver(push, headers, token), 'canary', 0)).toBe(proof)
})

test('an empty secret proves nothing', () => {
  expect(webhooks.prove(deliver(push, { 'x-pharos-token': 'canary' }), '', 0)).toBe('forged')
  expect(webhooks.prove(deliver(push, { 'x-pharos-token': '' }, ''), '', 0)).toBe('unsigned')
})

test.each(['', '[]', 'null', '{"buildid":1}', '{"builderid":-1,"buildrequestid":1}'])(
  '%j is refused, and nothing of it is repeated',
  (body) => {
    expect(() => webhooks.read(deliver(body), 0)).toThrow(PlatformFault)
    expect(webhooks.identify(deliver(body))).toEqual({ id: null, type: 'unknown' })
  },
)
