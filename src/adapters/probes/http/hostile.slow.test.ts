import { describe, expect, test } from 'vitest'
import type { ResultReason } from '../../../modules/checks/index.ts'
import { runProbe } from '../world.contract.ts'
import { makeCertificate } from './certificate.contract.ts'
import {
  answers,
  type Behaviour,
  codings,
  drips,
  encoded,
  floods,
  resetsAfter,
  says,
  saysAndStalls,
  startServer,
} from './hostile.contract.ts'
import { http } from './index.ts'

const mebibyte = 1_048_576
const ok = 'HTTP/1.1 200 OK\r\n'
const many = (count: number, line: string): string => line.repeat(count)

type Case = readonly [attack: string, behave: Behaviour, reason: ResultReason]

const cases: readonly Case[] = [
  ...codings.map(
    (coding): Case => [`H1 ${coding} bomb`, encoded(coding, 64 * mebibyte), 'body_too_large'],
  ),
  [
    'H1 gzip data that is none',
    says(ok, 'content-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello'),
    'protocol_error',
  ],
  [
    'H1 gzip data that ends early',
    (socket, head) => encoded('gzip', 50_000)(truncating(socket), head),
    'protocol_error',
  ],
  [
    'H1 gzip that decodes to nothing for ever',
    floods(`${ok}content-encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\x03`, stored(10_000)),
    'body_too_large',
  ],
  [
    'H2 a thousand encodings',
    answers('200 OK', `content-encoding: ${many(1_000, 'gzip, ')}gzip\r\n`, 'x'),
    'protocol_error',
  ],
  ['H2 two encodings', answers('200 OK', 'content-encoding: br, gzip\r\n', 'x'), 'protocol_error'],
  ['H2 an unknown encoding', answers('200 OK', 'content-encoding: exi\r\n', 'x'), 'unsupported'],
  ['H3 endless body', floods(`${ok}\r\n`, 'x'.repeat(65_536)), 'body_too_large'],
  [
    'H3 endless chunks',
    floods(`${ok}transfer-encoding: chunked\r\n\r\n`, `1000\r\n${'x'.repeat(4_096)}\r\n`),
    'body_too_large',
  ],
  [
    'H3 a body announced larger than the cap',
    saysAndStalls(`${ok}content-length: ${mebibyte + 1}\r\n\r\n`),
    'body_too_large',
  ],
  ['H4 a byte at a time', drips(`${ok}content-length: 1000000\r\n\r\n`), 'timeout'],
  ['H4 headers a byte at a time', drips(`${ok}x: `), 'timeout'],
  ['H5 endless headers', floods(ok, 'x-header: value\r\n'), 'protocol_error'],
  ['H5 one header of 17 KiB', answers('200 OK', `x: ${'y'.repeat(17_408)}\r\n`), 'protocol_error'],
  ['H5 ten thousand headers', answers('200 OK', many(10_000, 'x: y\r\n')), 'protocol_error'],
  ['H5 flood of 103', floods('', 'HTTP/1.1 103 Early Hints\r\n\r\n'), 'protocol_error'],
  ['H5 flood of 100', floods('', 'HTTP/1.1 100 Continue\r\n\r\n'), 'protocol_error'],
  ['H5 endless reason phrase', floods('HTTP/1.1 200 ', 'OK'.repeat(4_096)), 'protocol_error'],
  [
    'H5 endless trailers',
    floods(`${ok}transfer-encoding: chunked\r\n\r\n0\r\n`, 'x-trailer: value\r\n'),
    'protocol_error',
  ],
  [
    'H6 content-length larger than the body',
    says(ok, 'content-length: 100\r\n\r\nhello'),
    'connection_reset',
  ],
  ['H6 negative content-length', says(ok, 'content-length: -1\r\n\r\nhello'), 'protocol_error'],
  [
    'H6 two content-lengths',
    says(ok, 'content-length: 5\r\ncontent-length: 6\r\n\r\nhello'),
    'protocol_error',
  ],
  [
    'H6 chunk size beyond 64 bits',
    says(ok, 'transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello'),
    'protocol_error',
  ],
  [
    'H6 chunk size that is no number',
    says(ok, 'transfer-encoding: chunked\r\n\r\nzz\r\nhello'),
    'protocol_error',
  ],
  [
    'H6 endless chunk extension',
    floods(`${ok}transfer-encoding: chunked\r\n\r\n5;a=`, 'b'.repeat(4_096)),
    'protocol_error',
  ],
  [
    'H6 chunks without the last one',
    says(ok, 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'),
    'connection_reset',
  ],
  ['H7 accepts and never answers', saysAndStalls(''), 'timeout'],
  ['H7 answers half a status line', saysAndStalls('HTTP/1.1 2'), 'timeout'],
  ['H7 closes without an answer', says(''), 'connection_reset'],
  ['H7 speaks another protocol', says('SSH-2.0-OpenSSH_9.2p1\r\n'), 'protocol_error'],
  [
    'H7 switches protocols',
    says('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    'protocol_error',
  ],
  [
    'H8 reset within the body',
    resetsAfter(`${ok}content-length: 100\r\n\r\nhello`),
    'connection_reset',
  ],
  ['H8 reset within the headers', resetsAfter(ok), 'connection_reset'],
  [
    'H11 flood of Set-Cookie',
    answers('200 OK', many(3_000, 'set-cookie: a=b\r\n')),
    'protocol_error',
  ],
]

/** Passes on a body with its last ten bytes cut off, and a content-length that agrees. */
function truncating(socket: Parameters<Behaviour>[0]): Parameters<Behaviour>[0] {
  const cut = (whole: Buffer): Buffer => {
    const [head = '', ...rest] = whole.toString('latin1').split('\r\n\r\n')
    const body = rest.join('\r\n\r\n').slice(0, -10)
    const shorter = head.replace(/content-length: \d+/, `content-length: ${body.length}`)
    return Buffer.from(`${shorter}\r\n\r\n${body}`, 'latin1')
  }
  return new Proxy(socket, {
    get: (target, key) =>
      key === 'end' ? (whole: Buffer) => target.end(cut(whole)) : Reflect.get(target, key),
  })
}

/** Empty stored blocks of deflate (RFC 1951 section 3.2.4): bytes that decode to none. */
function stored(count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => Buffer.from([0, 0, 0, 0xff, 0xff])))
}

describe('a hostile target ends as a result, within the timeout', () => {
  test.each(cases)('%s', async (_attack, behave, reason) => {
    await using server = await startServer(behave)
    const timeoutMs = reason === 'timeout' ? 300 : 5_000
    const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, { timeoutMs })
    expect(result).toMatchObject({ status: 'down', reason })
    expect(result.phases.totalMs).toBeLessThan(timeoutMs + 1_000)
    expect(result.message).toMatch(/^\P{Cc}{1,300}$/u)
    // Nothing stays open behind a probe that has ended.
    await server.idle()
  })
})

describe('a hostile target over TLS ends as a result, and the process lives', () => {
  const certificate = makeCertificate()
  const config = { verify_tls: false }
  const overTls = cases.filter(([, , reason]) => reason !== 'timeout')

  test.each(overTls)('%s', async (_attack, behave, reason) => {
    await using server = await startServer(behave, { certificate })
    const result = await runProbe(http, `https://127.0.0.1:${server.port}/`, { config })
    expect(result).toMatchObject({ status: 'down', reason })
    await server.idle()
  })

  test('a bad status', async () => {
    await using server = await startServer(answers('500 Oops', '', 'body'), { certificate })
    const result = await runProbe(http, `https://127.0.0.1:${server.port}/`, { config })
    expect(result).toMatchObject({ status: 'down', reason: 'bad_status' })
    await server.idle()
  })
})

test('H6 bytes after a whole answer do not count', async () => {
  await using server = await startServer(says(ok, 'content-length: 5\r\n\r\nhello and more'))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({ status: 'up', evidence: { body_bytes: 5 } })
})

test('the timeout says what the probe was waiting for, and its time is in the phases', async () => {
  await using server = await startServer(saysAndStalls(''))
  const target = `http://127.0.0.1:${server.port}/`
  const result = await runProbe(http, target, { timeoutMs: 200 })
  expect(result.message).toBe('timed out after 200 ms waiting for the answer')
  expect(result.phases.firstByteMs).toBeGreaterThan(150)
})

test('text of the target reaches the result as short lines', async () => {
  const colour = '\x1b[31m'
  await using server = await startServer(
    answers(`500 ${colour}${'é'.repeat(2_000)}`, `content-type: a\x7fb${'c'.repeat(2_000)}\r\n`),
  )
  const { message, evidence } = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(message).toMatch(/^\P{Cc}{1,300}$/u)
  const { head, ...facts } = evidence
  for (const value of Object.values(facts)) expect(String(value)).toMatch(/^\P{Cc}{0,300}$/u)
  // A head keeps the ends of its lines.
  expect(head).toMatch(/^(?:\P{Cc}|\n){1,2048}$/u)
})
