import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import {
  type Behaviour,
  drips,
  floods,
  resetsAfter,
  says,
  saysAndStalls,
  startServer,
} from '../http/hostile.contract.ts'
import { runProbe } from '../world.contract.ts'
import { unescaped } from './escapes.ts'
import { tcp } from './index.ts'

async function ask(behave: Behaviour, config: object, timeoutMs = 5_000) {
  await using server = await startServer(behave, { eager: true })
  const result = await runProbe(tcp, `tcp://127.0.0.1:${server.port}`, { config, timeoutMs })
  await server.idle()
  return result
}

test('what is sent arrives, and the answer that is expected is up', async () => {
  const server = createServer((socket) => socket.on('error', () => {}))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const heard = new Promise<string>((resolve) => {
    server.once('connection', (socket) =>
      socket.once('data', (chunk: Buffer) => {
        resolve(chunk.toString('latin1'))
        socket.write('+PONG\r\n')
      }),
    )
  })
  const { port } = server.address() as AddressInfo
  const config = { send: 'PING\\r\\n\\x00\\\\', expect: 'PONG', expect_pattern: '^\\+[A-Z]+' }
  const result = await runProbe(tcp, `tcp://127.0.0.1:${port}`, { config })
  server.close()
  expect(result).toMatchObject({ status: 'up', message: `port ${port}: the answer is as expected` })
  expect(result.phases.firstByteMs).toBeGreaterThan(0)
  expect(await heard).toBe('PING\r\n\0\\')
})

test('an answer that is not the expected one says both', async () => {
  expect(await ask(says('-ERR\r\nno\r\n'), { expect: '+PONG' })).toMatchObject({
    status: 'down',
    reason: 'assertion_failed',
    message: 'expected +PONG, got -ERR no',
    evidence: { received: '-ERR\nno' },
  })
  expect(await ask(says('abc'), { expect_pattern: '^b' })).toMatchObject({
    message: 'expected a match of ^b, got abc',
  })
  expect(await ask(says(''), { expect: 'x' })).toMatchObject({ message: 'expected x, got nothing' })
})

test('an answer in pieces is one answer', async () => {
  const slowly: Behaviour = (socket) => {
    socket.write('wel')
    setTimeout(() => socket.write('come'), 20)
  }
  expect(await ask(slowly, { expect: 'welcome' })).toMatchObject({ status: 'up' })
})

test.each([
  ['H3 an endless answer', floods('', 'x'.repeat(4_096)), 'assertion_failed'],
  ['H4 a byte at a time', drips('x'), 'timeout'],
  ['H7 silence', saysAndStalls(''), 'timeout'],
  ['H8 a reset', resetsAfter('x'), 'connection_reset'],
])('%s ends as a result', async (_attack, behave, reason) => {
  const config = { expect: 'never', expect_pattern: '(x+x+)+y' }
  const result = await ask(behave, config, 400)
  expect(result).toMatchObject({ status: 'down', reason })
  expect(result.phases.totalMs).toBeLessThan(1_400)
})

test('only addresses of the family that was asked for are tried', async () => {
  await using server = await startServer(saysAndStalls(''), { eager: true })
  const world = { lookup: async () => ['::1', '127.0.0.1'] }
  const target = `tcp://two.example:${server.port}`
  const four = await runProbe(tcp, target, { config: { ip_family: 4 }, world })
  expect(four).toMatchObject({ status: 'up', evidence: { address: '127.0.0.1' } })
  const six = await runProbe(tcp, `tcp://127.0.0.1:${server.port}`, { config: { ip_family: '6' } })
  expect(six).toMatchObject({ reason: 'dns_failure', message: 'the name has no IPv6 address' })
})

test.each([
  ['send', 'a\\q', 'has a \\ that is none of'],
  ['expect_pattern', '(?=a)', 'is no regular expression of RE2'],
  ['starttls', 'ftp', 'must be one of none, smtp, imap, pop3'],
  ['ip_family', 5, 'must be one of any, 4, 6'],
])('a wrong %s is refused', (field, value, message) => {
  const { error } = tcp.config.safeParse({ [field]: value })
  expect(error?.issues).toMatchObject([{ path: [field] }])
  expect(error?.issues[0]?.message).toContain(message)
})

test.each([
  ['grün', Buffer.from('grün')],
  ['\\x1B[0m\\t', Buffer.from('\x1b[0m\t')],
  ['\\xff', Buffer.from([0xff])],
  ['\\', null],
  ['\\x1', null],
])('%j stands for its bytes', (text, bytes) => {
  expect(unescaped(text)).toEqual(bytes)
})
