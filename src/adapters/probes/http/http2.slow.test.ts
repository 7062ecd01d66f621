import { describe, expect, test } from 'vitest'
import { runProbe } from '../world.contract.ts'
import { makeCertificate } from './certificate.contract.ts'
import { answers, codings, encodedBody, startServer } from './hostile.contract.ts'
import { frame, startHttp2, startStorm } from './http2-server.contract.ts'
import { http } from './index.ts'

const certificate = makeCertificate()
const config = { http_version: '2', verify_tls: false }
const mebibyte = 1_048_576

async function ask(answer: Parameters<typeof startHttp2>[0], differs: object = {}) {
  await using server = await startHttp2(answer)
  const target = `http://127.0.0.1:${server.port}/`
  return await runProbe(http, target, { config: { ...config, ...differs }, timeoutMs: 3_000 })
}

describe('HTTP/2', () => {
  test('over TLS is agreed upon, and the request says what the check says', async () => {
    const asked: object[] = []
    await using server = await startHttp2((stream, headers) => {
      asked.push(headers)
      stream.respond({ ':status': 200, 'content-type': 'text/plain' })
      stream.end('hello')
    }, certificate)
    const result = await runProbe(http, `https://127.0.0.1:${server.port}/a?b`, {
      config: {
        ...config,
        method: 'POST',
        body: '{}',
        headers: 'X-Team: web',
        bearer_token: 'abcdef',
        assertions: 'body contains hell',
      },
    })
    expect(result).toMatchObject({
      status: 'up',
      message: '200',
      evidence: { http_version: '2', body_bytes: 5, tls_protocol: 'TLSv1.3', status: 200 },
    })
    expect(asked[0]).toMatchObject({
      ':method': 'POST',
      ':path': '/a?b',
      ':authority': `127.0.0.1:${server.port}`,
      'x-team': 'web',
      authorization: 'Bearer abcdef',
      'content-length': '2',
      'content-type': 'application/json',
    })
  })

  test('that a server does not offer is protocol_error', async () => {
    await using server = await startServer(answers('200 OK'), { certificate })
    const result = await runProbe(http, `https://127.0.0.1:${server.port}/`, { config })
    expect(result.status).toBe('down')
    expect(['protocol_error', 'tls_failure']).toContain(result.reason)
  })

  test('without TLS is spoken from the start, and a server that does not know it is a result', async () => {
    const up = await ask((stream) => {
      stream.respond({ ':status': 204 }, { endStream: true })
    })
    expect(up).toMatchObject({ status: 'up', evidence: { status: 204 } })
    await using old = await startServer(answers('400 Bad Request'), { eager: true })
    const result = await runProbe(http, `http://127.0.0.1:${old.port}/`, { config })
    expect(result).toMatchObject({ status: 'down', reason: 'protocol_error' })
  })

  test('a status that is not expected has the beginning of its body as evidence', async () => {
    const result = await ask((stream) => {
      stream.respond({ ':status': 500, 'set-cookie': ['a=canary', 'b=canary'] })
      stream.write('oops')
    })
    expect(result).toMatchObject({
      reason: 'bad_status',
      message: 'expected 200-299, got 500',
      evidence: { body: 'oops', head: expect.stringContaining('set-cookie: ***') },
    })
    expect(JSON.stringify(result)).not.toContain('canary')
  })

  test('redirects are followed', async () => {
    const result = await ask((stream, headers) => {
      const isEnd = headers[':path'] === '/end'
      stream.respond(isEnd ? { ':status': 200 } : { ':status': 302, location: '/end' })
      stream.end()
    })
    expect(result).toMatchObject({ status: 'up', evidence: { redirects: 1 } })
  })
})

const most = { max_body_bytes: mebibyte }

test.each(codings)('H1 a %s bomb over HTTP/2 is body_too_large', async (coding) => {
  const { name, body } = encodedBody(coding, 64 * mebibyte)
  const result = await ask((stream) => {
    stream.respond({ ':status': 200, 'content-encoding': name })
    stream.end(body)
  }, most)
  expect(result).toMatchObject({ status: 'down', reason: 'body_too_large' })
})

test('H3 an endless body over HTTP/2 is body_too_large', async () => {
  const result = await ask((stream) => {
    stream.respond({ ':status': 200 })
    const more = (): void => {
      while (!stream.destroyed && stream.write('x'.repeat(65_536)));
    }
    stream.on('drain', more)
    more()
  }, most)
  expect(result).toMatchObject({ status: 'down', reason: 'body_too_large' })
})

test('H5 very many headers, and a flood of 103, are protocol_error', async () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x-${i}`, 'y']))
  const headers = await ask((stream) => {
    stream.respond({ ':status': 200, ...many })
    stream.end()
  })
  expect(headers).toMatchObject({ status: 'down' })
  const hints = await ask((stream) => {
    for (let i = 0; i < 40; i++) stream.additionalHeaders({ ':status': 103, link: '</a>' })
    stream.respond({ ':status': 200 })
    stream.end()
  })
  expect(hints).toMatchObject({
    reason: 'protocol_error',
    message: expect.stringContaining('interim'),
  })
})

const nobody = Buffer.alloc(0)
const zeros = Array<number>(8).fill(0)
const okHead = frame(1, 4, 1, [0x88])

const storms = [
  ['GOAWAY', frame(7, 0, 0, zeros), nobody, ['connection_reset', 'protocol_error']],
  ['RST_STREAM', frame(3, 0, 1, [0, 0, 0, 8]), nobody, ['protocol_error', 'connection_reset']],
  ['a storm of RST_STREAM', nobody, frame(3, 0, 1, [0, 0, 0, 8]), ['protocol_error']],
  ['a flood of PING', nobody, frame(6, 0, 0, zeros), ['protocol_error']],
  ['a flood of SETTINGS', nobody, frame(4, 0, 0), ['protocol_error']],
  ['a storm of WINDOW_UPDATE', nobody, frame(8, 0, 0, [0, 0, 0, 1]), ['protocol_error']],
  ['a flood of empty DATA', okHead, frame(0, 0, 1), ['protocol_error']],
  ['frames of no known type', nobody, frame(0xbb, 0, 0, zeros), ['protocol_error']],
  ['silence', nobody, nobody, ['timeout']],
] as const

test.each(storms)('H12 %s ends as a result', async (_attack, first, endless, reasons) => {
  await using server = await startStorm(first, endless)
  const target = `http://127.0.0.1:${server.port}/`
  const result = await runProbe(http, target, { config, timeoutMs: 1_500 })
  expect(result.status).toBe('down')
  expect(reasons).toContain(result.reason)
  expect(result.phases.totalMs).toBeLessThan(2_500)
})
