import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { run, serverOf } from './harness.contract.ts'

const none = { json: { items: [], total: 0, page: 1, limit: 200 } }
const problem = (status: number, code: string, more: object = {}) => ({
  status,
  json: { type: 'about:blank', title: 'Refused', status, code, detail: 'so it is', ...more },
})
const list = (url: string, ...more: string[]) =>
  run(['service', 'list', '--json', '--server', url, ...more])

describe('an answer of the server is an exit code', () => {
  test.each([
    ['unauthenticated', problem(401, 'unauthenticated'), 3],
    ['forbidden', problem(403, 'forbidden'), 3],
    ['blocked by policy', problem(403, 'blocked_by_policy'), 3],
    ['too many requests', problem(429, 'too_many_requests'), 3],
    ['not found', problem(404, 'not_found'), 1],
    ['gone', problem(410, 'gone'), 1],
    ['conflict', problem(409, 'conflict'), 1],
    ['stale', problem(412, 'stale'), 1],
    ['invalid', problem(422, 'invalid'), 2],
    ['malformed', problem(400, 'malformed'), 2],
    ['unavailable', problem(503, 'unavailable'), 4],
    ['a fault of the server', problem(500, 'internal'), 4],
    ['a code of a later version', problem(409, 'quantum'), 1],
    ['a proxy that wants a log-in', { status: 401, text: '<h1>Who are you?</h1>' }, 3],
    ['a proxy without a server', { status: 502, text: '<h1>Bad Gateway</h1>' }, 4],
    ['an empty refusal', { status: 403 }, 3],
  ])('%s', async (_what, reply, code) => {
    const { url } = await serverOf(() => reply)
    const ran = await list(url)
    expect([ran.code, ran.out]).toEqual([code, ''])
    expect(ran.err).toMatch(/^pharos service list: .+\n$/)
  })
})

test('wrong fields are named', async () => {
  const errors = [
    { field: 'name', message: 'is needed' },
    { field: 'url', message: 'is too\u001b[31m long' },
  ]
  const { url } = await serverOf(() => problem(422, 'invalid', { errors }))
  expect((await list(url)).err).toBe('pharos service list: name: is needed; url: is too long\n')
})

describe('a server that does not answer as Pharos does', () => {
  test.each([
    ['a page', { text: '<html>' }, 'what answers there is not Pharos'],
    ['no such page', { status: 404, text: '<html>' }, 'what answers there is not Pharos'],
    ['broken JSON', { text: '{', headers: { 'Content-Type': 'application/json' } }, 'not Pharos'],
    ['other JSON', { json: { hello: 'world' } }, 'does not understand'],
    ['a list of something else', { json: { items: [1], total: 1 } }, 'does not understand'],
    [
      'a redirect',
      { status: 302, headers: { Location: 'https://sso.example/' } },
      'sends us on to https://sso.example/',
    ],
  ])('%s', async (_what, reply, says) => {
    const { url, heard } = await serverOf(() => reply)
    const ran = await list(url)
    expect([ran.code, ran.out]).toEqual([4, ''])
    expect(ran.err).toContain(says)
    expect(heard).toHaveLength(1)
  })

  test('an answer without end is not kept', async () => {
    const { url } = await serverOf(() => ({ text: 'x'.repeat(5 * 1_024 * 1_024) }))
    const ran = await list(url)
    expect(ran.code).toBe(4)
    expect(ran.err).toContain('longer than any of Pharos')
  })

  test('silence ends after --wait', async () => {
    const { url } = await serverOf(() => null)
    const ran = await list(url, '--wait', '50ms')
    expect(ran.code).toBe(4)
    expect(ran.err).toBe(
      `pharos service list: cannot reach a Pharos server at ${url}: no answer within 0.05 s; set --server or PHAROS_URL\n`,
    )
  })

  test('a closed port is a refused connection', async () => {
    const port = await closedPort()
    const ran = await list(`http://127.0.0.1:${port}`)
    expect([ran.code, ran.out]).toEqual([4, ''])
    expect(ran.err).toContain(`at http://127.0.0.1:${port}: connection refused`)
  })

  test('a connection that breaks off is no answer', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy()))
    const { promise, resolve } = Promise.withResolvers<void>()
    server.listen(0, '127.0.0.1', resolve)
    await promise
    const ran = await list(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.close()
    expect(ran.code).toBe(4)
    expect(ran.err).toContain('the connection broke off')
  })
})

describe('where the server is and what it is shown', () => {
  const replies = { 'GET /api/v1/services?page=1&limit=200': none }

  test('come from the environment', async () => {
    const { url, heard } = await serverOf(replies)
    const env = { PHAROS_URL: url, PHAROS_TOKEN: 'phr_env' }
    expect((await run(['service', 'list', '--json'], { env })).code).toBe(0)
    expect(heard[0]?.headers.authorization).toBe('Bearer phr_env')
    expect(heard[0]?.headers.accept).toBe('application/json')
  })

  test('flags go before the environment', async () => {
    const { url, heard } = await serverOf(replies)
    const env = { PHAROS_URL: 'http://127.0.0.1:1', PHAROS_TOKEN: 'phr_env' }
    const argv = ['service', 'list', '--server', url, '--token', 'phr_flag']
    expect((await run(argv, { env })).code).toBe(0)
    expect(heard[0]?.headers.authorization).toBe('Bearer phr_flag')
  })

  test('an address without a scheme is http', async () => {
    const { url } = await serverOf(replies)
    expect((await list(url.replace('http://', ''))).code).toBe(0)
  })

  test('a path of the address goes before ours', async () => {
    const { url, heard } = await serverOf(() => none)
    expect((await list(`${url}/pharos/`)).code).toBe(0)
    expect(heard[0]?.url).toBe('/pharos/api/v1/services?page=1&limit=200')
  })

  test('a token in the address is used and never shown', async () => {
    const { url, heard } = await serverOf(() => problem(503, 'unavailable'))
    const ran = await list(url.replace('http://', 'http://x:phr_%41url@'))
    expect(heard[0]?.headers.authorization).toBe('Bearer phr_Aurl')
    expect(ran.out + ran.err).not.toContain('phr_')
    const port = await closedPort()
    expect((await list(`http://x:phr_secret@127.0.0.1:${port}`)).err).not.toContain('phr_secret')
  })

  test.each([
    [['--server', 'ftp://host'], 'must look like http://localhost:8080'],
    [['--server', 'http://'], 'must look like http://localhost:8080'],
    [['--server', 'http://x:%zz@host'], 'not percent-encoded'],
    [['--token', 'phr_a\nb'], 'the token has a character in it'],
    [['--wait', 'soon'], '--wait takes a duration'],
    [['--wait', '0s'], '--wait takes from 1ms to 1h'],
  ])('%j is wrong usage', async (argv, says) => {
    const ran = await run(['service', 'list', ...argv])
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).toContain(says)
    expect(ran.err).not.toContain('phr_')
  })
})

test('a command that is stopped while it waits says nothing', async () => {
  const stop = new AbortController()
  const { url } = await serverOf(() => {
    stop.abort()
    return null
  })
  const ran = await run(['service', 'list', '--server', url], { signal: stop.signal })
  expect(ran).toEqual({ code: 130, out: '', err: '' })
})

async function closedPort(): Promise<number> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}
