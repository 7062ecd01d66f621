import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createSystemLookup, openProbes } from '../adapters/probes/index.ts'
import type { Logger } from '../kernel/index.ts'
import { createAddressPolicy } from './address-policy.ts'
import { readTarget } from './check-probes.ts'
import { createTryOut } from './try-out.ts'
import { systemClock } from './world.ts'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent }

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
    log: silent,
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
