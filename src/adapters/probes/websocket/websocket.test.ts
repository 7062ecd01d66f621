import { once } from 'node:events'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { Refusal } from '../../../kernel/index.ts'
import type { ResultReason } from '../../../modules/checks/index.ts'
import { makeCertificate } from '../http/certificate.contract.ts'
import {
  answers,
  type Behaviour,
  floods,
  says,
  startServer,
  upgraded,
} from '../http/hostile.contract.ts'
import { runProbe } from '../world.contract.ts'
import { startWebSocketServer } from './facts.contract.ts'
import { websocket } from './index.ts'

test('a message is sent, and the expected one is waited for behind others', async () => {
  const { server, port } = await startWebSocketServer()
  const config = { send: 'are you there?', expect: 'there?' }
  const closed = once(server, 'connection').then(([socket]) => once(socket, 'close'))
  const result = await runProbe(websocket, `ws://127.0.0.1:${port}/`, { config })
  expect(result).toMatchObject({
    status: 'up',
    message: 'message 2 has there?',
    evidence: { last_message: 'are you there?', messages: 2 },
  })
  expect((await closed)[0]).toBe(1_001)
  server.close()
})

test('without an expectation the handshake is enough, also of a server that would compress', async () => {
  const { server, port } = await startWebSocketServer({ perMessageDeflate: true })
  const result = await runProbe(websocket, `ws://127.0.0.1:${port}/`)
  expect(result).toMatchObject({ status: 'up', message: 'the connection was upgraded' })
  server.close()
})

test('a message that never comes is a timeout, with the last one that did', async () => {
  const { server, port } = await startWebSocketServer()
  const run = { config: { expect: 'goodbye' }, timeoutMs: 200 }
  const result = await runProbe(websocket, `ws://127.0.0.1:${port}/`, run)
  expect(result).toMatchObject({ reason: 'timeout', evidence: { last_message: 'welcome' } })
  for (const client of server.clients) client.terminate()
  server.close()
})

test('a subprotocol must be taken', async () => {
  const { server, port } = await startWebSocketServer()
  const target = `ws://127.0.0.1:${port}/`
  const config = { subprotocol: 'chat' }
  expect(await runProbe(websocket, target, { config })).toMatchObject({ status: 'up' })
  server.options.handleProtocols = () => false
  expect(await runProbe(websocket, target, { config })).toMatchObject({
    reason: 'protocol_error',
    message: 'no WebSocket handshake: Sec-WebSocket-Protocol',
  })
  server.close()
})

test('over TLS the certificate counts, unless it is not to be verified', async () => {
  const https = createHttps(makeCertificate()).listen(0, '127.0.0.1')
  const server = new WebSocketServer({ server: https })
  await once(https, 'listening')
  const { port } = https.address() as AddressInfo
  const target = `wss://localhost:${port}/`
  const world = { lookup: async () => ['127.0.0.1'] }
  expect(await runProbe(websocket, target, { world })).toMatchObject({ reason: 'tls_failure' })
  const result = await runProbe(websocket, target, { world, config: { verify_tls: false } })
  expect(result).toMatchObject({ status: 'up', evidence: { tls_protocol: 'TLSv1.3' } })
  for (const client of server.clients) client.terminate()
  https.close()
})

const frames = (...bytes: number[]): Behaviour =>
  upgraded((socket) => socket.write(Buffer.from(bytes)))

const deflate = 'sec-websocket-extensions: permessage-deflate; server_max_window_bits=99\r\n'
const fragment = Buffer.concat([
  Buffer.from([0x01, 127, 0, 0, 0, 0, 0, 0x10, 0, 0]),
  Buffer.alloc(1_048_576),
])

const cases: readonly [string, Behaviour, ResultReason, RegExp][] = [
  ['H13 bad server_max_window_bits', upgraded(() => {}, deflate), 'protocol_error', /Extensions/],
  [
    'H13 a frame of 2 GB',
    frames(0x82, 127, 0, 0, 0, 0, 0x80, 0, 0, 0),
    'body_too_large',
    /1048576/,
  ],
  [
    'H13 a frame of 2^63 bytes',
    frames(0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0),
    'body_too_large',
    /1048576/,
  ],
  [
    'H13 a flood of pings',
    upgraded((socket) => floods('', Buffer.alloc(2_000, Buffer.from([0x89, 0])))(socket, '')),
    'protocol_error',
    /more than 100 pings/,
  ],
  [
    'H13 fragments without end',
    upgraded((socket) => floods('\x01\x00', Buffer.alloc(2_000))(socket, '')),
    'protocol_error',
    /more than 10000 frames/,
  ],
  [
    'H13 a message larger than the cap, in fragments',
    upgraded((socket) => socket.write(Buffer.concat([fragment, Buffer.from([0x80, 1, 65])]))),
    'body_too_large',
    /1048576/,
  ],
  ['a masked frame', frames(0x81, 0x81, 0, 0, 0, 0, 65), 'protocol_error', /must not mask/],
  ['a compressed frame', frames(0xc1, 1, 65), 'protocol_error', /reserved bit/],
  ['an unknown opcode', frames(0x83, 0), 'protocol_error', /opcode 3/],
  ['a long ping', frames(0x89, 126, 0, 126), 'protocol_error', /control frame/],
  ['a ping in fragments', frames(0x09, 0), 'protocol_error', /control frame/],
  ['a message within another', frames(0x01, 0, 0x81, 0), 'protocol_error', /within another/],
  ['a goodbye', frames(0x88, 6, 0x03, 0xf3, 98, 117, 115, 121), 'protocol_error', /with 1011 busy/],
  ['a page', answers('200 OK', '', 'hello'), 'bad_status', /expected 101, got 200 OK/],
  ['no permission', answers('401 Unauthorized'), 'bad_status', /got 401/],
  [
    'a key that is not answered',
    says('HTTP/1.1 101 OK\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    'protocol_error',
    /Sec-WebSocket-Accept/,
  ],
  [
    'H5 endless headers',
    floods('HTTP/1.1 101 OK\r\n', 'x: y\r\n'),
    'protocol_error',
    /16384 bytes/,
  ],
  [
    'H5 an endless line',
    floods('HTTP/1.1 101 ', 'x'.repeat(4_096)),
    'protocol_error',
    /16384 bytes/,
  ],
]

describe('a hostile server ends as a result', () => {
  test.each(cases)('%s', async (_attack, behave, reason, message) => {
    await using server = await startServer(behave)
    const config = { expect: 'something' }
    const result = await runProbe(websocket, `ws://127.0.0.1:${server.port}/`, { config })
    expect(result).toMatchObject({ status: 'down', reason })
    expect(result.message).toMatch(message)
    await server.idle()
  })
})

test('a ping is answered', async () => {
  const pong = Promise.withResolvers<Buffer>()
  await using server = await startServer(
    upgraded((socket) => {
      socket.once('data', (bytes: Buffer) => pong.resolve(bytes))
      socket.write(Buffer.from([0x89, 1, 65, 0x81, 2, 104, 105]))
    }),
  )
  const config = { expect: 'hi' }
  const result = await runProbe(websocket, `ws://127.0.0.1:${server.port}/`, { config })
  expect(result.status).toBe('up')
  const [first, second, m0 = 0, , , , byte = 0] = await pong.promise
  expect([first, second, byte ^ m0]).toEqual([0x8a, 0x81, 65])
})

test.each(['ws://', 'ws:host', 'ws://user@host/', 'ws://host:0/', 'http://host/', 'ws://a\\b/'])(
  'S6 %j is refused',
  (text) => {
    expect(() => websocket.parse(text)).toThrow(Refusal)
  },
)
