import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { expect, onTestFinished, test, vi } from 'vitest'
import { describeWith } from '../../../../test/support/engines.ts'
import { Refusal } from '../../../kernel/index.ts'
import type { ResultReason } from '../../../modules/checks/index.ts'
import { makeCertificate } from '../http/certificate.contract.ts'
import { type Behaviour, says, startServer } from '../http/hostile.contract.ts'
import { runProbe } from '../world.contract.ts'
import { postgres } from './index.ts'

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

/** A message of a server: a letter, its length and its body. */
function message(letter: string, body: Uint8Array | string = ''): Buffer {
  const bytes = Buffer.from(body)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length + 4)
  return Buffer.concat([Buffer.from(letter), length, bytes])
}

const authentication = (code: number, rest = ''): Buffer => {
  const number = Buffer.alloc(4)
  number.writeUInt32BE(code)
  return message('R', Buffer.concat([number, Buffer.from(rest)]))
}

/** Lets everybody in and is ready. */
const welcome = Buffer.concat([authentication(0), message('Z', 'I')])

async function ask(behave: Behaviour, config: object = {}) {
  await using server = await startServer(behave, { eager: true })
  return await runProbe(postgres, `postgres://127.0.0.1:${server.port}/x`, { config })
}

/** A server that answers SSLRequest, and with `S` leads on through TLS to another one. */
async function startTlsProxy(answer: string, to: URL) {
  const proxy = createServer((socket: Socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(answer)
      if (answer !== 'S') return
      const tls = new TLSSocket(socket, { isServer: true, ...makeCertificate() })
      const plain = connect(Number(to.port), to.hostname)
      for (const end of [tls, plain]) end.on('error', () => {})
      tls.pipe(plain).pipe(tls)
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  return { port, [Symbol.dispose]: () => proxy.close() }
}

/** Hears all that is sent to a server on its way there. */
async function startListener(to: URL) {
  const heard: Buffer[] = []
  const proxy = createServer((socket: Socket) => {
    const server = connect(Number(to.port), to.hostname)
    for (const end of [socket, server]) end.on('error', () => {})
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    socket.pipe(server).pipe(socket)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  const text = (): string => Buffer.concat(heard).toString('latin1')
  return { port, text, [Symbol.dispose]: () => proxy.close() }
}

const rollback = 'Q\0\0\0\x0drollback\0'
const terminate = 'X\0\0\0\x04'

describeWith('postgres', 'the postgres probe, of a real server', (address) => {
  const url = new URL(address)
  const target = postgres.parse(`postgres://${url.host}${url.pathname}`)
  const login = {
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  }
  const query = (text: string, more: object = {}, timeoutMs = 5_000) =>
    runProbe(postgres, target, { config: { ...login, query: text, ...more }, timeoutMs })

  test('a database that answers is up, with the version of its server', async () => {
    const result = await query('SELECT 1')
    expect(result).toMatchObject({ status: 'up', message: 'answered 1', evidence: { value: '1' } })
    expect(result.evidence.server_version).toMatch(/^\d+/)
  })

  test.each([
    ['select 41 + 1', '42', 'ok', 'answered 42'],
    ['select true', 'false', 'assertion_failed', 'expected false, got t'],
    ['select 1 where false', '1', 'assertion_failed', 'expected 1, got no row'],
    ['select null', '', 'ok', 'answered NULL'],
    ['show transaction_read_only', 'on', 'ok', 'answered on'],
  ])('%j expecting %j is %s', async (text, expect_, reason, words) => {
    expect(await query(text, { expect: expect_ })).toMatchObject({ reason, message: words })
  })

  test.each([
    ['create table never (a int)', /read-only transaction \(25006\)/],
    ['select 1; commit', /multiple commands/],
    ['selec 1', /syntax error .*\(42601\)/],
  ])('%j is refused by the server, and that is what is said', async (text, words) => {
    const result = await query(text)
    expect(result).toMatchObject({ status: 'down', reason: 'bad_status' })
    expect(result.message).toMatch(words)
  })

  test('a database that does not exist is bad_status', async () => {
    const none = postgres.parse(`postgres://${url.host}/no-such-database`)
    const result = await runProbe(postgres, none, { config: login })
    expect(result).toMatchObject({ reason: 'bad_status' })
    expect(result.message).toMatch(/"no-such-database" does not exist \(3D000\)/)
  })

  test('an endless answer ends at its cap', async () => {
    const result = await query("select repeat('x', 1000) from generate_series(1, 1000000)")
    expect(result).toMatchObject({ reason: 'body_too_large' })
  })

  test('a query that takes too long is a timeout, and the server gives it up', async () => {
    const result = await query('select pg_sleep(60)', {}, 300)
    expect(result).toMatchObject({ reason: 'timeout' })
  })

  test.each([
    ['select 1', 5_000, rollback + terminate],
    ['select 1 where false', 5_000, rollback + terminate],
    ['selec 1', 5_000, rollback + terminate],
    // There is little time for a rollback then, and none for a server under load.
    ['select pg_sleep(60)', 600, terminate],
    // A transaction that the query ended itself: the server would warn of one more end in its log.
    ['commit', 5_000, `S\0\0\0\x04${terminate}`],
  ])('%j with %i ms leaves the server with a good-bye', async (text, timeoutMs, goodBye) => {
    using listener = await startListener(url)
    const there = `postgres://127.0.0.1:${listener.port}${url.pathname}`
    const config = { ...login, query: text, expect: '1' }
    await runProbe(postgres, there, { config, timeoutMs })
    await vi.waitFor(() => expect(listener.text().slice(-goodBye.length)).toBe(goodBye))
  })

  test.each([
    [10_000, 8_000, 9_000],
    [400, 250, 350],
  ])('of %i ms the server has between %i and %i for the query', async (timeoutMs, least, most) => {
    const result = await query('show statement_timeout', {}, timeoutMs)
    const found = String(result.evidence.value)
    const ms = found.endsWith('ms')
      ? Number.parseInt(found, 10)
      : 1_000 * Number.parseInt(found, 10)
    expect(ms).toBeGreaterThanOrEqual(least)
    expect(ms).toBeLessThanOrEqual(most)
  })

  test('TLS is begun where it is asked for, and the certificate counts with verify', async () => {
    using proxy = await startTlsProxy('S', url)
    const secure = `postgres://localhost:${proxy.port}${url.pathname}`
    const world = { lookup: async () => ['127.0.0.1'] }
    const run = (tls: string) => runProbe(postgres, secure, { config: { ...login, tls }, world })
    expect(await run('require')).toMatchObject({
      status: 'up',
      evidence: { tls_protocol: 'TLSv1.3' },
    })
    expect(await run('verify')).toMatchObject({
      reason: 'tls_failure',
      message: 'the certificate is self-signed',
    })
  })

  test('a server without TLS is tls_failure where it is asked for', async () => {
    expect(await query('SELECT 1', { tls: 'require' })).toMatchObject({
      reason: 'tls_failure',
      message: 'the server offers no TLS',
    })
  })

  test.each(['SS', 'Sx'])(
    'what stands behind the answer %j in plain text is refused',
    async (answer) => {
      using proxy = await startTlsProxy(answer, url)
      const secure = `postgres://127.0.0.1:${proxy.port}/x`
      const result = await runProbe(postgres, secure, { config: { tls: 'require' } })
      expect(result).toMatchObject({ reason: 'protocol_error' })
    },
  )
})

const cases: readonly [string, Behaviour, ResultReason, RegExp][] = [
  ['a page', says('HTTP/1.1 400 Bad Request\r\n\r\n'), 'protocol_error', /not one of PostgreSQL/],
  ['a login that is cut', says(authentication(0)), 'connection_reset', /closed early/],
  [
    'a row with columns that are not there',
    says(welcome, message('T', Buffer.from([0, 1])), message('D', Buffer.from([0x7f, 0xff]))),
    'protocol_error',
    /malformed|not queryable/,
  ],
  [
    'an error whose last text has no end',
    says(message('E', 'SFATAL\0Mno')),
    'protocol_error',
    /malformed/,
  ],
  ['an error with bytes behind its end', says(message('E', '\0\0')), 'protocol_error', /malformed/],
  [
    'a message of 2 GB',
    says(Buffer.from('R\x7f\xff\xff\xff', 'latin1')),
    'body_too_large',
    /2147483648/,
  ],
  [
    'a message shorter than its length',
    says(Buffer.from('R\0\0\0\x03', 'latin1')),
    'protocol_error',
    /malformed/,
  ],
  ['a letter that is none', says(welcome, 'x'), 'protocol_error', /not one of PostgreSQL/],
  ['an error without an end', says(message('E', 'Sx')), 'protocol_error', /malformed/],
  [
    'a SCRAM of a mechanism that nobody has',
    says(authentication(10, 'NONE\0\0')),
    'protocol_error',
    /SASL/,
  ],
  ['a way of login that nobody has', says(authentication(7)), 'protocol_error', /./],
  [
    'a refusal',
    says(message('E', 'SFATAL\0VFATAL\0C28P01\0Mno such user\0\0')),
    'bad_status',
    /^no such user \(28P01\)$/,
  ],
]

test.each(cases)(
  '%s ends as a result, and the process lives',
  async (_attack, behave, reason, words) => {
    const result = await ask(behave, { password: 'canary-word' })
    expect(result).toMatchObject({ status: 'down', reason })
    expect(result.message).toMatch(words)
  },
)

test('a server that keeps the end of the transaction waiting is up, and not much later', async () => {
  const inTransaction = message('Z', 'T')
  const row = message('D', Buffer.from([0, 1, 0, 0, 0, 1, 0x31]))
  // One column without a name: a count, a NUL, and 18 bytes about what it holds.
  const columns = message('T', Buffer.concat([Buffer.from([0, 1, 0]), Buffer.alloc(18)]))
  const answer = [message('1'), message('2'), columns, row, message('C', 'SELECT 1\0')]
  const began = performance.now()
  const result = await ask((socket) => {
    socket.on('data', (chunk: Buffer) => {
      const said = chunk.toString('latin1')
      if (said.includes('begin')) {
        socket.write(Buffer.concat([message('C', 'BEGIN\0'), inTransaction]))
      } else if (said.startsWith('P')) socket.write(Buffer.concat([...answer, inTransaction]))
    })
    socket.write(welcome)
  })
  expect(result).toMatchObject({ status: 'up', message: 'answered 1' })
  expect(performance.now() - began).toBeLessThan(1_000)
})

test('a password goes to no server that wants it in plain text without TLS', async () => {
  const heard: Buffer[] = []
  const result = await ask(
    (socket) => {
      socket.on('data', (chunk: Buffer) => heard.push(chunk))
      socket.write(authentication(3))
    },
    { password: 'canary-word' },
  )
  expect(result).toMatchObject({ reason: 'tls_failure' })
  expect(Buffer.concat(heard).toString()).not.toContain('canary-word')
})

test('a SCRAM login of two thousand million rounds is refused', async () => {
  const result = await ask(
    (socket) => {
      socket.on('data', (chunk: Buffer) => {
        const nonce = /r=([^,\0]+)/.exec(chunk.toString('latin1'))?.[1]
        if (nonce === undefined) return
        socket.write(authentication(11, `r=${nonce}x,s=c2FsdA==,i=2000000000`))
      })
      socket.write(authentication(10, 'SCRAM-SHA-256\0\0'))
    },
    { password: 'canary-word' },
  )
  expect(result).toMatchObject({ reason: 'protocol_error' })
  expect(result.message).toMatch(/iteration count/)
})

test('the password of this process is not for the servers of checks', async () => {
  vi.stubEnv('PGPASSWORD', 'canary-of-env')
  onTestFinished(() => void vi.unstubAllEnvs())
  const heard: Buffer[] = []
  const result = await ask((socket) => {
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    socket.write(authentication(5, 'salt'))
    socket.once('data', () => socket.once('data', () => socket.end()))
  })
  expect(result.status).toBe('down')
  const text = Buffer.concat(heard).toString('latin1')
  expect(text).toContain('user\0postgres\0')
  expect(text).toContain('database\0x\0')
  // The login of somebody whose password is empty.
  expect(text).toContain(`md5${md5(`${md5('postgres')}salt`)}`)
})

test('a target has the usual port unless it names one, and one spelling', () => {
  expect(postgres.parse('postgresql://DB.Example/app')).toBe('postgres://db.example:5432/app')
  expect(postgres.parse('postgres://db:6543/my%20db')).toBe('postgres://db:6543/my%20db')
})

test.each([
  'postgres://user:word@db/app',
  'postgres://db/app?sslmode=disable',
  `postgres://db/${'x'.repeat(64)}`,
  'postgres://db/%ff',
  'postgres:///app',
])('S6 %j is refused', (text) => {
  expect(() => postgres.parse(text)).toThrow(Refusal)
})
