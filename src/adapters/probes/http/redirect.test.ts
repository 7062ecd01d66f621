import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { runProbe } from '../world.contract.ts'
import { makeCertificate } from './certificate.contract.ts'
import { answers, type Behaviour, startServer } from './hostile.contract.ts'
import { http } from './index.ts'
import { isUpgrade } from './redirect.ts'

/** Redirects `/n` to `/n-1`, and answers `/0`. */
const countdown =
  (status: number): Behaviour =>
  (socket, head) => {
    const left = Number(/^\w+ \/(\d+)/.exec(head)?.[1])
    const behave =
      left === 0
        ? answers('200 OK', '', 'hello')
        : answers(`${status} Moved`, `location: /${left - 1}#top\r\n`)
    behave(socket, head)
  }

test.each([301, 302, 303, 307, 308])('%i is followed', async (status) => {
  await using server = await startServer(countdown(status))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/5`)
  expect(result).toMatchObject({
    status: 'up',
    evidence: {
      redirects: 5,
      final_url: `http://127.0.0.1:${server.port}/0`,
      body_bytes: 5,
    },
  })
})

test('H10 the sixth redirect in a row ends the probe', async () => {
  await using server = await startServer(countdown(302))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/6`)
  expect(result).toMatchObject({ status: 'down', reason: 'protocol_error' })
  expect(server.heads).toHaveLength(6)
  await server.idle()
})

test('H10 a redirect loop ends the probe', async () => {
  await using server = await startServer(answers('302 Found', 'location: /\r\n'))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({ status: 'down', reason: 'protocol_error' })
})

test('H10 all hops share the timeout', async () => {
  await using server = await startServer((socket, head) => {
    setTimeout(() => countdown(302)(socket, head), 150)
  })
  const target = `http://127.0.0.1:${server.port}/5`
  const result = await runProbe(http, target, { timeoutMs: 400 })
  expect(result).toMatchObject({ status: 'down', reason: 'timeout' })
  expect(result.phases.totalMs).toBeLessThan(1_400)
})

test('a redirect is the answer when the check does not follow', async () => {
  await using server = await startServer(countdown(301))
  const config = { follow_redirects: false, expected_status: '301' }
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/1`, { config })
  expect(result).toMatchObject({ status: 'up', evidence: { status: 301 } })
})

test('a redirect without a place to go is the answer', async () => {
  await using server = await startServer(answers('302 Found'))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({ status: 'down', reason: 'bad_status' })
})

test('a redirect may lead to https', async () => {
  await using secure = await startServer(answers('200 OK'), { certificate: makeCertificate() })
  const location = `https://127.0.0.1:${secure.port}/`
  await using server = await startServer(answers('301 Moved', `location: ${location}\r\n`))
  const config = { verify_tls: false }
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, { config })
  expect(result).toMatchObject({ status: 'up', evidence: { final_url: location } })
})

test('a POST goes on as GET, and as POST after 307', async () => {
  const config = { method: 'POST' }
  await using see = await startServer(countdown(303))
  await runProbe(http, `http://127.0.0.1:${see.port}/1`, { config })
  expect(see.heads.map((head) => head.slice(0, 7))).toEqual(['POST /1', 'GET /0 '])
  await using keep = await startServer(countdown(307))
  await runProbe(http, `http://127.0.0.1:${keep.port}/1`, { config })
  expect(keep.heads.map((head) => head.slice(0, 7))).toEqual(['POST /1', 'POST /0'])
})

/** What each connection to one port is asked, over TLS where its place in `secure` says so. */
async function startBoth(secure: readonly boolean[], behaviours: readonly Behaviour[]) {
  const asked: string[] = []
  const certificate = makeCertificate()
  const server = createServer((plain) => {
    const turn = asked.push('') - 1
    const socket = secure[turn] ? new TLSSocket(plain, { isServer: true, ...certificate }) : plain
    for (const end of [plain, socket]) end.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      asked[turn] += chunk.toString('latin1')
      if (asked[turn]?.endsWith('hello')) behaviours[turn]?.(socket, asked[turn] ?? '')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, asked, [Symbol.dispose]: () => server.close() }
}

/** A check that says who asks in each way there is, over HTTP. */
const telling = {
  method: 'POST',
  verify_tls: false,
  body: 'hello',
  headers: 'X-Key: k1234\nX-Team: shop',
  secret_headers: 'X-Sealed: s1234',
  bearer_token: 'abcdef',
}

const leadsTo = (location: () => string): Behaviour => {
  return (socket, head) => answers('308 There', `location: ${location()}\r\n`)(socket, head)
}

test('an upgrade to https of the same host is told all, and no way back from it is', async () => {
  const at = (scheme: string) => () => `${scheme}://127.0.0.1:${server.port}/`
  using server = await startBoth(
    [false, true, false],
    [leadsTo(at('https')), leadsTo(at('http')), answers('200 OK')],
  )
  const result = await runProbe(http, at('http')(), { config: telling })
  expect(result).toMatchObject({ status: 'up', evidence: { redirects: 2 } })
  const [, upgraded, back] = server.asked
  for (const said of ['POST /', 'X-Key: k1234', 'X-Sealed: s1234', 'Bearer abcdef', 'hello']) {
    expect(upgraded).toContain(said)
  }
  expect(back).toMatch(/^POST \/ [\s\S]*X-Team: shop\r\n[\s\S]*hello$/)
  expect(back).not.toMatch(/k1234|s1234|authorization/i)
})

test.each([
  ['http://a.example/', 'https://a.example/x', true],
  ['http://a.example:8080/', 'https://a.example:8080/', true],
  ['http://a.example:443/', 'https://a.example/', true],
  ['http://a.example:8080/', 'https://a.example/', false],
  ['http://a.example/', 'https://a.example:8443/', false],
  ['http://a.example/', 'https://www.a.example/', false],
  ['https://a.example/', 'http://a.example/', false],
  ['http://a.example/', 'http://a.example:8080/', false],
])('S5 from %s to %s: an upgrade is %s', (from, to, expected) => {
  expect(isUpgrade(new URL(from), new URL(to))).toBe(expected)
})

test('S5 what was told once is not told to the first origin by way of another', async () => {
  const config = { ...telling, verify_tls: true }
  await using home = await startServer((socket, head) =>
    (head.startsWith('POST /back ')
      ? answers('200 OK')
      : answers('307 Away', `location: http://127.0.0.1:${other.port}/\r\n`))(socket, head),
  )
  await using other = await startServer(leadsTo(() => `http://127.0.0.1:${home.port}/back`))
  const result = await runProbe(http, `http://127.0.0.1:${home.port}/`, { config })
  expect(result.status).toBe('up')
  for (const head of [other.heads[0], home.heads[1]]) {
    expect(head).toContain('X-Team: shop\r\n')
    expect(head).not.toMatch(/k1234|s1234|authorization/i)
  }
})

test('the bytes of a Location are UTF-8', async () => {
  const location = Buffer.from('/grün').toString('latin1')
  await using server = await startServer((socket, head) =>
    head.startsWith('GET /gr%C3%BCn ')
      ? answers('200 OK')(socket, head)
      : answers('301 Moved', `location: ${location}\r\n`)(socket, head),
  )
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result.status).toBe('up')
})

test.each([
  'file:///etc/passwd',
  'gopher://127.0.0.1/',
  'data:text/plain,ok',
  'unix:/var/run/docker.sock',
  'ftp://127.0.0.1/',
  'http://user:word@127.0.0.1/',
  'http://127.0.0.1:0/',
  'http://exa\tmple.com/',
  'http://example.com\\@127.0.0.1/',
  'http://[/',
])('S5 a redirect to %j is protocol_error', async (location) => {
  await using server = await startServer(answers('302 Found', `location: ${location}\r\n`))
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({ status: 'down', reason: 'protocol_error' })
})

test.each([301, 302, 303, 307, 308])(
  'S5 a %i to a forbidden address is blocked before it is contacted',
  async (status) => {
    await using inside = await startServer(answers('200 OK'))
    const location = `http://internal.example:${inside.port}/`
    await using server = await startServer(answers(`${status} Moved`, `location: ${location}\r\n`))
    const result = await runProbe(http, `http://public.example:${server.port}/`, {
      world: {
        lookup: async (hostname) => [hostname === 'public.example' ? '127.0.0.1' : '127.0.0.2'],
        blocked: (address) => (address === '127.0.0.2' ? 'a private address' : null),
      },
    })
    expect(result).toMatchObject({ status: 'down', reason: 'blocked_by_policy' })
    expect(inside.heads).toEqual([])
  },
)
