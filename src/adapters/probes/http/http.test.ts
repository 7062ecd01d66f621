import { expect, test } from 'vitest'
import { runProbe } from '../world.contract.ts'
import { answers, codings, encoded, says, startServer } from './hostile.contract.ts'
import { http } from './index.ts'

test('a good answer is up, with its facts as evidence', async () => {
  await using server = await startServer(answers('200 OK', 'content-type: text/plain\r\n', 'hello'))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({
    status: 'up',
    reason: 'ok',
    message: '200 OK',
    evidence: {
      address: '127.0.0.1',
      status: 200,
      http_version: '1.1',
      content_type: 'text/plain',
      body_bytes: 5,
    },
  })
})

test('the request asks for one plain answer on a connection of its own', async () => {
  await using server = await startServer(answers('204 No Content'))
  const target = `http://127.0.0.1:${server.port}/a%20b?c=d`
  const result = await runProbe(http, target)
  expect(result.status).toBe('up')
  expect(server.heads).toEqual([
    `GET /a%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nUser-Agent: Pharos\r\n` +
      'Accept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n',
  ])
})

test.each(['HEAD', 'POST'])('%s is sent when the check says so', async (method) => {
  await using server = await startServer(
    says('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n', method === 'HEAD' ? '' : 'hello'),
  )
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, { config: { method } })
  expect(result).toMatchObject({ status: 'up', evidence: { status: 200 } })
  expect(server.heads[0]).toMatch(new RegExp(`^${method} / `))
})

test('phases of an IP address over plain HTTP have neither DNS nor TLS, and fit into the total', async () => {
  await using server = await startServer(answers('200 OK', '', 'x'.repeat(1_000)))
  const { phases } = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(phases.dnsMs).toBeNull()
  expect(phases.tlsMs).toBeNull()
  expect(phases.connectMs).toBeGreaterThanOrEqual(0)
  expect(phases.firstByteMs).toBeGreaterThan(0)
  expect((phases.connectMs ?? 0) + (phases.firstByteMs ?? 0)).toBeLessThanOrEqual(phases.totalMs)
})

test('the first byte is measured when it comes, not when the headers are complete', async () => {
  await using server = await startServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    setTimeout(() => socket.end('content-length: 0\r\n\r\n'), 150)
  })
  const { phases } = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(phases.totalMs).toBeGreaterThan(140)
  expect(phases.firstByteMs).toBeLessThan(100)
})

test('a status that is not expected is down and says what was expected', async () => {
  await using server = await startServer(answers('503 Service Unavailable', '', 'x'))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({
    status: 'down',
    reason: 'bad_status',
    message: 'expected 200-299, got 503 Service Unavailable',
    evidence: { status: 503 },
  })
})

test('expected statuses are codes and ranges', async () => {
  await using server = await startServer(answers('418 Teapot'))
  const target = `http://127.0.0.1:${server.port}/`
  const up = await runProbe(http, target, { config: { expected_status: '200-299, 418' } })
  expect(up.status).toBe('up')
  const down = await runProbe(http, target, { config: { expected_status: 419 } })
  expect(down.reason).toBe('bad_status')
})

test.each(codings)('a body in %s is decoded although none was asked for', async (coding) => {
  await using server = await startServer(encoded(coding, 100_000))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({ status: 'up', evidence: { body_bytes: 100_000 } })
})

test('a body that ends with the connection is whole', async () => {
  await using server = await startServer(says('HTTP/1.0 200 OK\r\n\r\nhello'))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({ status: 'up', evidence: { body_bytes: 5, http_version: '1.0' } })
})

test('a chunked body and interim answers are read', async () => {
  await using server = await startServer(
    says(
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nt: 1\r\n\r\n',
    ),
  )
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({ status: 'up', evidence: { body_bytes: 3 } })
})

test('a closed port is connection_refused', async () => {
  const server = await startServer(answers('200 OK'))
  await server[Symbol.asyncDispose]()
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({
    status: 'down',
    reason: 'connection_refused',
    evidence: { address: '127.0.0.1' },
  })
})

test('a name that does not exist is dns_failure, and the phase is measured', async () => {
  const result = await runProbe(http, 'http://no-such-host.invalid/')
  expect(result).toMatchObject({ status: 'down', reason: 'dns_failure' })
  expect(result.phases.dnsMs).toBeGreaterThan(0)
  expect(result.phases.connectMs).toBeNull()
})

test('an address without a route is unreachable or runs into the timeout', async () => {
  // Only the network between decides which of the two.
  const result = await runProbe(http, 'http://[100::1]:9/', { timeoutMs: 300 })
  expect(result.status).toBe('down')
  expect(['unreachable', 'timeout']).toContain(result.reason)
})

test('an aborted probe ends at once and closes its connection', async () => {
  const controller = new AbortController()
  await using server = await startServer(() => controller.abort())
  const began = performance.now()
  await runProbe(http, `http://127.0.0.1:${server.port}/`, { signal: controller.signal })
  expect(performance.now() - began).toBeLessThan(2_000)
  await server.idle()
})

test('settings that this version does not know end the probe as unsupported', async () => {
  const probe = http.open({
    now: () => 0,
    monotonic: () => performance.now(),
    lookup: async () => [],
    blocked: () => null,
    reveal: (setting) => setting,
  })
  const request = { target: 'http://127.0.0.1/', timeoutMs: 1_000, config: { retired: 1 } }
  const result = await probe(request, new AbortController().signal)
  expect(result).toMatchObject({ status: 'down', reason: 'unsupported' })
  expect(result.message).toContain('config.retired')
})
