import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import { runProbe } from '../world.contract.ts'
import { tcp } from './index.ts'

async function listen() {
  const server = createServer((socket) => socket.on('error', () => {}).resume())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, server, [Symbol.dispose]: () => server.close() }
}

test('a port that accepts is up, and the connection is closed again', async () => {
  using target = await listen()
  const closed = once(target.server, 'connection').then(([socket]) => once(socket, 'close'))
  const result = await runProbe(tcp, `tcp://127.0.0.1:${target.port}`)
  expect(result).toMatchObject({
    status: 'up',
    reason: 'ok',
    message: `port ${target.port} accepts connections`,
    phases: { dnsMs: null, tlsMs: null, firstByteMs: null },
    evidence: { address: '127.0.0.1' },
  })
  await closed
})

test('a closed port is connection_refused', async () => {
  using target = await listen()
  target.server.close()
  const result = await runProbe(tcp, `tcp://127.0.0.1:${target.port}`)
  expect(result).toMatchObject({ status: 'down', reason: 'connection_refused' })
})

test('a name that does not exist is dns_failure', async () => {
  const result = await runProbe(tcp, 'tcp://no-such-host.invalid:80')
  expect(result).toMatchObject({ status: 'down', reason: 'dns_failure' })
})

test('a name server that never answers runs into the timeout, and a late answer opens nothing', async () => {
  using target = await listen()
  const connections: unknown[] = []
  target.server.on('connection', (socket) => connections.push(socket))
  let answer = (_addresses: readonly string[]): void => {}
  const pending = new Promise<readonly string[]>((resolve) => {
    answer = resolve
  })
  const result = await runProbe(tcp, `tcp://slow.example:${target.port}`, {
    timeoutMs: 100,
    world: { lookup: () => pending },
  })
  expect(result).toMatchObject({ status: 'down', reason: 'timeout' })
  expect(result.message).toBe('timed out after 100 ms resolving the name')
  answer(['127.0.0.1'])
  // A later connection is accepted after an earlier one, so this one alone proves the point.
  await runProbe(tcp, `tcp://127.0.0.1:${target.port}`)
  expect(connections).toHaveLength(1)
})

test.each([
  ['tcp://DB.Example:5432', 'tcp://db.example:5432'],
  ['tcp://127.1:80/', 'tcp://127.0.0.1:80'],
  ['tcp://[::1]:443', 'tcp://[::1]:443'],
])('%j is normalised', (text, normalised) => {
  expect(tcp.parse(text)).toBe(normalised)
  expect(tcp.parse(normalised)).toBe(normalised)
})

test.each([
  'tcp://example.com',
  'tcp://example.com:0',
  'tcp://example.com:65536',
  'tcp://example.com:80/path',
  'tcp://user@example.com:80',
  'tcp://:80',
  'tcp://[::zz]:80',
  'tcp://exam\tple.com:80',
  'tcp://a\\b:80',
  'http://example.com:80',
])('S6 %j is refused', (text) => {
  expect(() => tcp.parse(text)).toThrow(Refusal)
})
