import { describe, expect, test } from 'vitest'
import { createSystemLookup, openProbes, parseTarget } from '../probes/index.ts'
import { run, serverOf } from './harness.contract.ts'

const world = (blocked: (address: string) => string | null = () => null) => ({
  openProbes: async () => ({
    probes: openProbes({
      now: () => Date.now(),
      monotonic: () => performance.now(),
      lookup: createSystemLookup(),
      blocked,
      reveal: (setting) => setting,
    }),
    parseTarget,
  }),
})
const checkRun = (...argv: string[]) => run(['check', 'run', ...argv], world())

test('a target that is up is told with its phases and evidence', async () => {
  const { url } = await serverOf(() => ({ json: { fine: true } }))
  const ran = await checkRun(url)
  expect([ran.code, ran.err]).toEqual([0, ''])
  expect(ran.out).toMatch(new RegExp(`^UP {2}${url}/ {2}.*200`))
  expect(ran.out).toMatch(/^first byte +\d+\.\d ms$/m)
  expect(ran.out).toMatch(/^total +\d+\.\d ms$/m)
  expect(ran.out).toMatch(/^reason +ok$/m)
})

test('the JSON has the fields of the contract', async () => {
  const { url } = await serverOf(() => ({ json: {} }))
  const { code, out } = await checkRun(url, '--json')
  const found = JSON.parse(out)
  expect(code).toBe(0)
  expect(Object.keys(found)).toEqual([
    'target',
    'status',
    'reason',
    'message',
    'phases',
    'evidence',
  ])
  expect(found).toMatchObject({ target: `${url}/`, status: 'UP', reason: 'ok' })
  expect(Object.keys(found.phases)).toEqual([
    'dns_ms',
    'connect_ms',
    'tls_ms',
    'first_byte_ms',
    'total_ms',
  ])
  expect(found.phases.tls_ms).toBeNull()
  expect(found.phases.total_ms).toBeGreaterThan(0)
})

describe('a target that is down is the answer no', () => {
  test('by its status', async () => {
    const { url } = await serverOf(() => ({ status: 503, json: {} }))
    const { code, out } = await checkRun(url, '--json')
    expect([code, JSON.parse(out).status, JSON.parse(out).reason]).toEqual([
      1,
      'DOWN',
      'bad_status',
    ])
  })

  test('unless that status was expected', async () => {
    const { url } = await serverOf(() => ({ status: 503, json: {} }))
    expect((await checkRun(url, '--expected-status', '500-599')).code).toBe(0)
  })

  test('by its silence', async () => {
    const { url } = await serverOf(() => null)
    const { code, out } = await checkRun(url, '--timeout', '100ms', '--json')
    expect([code, JSON.parse(out).reason]).toEqual([1, 'timeout'])
  })

  test('as a bare host and port, over TCP', async () => {
    const { url } = await serverOf(() => null)
    const { host } = new URL(url)
    const up = await checkRun(host, '--json')
    expect([up.code, JSON.parse(up.out).target]).toEqual([0, `tcp://${host}`])
    const down = await checkRun('127.0.0.1:1', '--json')
    expect([down.code, JSON.parse(down.out).reason]).toEqual([1, 'connection_refused'])
  })
})

test('a target that policy forbids is refused', async () => {
  const { url } = await serverOf(() => ({ json: {} }))
  const ran = await run(
    ['check', 'run', url, '--json'],
    world(() => 'not from here'),
  )
  expect([ran.code, JSON.parse(ran.out).reason]).toEqual([3, 'blocked_by_policy'])
})

test.each([
  [['ftp://example.com'], 'ftp:// is not supported'],
  [['http://a:b@example.com'], 'must not contain a user name or password'],
  [['https://example.com', '--timeout', '1ms'], '--timeout takes from 100ms to 5m'],
  [['https://example.com', '--timeout', 'soon'], '--timeout takes a duration'],
  [['https://example.com', '--expected-status', 'fine'], 'config.expected_status: must look like'],
  [['https://example.com', '--set', 'methud=GET'], 'did you mean method?'],
  [['tcp://example.com:1', '--method', 'GET'], 'config.method: is no setting of this check'],
  [[], 'TARGET is missing; usage: pharos check run TARGET [options]'],
])('%j is wrong usage', async (argv, says) => {
  const ran = await checkRun(...argv)
  expect([ran.code, ran.out]).toEqual([2, ''])
  expect(ran.err).toContain(says)
})

test('N10: what a target says cannot reach the terminal', async () => {
  const { url } = await serverOf(() => ({
    status: 302,
    headers: { Location: 'http://x/\u009b2J' },
    json: {},
  }))
  const ran = await checkRun(url, '--set', 'follow_redirects=false')
  expect(ran.code).toBe(1)
  expect(ran.out).toMatch(/^[\n -~–…]*$/)
})
