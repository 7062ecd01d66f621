import { expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import type { ResultReason } from '../../../modules/checks/index.ts'
import { makeCertificate } from '../http/certificate.contract.ts'
import { floods, startServer } from '../http/hostile.contract.ts'
import { runProbe } from '../world.contract.ts'
import { grpc } from './index.ts'
import { statusOf } from './message.ts'
import {
  framed,
  type GrpcCall,
  type Reply,
  refuses,
  says,
  sends,
  startGrpcServer,
} from './server.contract.ts'

async function ask(reply: Reply, run: { path?: string; config?: object; timeoutMs?: number } = {}) {
  await using server = await startGrpcServer(reply)
  const { path = '', ...rest } = run
  return await runProbe(grpc, `grpc://127.0.0.1:${server.port}${path}`, rest)
}

test('a service that is serving is up', async () => {
  let call: GrpcCall | undefined
  const result = await ask(
    (one) => {
      call = one
      says(1)(one)
    },
    { path: '/my.package.Service' },
  )
  expect(result).toMatchObject({
    status: 'up',
    message: 'my.package.Service is serving',
    evidence: { health: 'SERVING', grpc_status: '0' },
  })
  expect(call?.service).toBe('my.package.Service')
  expect(call?.headers).toMatchObject({
    ':path': '/grpc.health.v1.Health/Check',
    te: 'trailers',
    'grpc-timeout': '5000m',
  })
})

test('metadata goes with the call, and into no result', async () => {
  let headers: GrpcCall['headers'] = {}
  const result = await ask(
    (call) => {
      headers = call.headers
      refuses('16', `no such token: ${call.headers.authorization}`)(call)
    },
    { config: { metadata: 'authorization: Bearer canary-word; tenant: 7' } },
  )
  expect(headers).toMatchObject({ authorization: 'Bearer canary-word', tenant: '7' })
  expect(result).toMatchObject({ reason: 'bad_status' })
  expect(result.message).toBe('the server refused: UNAUTHENTICATED (16), no such token: ***')
})

const cases: readonly [string, Reply, ResultReason, RegExp][] = [
  ['a service that is not serving', says(2), 'assertion_failed', /NOT_SERVING/],
  [
    'an empty answer, which is UNKNOWN',
    sends(framed(Buffer.alloc(0))),
    'assertion_failed',
    /UNKNOWN/,
  ],
  [
    'H15 trailers only: no such service',
    refuses('5', 'no%20x'),
    'assertion_failed',
    /NOT_FOUND \(5\), no x/,
  ],
  ['H15 trailers only: no health service', refuses('12'), 'unsupported', /UNIMPLEMENTED/],
  ['H15 trailers only: unavailable', refuses('14'), 'bad_status', /UNAVAILABLE/],
  ['H15 trailers only: fine, without a message', refuses('0'), 'protocol_error', /cut short/],
  ['trailers only with a status that is none', refuses('ok'), 'protocol_error', /no gRPC status/],
  [
    'H15 a message of 4 GiB',
    sends(framed(Buffer.from([8, 1]), 0xff_ff_ff_ff)),
    'body_too_large',
    /4294967295 bytes/,
  ],
  [
    'a message that is cut short',
    sends(framed(Buffer.from([8]), 2)),
    'protocol_error',
    /cut short/,
  ],
  [
    'two messages',
    sends(Buffer.concat([framed(Buffer.from([8, 1])), framed(Buffer.from([8, 1]))])),
    'protocol_error',
    /more than one/,
  ],
  ['a compressed message', sends(Buffer.from([1, 0, 0, 0, 0])), 'protocol_error', /compressed/],
  [
    'a message that is no protobuf',
    sends(framed(Buffer.from([0xff, 0xff]))),
    'protocol_error',
    /grpc.health.v1/,
  ],
  [
    'a status after a good message',
    sends(framed(Buffer.from([8, 1])), { 'grpc-status': '13' }),
    'bad_status',
    /INTERNAL/,
  ],
  [
    'an answer of HTTP',
    ({ stream }) => {
      stream.respond({ ':status': 200, 'content-type': 'text/html' })
      stream.end('<html>')
    },
    'protocol_error',
    /not one of gRPC/,
  ],
  [
    'an error of HTTP',
    ({ stream }) => stream.respond({ ':status': 502 }, { endStream: true }),
    'bad_status',
    /expected HTTP status 200, got 502/,
  ],
  [
    'H12 a stream that is reset',
    ({ stream }) => stream.close(2),
    'protocol_error',
    /HTTP\/2 failed/,
  ],
  [
    'H12 GOAWAY instead of an answer',
    ({ stream }) => stream.session?.goaway(11),
    'protocol_error',
    /HTTP\/2 failed/,
  ],
  [
    'a connection that is cut',
    ({ stream }) => stream.session?.socket.destroy(),
    'connection_reset',
    /closed early|reset/,
  ],
]

test.each(cases)('%s ends as a result', async (_attack, reply, reason, message) => {
  const result = await ask(reply)
  expect(result).toMatchObject({ status: 'down', reason })
  expect(result.message).toMatch(message)
})

test('a server that never answers runs into the timeout', async () => {
  const result = await ask(() => {}, { timeoutMs: 200 })
  expect(result).toMatchObject({ reason: 'timeout' })
})

/** A frame of HTTP/2, RFC 9113 section 4.1. */
function frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

const settings = frame(4, 0, 0).toString('latin1')
const repeated = (bytes: Buffer): Buffer => Buffer.concat(Array<Buffer>(100).fill(bytes))

test.each([
  ['H12 a flood of PING', floods(settings, repeated(frame(6, 0, 0, Buffer.alloc(8))))],
  ['H12 a flood of SETTINGS', floods(settings, repeated(frame(4, 0, 0)))],
  [
    'H12 a flood of WINDOW_UPDATE',
    floods(settings, repeated(frame(8, 0, 0, Buffer.from([0, 0, 0, 1])))),
  ],
  [
    'H5 headers that go on and on',
    floods(
      settings + frame(1, 0, 1).toString('latin1'),
      repeated(frame(9, 0, 1, Buffer.alloc(64))),
    ),
  ],
])('%s ends as a result, within the timeout', async (_attack, behave) => {
  await using server = await startServer(behave, { eager: true })
  const result = await runProbe(grpc, `grpc://127.0.0.1:${server.port}`, { timeoutMs: 500 })
  expect(result.status).toBe('down')
  expect(['protocol_error', 'connection_reset', 'timeout']).toContain(result.reason)
  expect(result.phases.totalMs).toBeLessThan(1_000)
  await server.idle()
})

test('GOAWAY of a server that still answers is no failure', async () => {
  const result = await ask((call) => {
    call.stream.session?.goaway(0)
    says(1)(call)
  })
  expect(result).toMatchObject({ status: 'up' })
})

test('over TLS the certificate counts, unless it is not to be verified', async () => {
  await using server = await startGrpcServer(says(1), makeCertificate())
  const target = `grpcs://localhost:${server.port}`
  const world = { lookup: async () => ['127.0.0.1'] }
  expect(await runProbe(grpc, target, { world })).toMatchObject({
    reason: 'tls_failure',
    message: 'the certificate is self-signed',
  })
  const result = await runProbe(grpc, target, { world, config: { verify_tls: false } })
  expect(result).toMatchObject({ status: 'up', evidence: { tls_protocol: 'TLSv1.3' } })
})

test('fields that a later version adds are passed over', () => {
  const later = [
    0x12, 1, 65, 0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x28, 0x80, 1, 0x08, 1,
  ]
  expect(statusOf(Buffer.from(later))).toBe('SERVING')
})

test.each([
  'grpc://host',
  'grpc://host:1/a b',
  'grpc://host:1/a/b',
  'grpc://host:1?x',
  'http://host:1',
])('S6 %j is refused', (text) => {
  expect(() => grpc.parse(text)).toThrow(Refusal)
})

test.each(['Name: x', ':path: /', 'grpc-timeout: 1S', 'te: x', 'a: \u00fc', 'a:'])(
  'metadata like %j is refused',
  (metadata) => {
    expect(grpc.config.safeParse({ metadata }).success).toBe(false)
  },
)
