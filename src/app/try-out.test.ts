import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createVault } from '../adapters/credentials/index.ts'
import { createSystemLookup, openProbes } from '../adapters/probes/index.ts'
import { isSealed, Secret } from '../kernel/index.ts'
import { silentLog } from '../kernel/world.contract.ts'
import { define, parseDraft } from '../modules/services/index.ts'
import { createAddressPolicy } from './address-policy.ts'
import { readTarget, sealingTargets } from './check-probes.ts'
import { createTryOut } from './try-out.ts'
import { systemClock } from './world.ts'

async function listen(answer: (response: ServerResponse) => void) {
  const server: Server = createServer((_request, response) => answer(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}/` }
}

function open(policy = { allowPrivateTargets: true }) {
  const blocked = createAddressPolicy(policy)
  const tryOut = createTryOut({
    probes: openProbes({
      ...systemClock,
      lookup: createSystemLookup(),
      blocked,
      reveal: (setting) => setting,
    }),
    targets: { parse: readTarget },
    clock: systemClock,
    log: silentLog,
    defaults: { intervalMs: 30_000, timeoutMs: 10_000 },
  })
  const patience = new AbortController().signal
  return (fields: Record<string, unknown>, signal = patience) =>
    tryOut({ name: 'test', ...fields }, signal)
}

test('a probe runs once with the fields of a form, and says all it found', async () => {
  const { url } = await listen((response) => response.writeHead(204).end())
  const tried = await open()({ url, config: { expected_status: '204' } })
  expect(tried).toMatchObject({
    status: 'up',
    reason: 'ok',
    message: '204 No Content',
    target: url,
  })
  expect(tried.evidence).toMatchObject({ status: 204 })
  expect(tried.phases.totalMs).toBeGreaterThan(0)
})

test('an answer that is slower than the form allows is degraded', async () => {
  const { url } = await listen((response) => setTimeout(() => response.end('ok'), 20))
  const tried = await open()({ url, degraded_above_ms: 1 })
  expect(tried).toMatchObject({ status: 'degraded', reason: 'slow' })
})

test('the timeout is the one that the check would have', async () => {
  const { url } = await listen(() => {})
  const tried = await open()({ url, timeout: '100ms' })
  expect(tried).toMatchObject({ status: 'down', reason: 'timeout' })
})

test('an address that checks may not contact is not contacted', async () => {
  const { server, url } = await listen((response) => response.end())
  let contacts = 0
  server.on('connection', () => {
    contacts += 1
  })
  const tried = await open({ allowPrivateTargets: false })({ url })
  expect(tried).toMatchObject({ status: 'down', reason: 'blocked_by_policy' })
  expect(contacts).toBe(0)
})

test('fields that no service may have are refused by name', async () => {
  const refused = open()({ url: 'gopher://a.example', check_interval: 'soon' })
  await expect(refused).rejects.toMatchObject({ code: 'invalid' })
})

test('four run at once, and one more when the client of another has left', async () => {
  const { server, url } = await listen(() => {})
  const tryOut = open()
  const leaving = new AbortController()
  const asked: Promise<unknown>[] = []
  for (let i = 0; i < 4; i++) {
    asked.push(tryOut({ url }, leaving.signal))
    await once(server, 'request')
  }
  await expect(tryOut({ url })).rejects.toMatchObject({ code: 'too_many_requests' })
  leaving.abort()
  await Promise.all(asked)
  const next = tryOut({ url, timeout: '100ms' })
  await expect(next).resolves.toMatchObject({ reason: 'timeout' })
})

describe('a mask of a secret', () => {
  const vault = createVault(new Secret('a key of a test'))
  const targets = sealingTargets(vault)
  const defaults = { intervalMs: 30_000, timeoutMs: 10_000 }
  const settings = { username: 'ann', password: 'canary-word' }
  const stored = (url: string) =>
    define(parseDraft({ name: 'stored', url, config: settings }, defaults), targets)
  const tryOut = createTryOut({
    probes: openProbes({
      ...systemClock,
      lookup: createSystemLookup(),
      blocked: () => null,
      reveal: (setting) => (isSealed(setting) ? vault.open(setting, 'check') : setting),
    }),
    targets,
    clock: systemClock,
    log: silentLog,
    defaults,
  })
  const masked = (url: string) => ({ name: 'test', url, config: { ...settings, password: '***' } })
  const patience = new AbortController().signal

  test('stands for the one that is stored, and the result does not show it', async () => {
    const asked: (string | undefined)[] = []
    const { server, url } = await listen((response) => response.writeHead(500).end('canary-word'))
    server.on('request', ({ headers }: IncomingMessage) => asked.push(headers.authorization))
    const tried = await tryOut(masked(`${url}other`), patience, stored(url))
    expect(asked).toEqual([`Basic ${Buffer.from('ann:canary-word').toString('base64')}`])
    expect(tried).toMatchObject({ status: 'down', reason: 'bad_status' })
    expect(JSON.stringify(tried)).not.toContain('canary-word')
  })

  test.each([
    ['https://127.0.0.1/', { verify_tls: true }, { verify_tls: false }],
    ['postgres://127.0.0.1/app', { tls: 'verify' }, { tls: 'disable' }],
  ])('Z4 is not sent to %s with less encryption than before', async (url, strong, weaker) => {
    const draft = { name: 'stored', url, config: { ...settings, ...strong } }
    const present = define(parseDraft(draft, defaults), targets)
    const again = { ...draft, config: { ...settings, ...weaker, password: '***' } }
    await expect(tryOut(again, patience, present)).rejects.toMatchObject({
      fields: [{ path: 'config.password', message: expect.stringContaining('encryption') }],
    })
  })

  test('Z4 is not sent to another host, and stands for nothing where nothing is stored', async () => {
    const { server, url } = await listen((response) => response.end())
    let contacts = 0
    server.on('connection', () => {
      contacts += 1
    })
    const elsewhere = tryOut(masked(url), patience, stored('http://127.0.0.1:1/'))
    await expect(elsewhere).rejects.toMatchObject({
      fields: [{ path: 'config.password', message: expect.stringContaining('entered again') }],
    })
    await expect(tryOut(masked(url), patience)).rejects.toMatchObject({
      fields: [{ path: 'config.password', message: 'must be entered' }],
    })
    expect(contacts).toBe(0)
  })
})
