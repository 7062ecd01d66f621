import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { replay } from '../replay.contract.ts'
import {
  asks,
  canary,
  client,
  createEagerClock,
  faultFrom,
  says,
  serve,
} from './client.contract.ts'

describe('a call', () => {
  test('goes below the base, with its query, the authorisation and what it accepts', async () => {
    const server = await serve(says({ id: 1 }))
    const http = client(`${server.url}/api/v3/`)
    const answer = await http.get('/user/repos', {
      ...asks(),
      query: { page: 2, none: undefined },
      accept: 'application/vnd.github+json',
    })
    expect(answer).toMatchObject({
      status: 200,
      body: { id: 1 },
      url: `${server.url}/api/v3/user/repos?page=2`,
    })
    const [request] = server.heard
    expect(request?.url).toBe('/api/v3/user/repos?page=2')
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${canary}`,
      accept: 'application/vnd.github+json',
      'user-agent': 'Pharos',
    })
  })

  test('wants JSON, or what the client always wants, or what the call wants', async () => {
    const server = await serve(says([]))
    await client(server.url).get('a', asks())
    const http = client(server.url, { headers: () => ({ accept: 'application/client' }) })
    await http.get('a', asks())
    await http.get('a', { ...asks(), accept: 'application/call' })
    expect(server.heard.map(({ headers }) => headers.accept)).toEqual([
      'application/json',
      'application/client',
      'application/call',
    ])
  })

  test('posts JSON', async () => {
    let text = ''
    const server = await serve((request, response) => {
      request.on('data', (piece) => {
        text += piece
      })
      request.on('end', () => response.writeHead(201).end('{"ok":true}'))
    })
    const answer = await client(server.url).post('rerun', { a: 1 }, asks())
    expect([answer.status, answer.body, text]).toEqual([201, { ok: true }, '{"a":1}'])
    expect(server.heard[0]?.headers['content-type']).toBe('application/json')
  })

  test('opens the token anew each time, and only when it is sent', async () => {
    const server = await serve(says([]))
    let opened = 0
    const http = client(server.url, { headers: () => ({ authorization: `${++opened}` }) })
    expect(opened).toBe(0)
    await http.get('a', asks())
    await http.get('b', asks())
    expect(server.heard.map(({ headers }) => headers.authorization)).toEqual(['1', '2'])
  })

  test('an empty body is null, and a compressed one is unpacked', async () => {
    const server = await serve((request, response) =>
      request.url === '/empty'
        ? void response.writeHead(204).end()
        : void response
            .writeHead(200, { 'content-encoding': 'gzip' })
            .end(gzipSync('{"packed":"ä"}')),
    )
    const http = client(server.url)
    expect((await http.get('empty', asks())).body).toBeNull()
    expect((await http.get('packed', asks())).body).toEqual({ packed: 'ä' })
  })
})

describe('a fault', () => {
  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [410, 'not_found'],
    [422, 'malformed'],
    [304, 'malformed'],
  ])('%i is %s, in words that hold neither token nor query nor answer', async (status, kind) => {
    const server = await serve(says({ message: canary }, status))
    const fault = await faultFrom(client(server.url).get(`x?private_token=${canary}`, asks()))
    expect(fault).toMatchObject({ kind, status, message: `GET /x was answered with ${status}` })
    expect(server.heard).toHaveLength(1)
  })

  test('a status that is expected is an answer, whatever comes with it', async () => {
    const server = await serve((_, response) => void response.writeHead(404).end('<html>'))
    const answer = await client(server.url).get('x', { ...asks(), expect: [404] })
    expect([answer.status, answer.body]).toEqual([404, null])
  })

  test('what is no JSON is malformed, and not quoted', async () => {
    const server = await serve((_, response) => void response.end(`<html>${canary}`))
    expect(await faultFrom(client(server.url).get('x', asks()))).toMatchObject({
      kind: 'malformed',
      message: 'the answer to GET /x is no JSON',
    })
  })

  test.each([
    ['says its size', { 'content-length': '3000' }, 'x'.repeat(3_000)],
    ['does not say its size', {}, 'x'.repeat(3_000)],
    ['is small until it is unpacked', { 'content-encoding': 'gzip' }, gzipSync('x'.repeat(3_000))],
  ])('a body that is too large and %s is malformed', async (_, headers, body) => {
    const server = await serve((__, response) => {
      response.writeHead(200, headers)
      response.write(body)
      response.end()
    })
    expect(
      await faultFrom(client(server.url, { mostBytes: 2_000 }).get('x', asks())),
    ).toMatchObject({ kind: 'malformed', message: expect.stringContaining('larger') })
  })

  test('5xx, a reset and a body that breaks off are unavailable, after two more attempts', async () => {
    await using server = await replay({ github: { user: { id: 1 } } })
    const http = client(server.bases.github, {}, { clock: createEagerClock().clock })
    for (const kind of ['reset', 'cut'] as const) {
      server.fault('/api/v3/user', { kind }, { times: 3 })
      expect(await faultFrom(http.get('user', asks()))).toMatchObject({ kind: 'unavailable' })
    }
    server.fault('/api/v3/user', { kind: 'status', status: 502 }, { times: 3 })
    expect(await faultFrom(http.get('user', asks()))).toMatchObject({
      kind: 'unavailable',
      status: 502,
    })
    expect(server.log).toHaveLength(9)
    expect(http.figures()).toMatchObject({ calls: 9, failed: 9, limited: 0 })
  })

  test('a call that fails twice and then goes well went well', async () => {
    await using server = await replay({ github: { user: { id: 1 } } })
    const { clock, waits } = createEagerClock()
    server.fault('/api/v3/user', { kind: 'status', status: 500 })
    server.fault('/api/v3/user', { kind: 'reset' })
    const http = client(server.bases.github, {}, { clock, random: () => 0.5 })
    expect((await http.get('user', asks())).body).toEqual({ id: 1 })
    expect(waits).toEqual([500, 1_000])
  })

  test('an answer that does not come in time is unavailable, and is tried again', async () => {
    const server = await serve((_, response, count) => void (count > 1 && response.end('7')))
    const { clock, timeOut } = createEagerClock()
    const asked = client(server.url, {}, { clock }).get('x', asks())
    await server.reached(1)
    timeOut()
    expect((await asked).body).toBe(7)
  })

  test('nobody there is unavailable', async () => {
    const http = client('http://127.0.0.1:1', {}, { clock: createEagerClock().clock })
    expect(await faultFrom(http.get('x', asks()))).toMatchObject({
      kind: 'unavailable',
      message: 'GET /x: the connection was refused',
    })
  })

  test('a call that changes something is never repeated', async () => {
    const server = await serve(says({}, 500))
    expect(await faultFrom(client(server.url).post('x', {}, asks()))).toMatchObject({
      kind: 'unavailable',
      message: 'POST /x was answered with 500',
    })
    expect(server.heard).toHaveLength(1)
  })
})

describe('another host', () => {
  test('no token is sent to it: not by a path, a redirect, or the next page of a list', async () => {
    const other = await serve(says([]))
    const server = await serve((request, response) =>
      request.url === '/moved'
        ? void response.writeHead(302, { location: `${other.url}/x` }).end()
        : void response.end('[1]'),
    )
    const http = client(server.url)
    const read = () => ({ items: [1], next: `${other.url}/page2` })
    for (const asked of [
      http.get(`${other.url}/x`, asks()),
      http.get('moved', asks()),
      http.post('moved', {}, asks()),
      http.list('list', { ...asks(), limit: 10, read }),
    ]) {
      expect(await faultFrom(asked)).toMatchObject({ kind: 'foreign_host' })
    }
    expect(other.heard).toHaveLength(0)
  })

  test('a redirect at home is followed three times, with the token, and only where nothing changes', async () => {
    const server = await serve((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) return void response.end('"there"')
      response.writeHead(301, { location: `/${left - 1}` }).end()
    })
    const http = client(server.url)
    const answer = await http.get('3', asks())
    expect([answer.body, answer.url]).toEqual(['there', `${server.url}/0`])
    expect(server.heard.at(-1)?.headers.authorization).toBe(`Bearer ${canary}`)
    expect(await faultFrom(http.get('4', asks()))).toMatchObject({ kind: 'malformed' })
    expect(await faultFrom(http.post('1', {}, asks()))).toMatchObject({ kind: 'malformed' })
  })

  test('an address that may not be contacted is not, be it written or looked up', async () => {
    const server = await serve(says([]))
    const blocked = (address: string) => (address === '127.0.0.1' ? 'it is private' : null)
    const lookup = async () => ['192.0.2.1', '127.0.0.1']
    for (const host of ['127.0.0.1', 'ci.example']) {
      const http = client(`http://${host}:${server.port}`, {}, { blocked, lookup })
      expect(await faultFrom(http.get('x', asks()))).toMatchObject({
        kind: 'misconfigured',
        message: expect.stringContaining('it is private'),
      })
    }
    expect(server.heard).toHaveLength(0)
  })

  test('a name leads to the addresses that were looked up', async () => {
    const server = await serve(says([1]))
    const answer = await client(`http://ci.example:${server.port}`).get('x', asks())
    expect(answer.body).toEqual([1])
    expect(server.heard[0]?.headers.host).toBe(`ci.example:${server.port}`)
  })

  test('a name that is not found is unavailable', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    const http = client('http://ci.example', {}, { lookup, clock: createEagerClock().clock })
    expect(await faultFrom(http.get('x', asks()))).toMatchObject({
      kind: 'unavailable',
      message: 'GET /x: the name was not resolved',
    })
  })
})

describe('those who want the same at the same time', () => {
  test('share one call, and one answer', async () => {
    const server = await serve(says({ id: 1 }))
    const http = client(server.url)
    const answers = await Promise.all([1, 2, 3].map(() => http.get('x', asks())))
    expect(answers.map(({ body }) => body)).toEqual([{ id: 1 }, { id: 1 }, { id: 1 }])
    await http.get('x', { ...asks(), accept: 'text/json' })
    expect(server.heard).toHaveLength(2)
    await http.get('x', asks())
    expect(server.heard).toHaveLength(3)
  })

  test('who gives up only frees itself, and the last one ends the call', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/slow') response.on('close', () => closed())
    })
    let closed = () => {}
    const ended = new Promise<void>((resolve) => {
      closed = resolve
    })
    const http = client(server.url)
    const [one, two] = [new AbortController(), new AbortController()]
    const first = faultFrom(http.get('slow', asks('user', one.signal)))
    const second = faultFrom(http.get('slow', asks('poll', two.signal)))
    await server.reached(1)
    one.abort()
    expect(await first).toMatchObject({ kind: 'aborted' })
    expect(http.figures().calls).toBe(1)
    two.abort()
    expect(await second).toMatchObject({ kind: 'aborted' })
    await ended
    expect(await faultFrom(http.get('x', asks('user', two.signal)))).toMatchObject({
      kind: 'aborted',
    })
  })

  test('who comes after all gave up asks anew', async () => {
    const server = await serve((_, response, count) => void (count === 2 && response.end('2')))
    const http = client(server.url)
    const stop = new AbortController()
    const first = faultFrom(http.get('x', asks('user', stop.signal)))
    await server.reached(1)
    stop.abort()
    const second = http.get('x', asks())
    expect(await first).toMatchObject({ kind: 'aborted' })
    expect((await second).body).toBe(2)
  })

  test('a closed client ends what is on its way, and asks nothing more', async () => {
    const server = await serve(() => {})
    const http = client(server.url)
    const [get, post] = [faultFrom(http.get('x', asks())), faultFrom(http.post('y', {}, asks()))]
    await server.reached(2)
    await http.close()
    expect((await get).kind).toBe('aborted')
    expect((await post).kind).toBe('aborted')
    expect((await faultFrom(http.get('x', asks()))).kind).toBe('aborted')
    expect(server.heard).toHaveLength(2)
  })
})

describe('what has not changed', () => {
  const routes = { github: { 'repos/o/r/actions/runs': [{ id: 1 }, { id: 2 }] } }
  const path = 'repos/o/r/actions/runs?per_page=1'

  test('is answered from the store, with the links that it came with', async () => {
    await using server = await replay(routes)
    const http = client(server.bases.github)
    const first = await http.get(path, asks())
    const second = await http.get(path, asks())
    expect(second.body).toEqual(first.body)
    expect(second.body).toMatchObject({ total_count: 2 })
    expect(second.headers.get('link')).toContain('rel="next"')
    expect(second.status).toBe(200)
    expect(http.figures()).toMatchObject({ calls: 2, unchanged: 1, failed: 0 })
    expect(server.counted()).toBe(1)
  })

  test('is of one token and one form: another asks anew', async () => {
    await using server = await replay(routes)
    let token = 'one'
    const http = client(server.bases.github, {
      tokenFingerprint: () => token,
      headers: () => ({ authorization: token }),
    })
    await http.get(path, asks())
    await http.get(path, { ...asks(), accept: 'application/other' })
    token = 'two'
    await http.get(path, asks())
    expect(server.log.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('a compressed answer is kept as it came', async () => {
    const packed = gzipSync(JSON.stringify({ text: 'x'.repeat(1_000_000) }))
    const server = await serve((request, response) => {
      const isKnown = request.headers['if-none-match'] === '"1"'
      response.writeHead(isKnown ? 304 : 200, { etag: '"1"', 'content-encoding': 'gzip' })
      response.end(isKnown ? undefined : packed)
    })
    const http = client(server.url)
    await http.get('x', asks())
    expect((await http.get('x', asks())).body).toEqual({ text: 'x'.repeat(1_000_000) })
    expect(http.figures().unchanged).toBe(1)
  })

  test('is not asked about where the platform has no entity tags', async () => {
    await using server = await replay(routes)
    const http = client(server.bases.github, { etags: false })
    await http.get(path, asks())
    await http.get(path, asks())
    expect(server.counted()).toBe(2)
  })
})
