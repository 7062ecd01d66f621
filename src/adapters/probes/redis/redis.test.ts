import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { createServer } from 'node:tls'
import { expect, test } from 'vitest'
import { describeWith } from '../../../../test/support/engines.ts'
import { Refusal } from '../../../kernel/index.ts'
import type { ResultReason } from '../../../modules/checks/index.ts'
import { makeCertificate } from '../http/certificate.contract.ts'
import { type Behaviour, floods, says, startServer } from '../http/hostile.contract.ts'
import { runProbe } from '../world.contract.ts'
import { redis } from './index.ts'

/** Sends commands as people type them, and answers with the replies. */
async function tell(url: string, commands: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.end(commands.map((command) => `${command}\r\n`).join(''))
  let replies = ''
  for await (const chunk of socket) replies += chunk
  return replies
}

describeWith('redis', 'the redis probe, of a real server', (url) => {
  const target = redis.parse(url)

  test('a server that answers PING is up', async () => {
    expect(await runProbe(redis, target)).toMatchObject({ status: 'up', message: 'PONG' })
  })

  test('a user logs in with its password; with another it is bad_status', async () => {
    const username = `probe-${randomBytes(6).toString('hex')}`
    const made = await tell(url, [`ACL SETUSER ${username} on >right-word +ping`])
    expect(made).toBe('+OK\r\n')
    try {
      const config = { username, password: 'right-word' }
      expect(await runProbe(redis, target, { config })).toMatchObject({ status: 'up' })
      const wrong = await runProbe(redis, target, { config: { username, password: 'wrong-word' } })
      expect(wrong).toMatchObject({ reason: 'bad_status' })
      expect(wrong.message).toMatch(/^AUTH: WRONGPASS /)
    } finally {
      await tell(url, [`ACL DELUSER ${username}`])
    }
  })

  test('a sealed password is opened before it is sent', async () => {
    const opened: string[] = []
    const reveal = (text: string) => {
      opened.push(text)
      return 'opened-word'
    }
    const config = { password: 'sealed:1:abc' }
    const result = await runProbe(redis, target, { config, world: { reveal } })
    expect(opened).toEqual(['sealed:1:abc'])
    expect(result.message).toMatch(/^AUTH: /)
  })

  test('over TLS the certificate counts, unless it is not to be verified', async () => {
    const { hostname, port } = new URL(url)
    const proxy = createServer(makeCertificate(), (tls) => {
      const plain = connect(Number(port), hostname)
      for (const socket of [tls, plain]) socket.on('error', () => {})
      tls.pipe(plain).pipe(tls)
    })
    proxy.on('tlsClientError', () => {})
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const secure = `rediss://localhost:${(proxy.address() as AddressInfo).port}`
    const world = { lookup: async () => ['127.0.0.1'] }
    expect(await runProbe(redis, secure, { world })).toMatchObject({ reason: 'tls_failure' })
    const result = await runProbe(redis, secure, { world, config: { verify_tls: false } })
    expect(result).toMatchObject({ status: 'up', evidence: { tls_protocol: 'TLSv1.3' } })
    proxy.close()
  })
})

const cases: readonly [string, Behaviour, ResultReason, RegExp][] = [
  ['no permission', says('-NOAUTH Authentication required.\r\n'), 'bad_status', /PING: NOAUTH/],
  ['still loading', says('-LOADING Redis is loading\r\n'), 'bad_status', /LOADING/],
  ['another answer', says('+HELLO\r\n'), 'protocol_error', /PING was answered with HELLO/],
  ['an endless line', floods('+', 'x'.repeat(4_096)), 'protocol_error', /longer than/],
  ['a bulk string of 512 MB', says('$536870912\r\n'), 'protocol_error', /no reply of Redis/],
  ['a page', says('HTTP/1.1 400 Bad Request\r\n'), 'protocol_error', /no reply of Redis/],
]

test.each(cases)('%s ends as a result', async (_attack, behave, reason, message) => {
  await using server = await startServer(behave, { eager: true })
  const result = await runProbe(redis, `redis://127.0.0.1:${server.port}`)
  expect(result).toMatchObject({ status: 'down', reason })
  expect(result.message).toMatch(message)
})

test('a password that the server repeats is masked', async () => {
  const behave = says("-ERR unknown command 'AUTH', with args beginning with: 'canary-word'\r\n")
  await using server = await startServer(behave, { eager: true })
  const config = { password: 'canary-word' }
  const result = await runProbe(redis, `redis://127.0.0.1:${server.port}`, { config })
  expect(result.message).toBe("AUTH: ERR unknown command 'AUTH', with args beginning with: '***'")
})

test('a target has the usual port unless it names one', () => {
  expect(redis.parse('redis://cache.example')).toBe('redis://cache.example:6379')
})

test.each(['redis://', 'redis://:word@host', 'redis://host/0', 'redis://host:x'])(
  'S6 %j is refused',
  (text) => {
    expect(() => redis.parse(text)).toThrow(Refusal)
  },
)
