import { describe, expect, test } from 'vitest'
import { runProbe } from '../world.contract.ts'
import { httpConfig } from './config.ts'
import { answers, type Behaviour, says, startServer } from './hostile.contract.ts'
import { http } from './index.ts'

const wrong = (config: unknown): string[] =>
  httpConfig.safeParse(config).error?.issues.map(({ path }) => path.join('.')) ?? []

const messageOf = (config: unknown): string | undefined =>
  httpConfig.safeParse(config).error?.issues[0]?.message

/** A server that repeats the head of what it was asked. */
const echo: Behaviour = (socket, head) =>
  answers('500 Broken', 'x-said: yes\r\n', head)(socket, head)

describe('a request', () => {
  test('has the headers of the check in the place of the usual ones', async () => {
    await using server = await startServer(answers('200 OK'))
    const config = { headers: 'accept: text/html\r\nX-Team: web:eu\n' }
    await runProbe(http, `http://127.0.0.1:${server.port}/`, { config })
    expect(server.heads[0]).toContain('\r\naccept: text/html\r\nX-Team: web:eu\r\n')
    expect(server.heads[0]).not.toContain('Accept: */*')
    expect(server.heads[0]).toContain('User-Agent: Pharos\r\n')
  })

  test('has the secret headers of the check, too', async () => {
    await using server = await startServer(answers('200 OK'))
    const config = { headers: 'X-Team: web', secret_headers: 'X-Key: k1234\nX-Other: o' }
    await runProbe(http, `http://127.0.0.1:${server.port}/`, { config })
    expect(server.heads[0]).toContain('\r\nX-Team: web\r\nX-Key: k1234\r\nX-Other: o\r\n')
  })

  test.each([
    ['{"a":"é"}', 'application/json', 10],
    ['hello', 'text/plain; charset=utf-8', 5],
  ])('with the body %s says its type and its size in bytes', async (body, type, size) => {
    await using server = await startServer(answers('200 OK'))
    const config = { method: 'PUT', body }
    const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, { config })
    expect(result.status).toBe('up')
    expect(server.heads[0]).toMatch(/^PUT \/ /)
    expect(server.heads[0]).toContain(`Content-Type: ${type}\r\n`)
    expect(server.heads[0]).toContain(`Content-Length: ${size}\r\n`)
  })

  test.each([
    [{ username: 'ann', password: 'open sesame' }, `Basic ${btoa('ann:open sesame')}`],
    [{ bearer_token: 'abc.def' }, 'Bearer abc.def'],
  ])('says who asks: %o', async (config, authorization) => {
    await using server = await startServer(answers('200 OK'))
    await runProbe(http, `http://127.0.0.1:${server.port}/`, { config })
    expect(server.heads[0]).toContain(`Authorization: ${authorization}\r\n`)
  })

  test('S5 tells another origin that a redirect leads to nothing of who asks', async () => {
    await using other = await startServer(answers('200 OK'))
    const leads = `location: http://127.0.0.1:${other.port}/\r\n`
    await using server = await startServer(answers('307 Over there', leads))
    const config = {
      method: 'POST',
      headers: 'X-Key: k1234\nX-Team: shop',
      body: 'hello',
      bearer_token: 'abcdef',
    }
    const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, { config })
    expect(result.status).toBe('up')
    expect(server.heads[0]).toContain('X-Key: k1234\r\n')
    expect(other.heads[0]).not.toMatch(/x-key|authorization/i)
    // RFC 9110 section 15.4.8: the same method, with what it sends.
    expect(other.heads[0]).toMatch(/^POST \/ /)
    expect(other.heads[0]).toContain('X-Team: shop\r\n')
    expect(other.heads[0]).toContain('Content-Length: 5\r\n')
  })

  test('tells it again to the same origin', async () => {
    await using server = await startServer((socket, head) =>
      (head.startsWith('GET /a ') ? answers('302 Go', 'location: /b\r\n') : answers('200 OK'))(
        socket,
        head,
      ),
    )
    const config = { bearer_token: 'abcdef' }
    await runProbe(http, `http://127.0.0.1:${server.port}/a`, { config })
    expect(server.heads[1]).toContain('Authorization: Bearer abcdef\r\n')
  })
})

describe('an answer', () => {
  const json = says(
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n',
    '{"status":"UP","queue":[{"depth":12}]}',
  )

  test('that is as asserted is up', async () => {
    await using server = await startServer(json)
    const assertions =
      'json $.status equals UP\njson $.queue[0].depth below 20\nheader content-type contains json'
    const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, {
      config: { assertions },
    })
    expect(result).toMatchObject({ status: 'up', message: '200 OK', evidence: { body_bytes: 38 } })
    expect(result.evidence).not.toHaveProperty('body')
  })

  test('that is not is down, and stands there as evidence', async () => {
    await using server = await startServer(json)
    const assertions = [{ on: 'json', path: '$.queue[0].depth', op: 'below', value: 10 }]
    const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, {
      config: { assertions },
    })
    expect(result).toMatchObject({
      status: 'down',
      reason: 'assertion_failed',
      message: 'expected $.queue[0].depth below "10", got "12"',
      evidence: { body: '{"status":"UP","queue":[{"depth":12}]}' },
    })
    expect(result.evidence.head).toBe('HTTP/1.1 200 OK\ncontent-type: application/json')
  })

  test('with a status that is not expected stands there without cookies', async () => {
    const headers = 'set-cookie: session=canary\r\nretry-after: 9\r\n'
    await using server = await startServer(answers('503 Busy', headers, 'please wait'))
    const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
    expect(result.reason).toBe('bad_status')
    expect(result.evidence.head).toContain('\nset-cookie: ***\nretry-after: 9')
    expect(JSON.stringify(result)).not.toContain('canary')
  })

  test.each([
    { username: 'ann', password: 'canary-password' },
    { bearer_token: 'canary-token' },
    { headers: 'X-Api-Key: canary-key' },
    { secret_headers: 'X-Told: Token canary-key' },
  ])('that repeats a secret does not get it shown: %o', async (config) => {
    await using server = await startServer(echo)
    const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, { config })
    expect(result.reason).toBe('bad_status')
    const told = JSON.stringify(result)
    expect(told).not.toContain('canary')
    expect(told).not.toContain(btoa('ann:canary-password'))
  })
})

describe('settings', () => {
  test.each([
    'X-A: b\0',
    'no colon',
    'Host: other.example',
    'Content-Length: 5',
    'Transfer-Encoding: chunked',
    'Connection: keep-alive',
    'X A: b',
    'a: 1\nA: 2',
    `X-A: ${'x'.repeat(2_001)}`,
    Array.from({ length: 21 }, (_, i) => `x-${i}: 1`).join('\n'),
  ])('H1 refuse the header %j', (headers) => {
    expect(wrong({ headers })).toEqual(['headers'])
  })

  test('H1 refuse a line break in the value of a header', () => {
    expect(wrong({ headers: { 'X-A': 'b\r\nX-B: c' } })).toEqual(['headers'])
    expect(messageOf({ headers: { 'X-A': 'b\nc' } })).toContain('X-A has a character')
  })

  test('Z4 refuse a secret header that is none, and leave a stored one as it is', () => {
    expect(messageOf({ secret_headers: 'canary' })).toBe('must look like "Name: value"')
    expect(wrong({ secret_headers: 'Host: x' })).toEqual(['secret_headers'])
    expect(wrong({ secret_headers: '***' })).toEqual([])
  })

  test('refuse what contradicts itself', () => {
    expect(wrong({ username: 'ann', bearer_token: 'abc' })).toEqual(['bearer_token'])
    expect(wrong({ username: 'a:b' })).toEqual(['username'])
    expect(wrong({ method: 'GET', body: 'x' })).toEqual(['body'])
    expect(wrong({ method: 'POST', body: 'x'.repeat(16_001) })).toEqual(['body'])
    expect(wrong({ min_cert_days: 1_001 })).toEqual(['min_cert_days'])
  })

  test('are the same when they are read again', () => {
    const typed = { headers: 'X-Team: web', assertions: 'body contains a', method: 'DELETE' }
    const kept = httpConfig.parse(typed)
    expect(httpConfig.parse(kept)).toEqual(kept)
  })
})
