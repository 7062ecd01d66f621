import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import type { ResultReason } from '../../../modules/checks/index.ts'
import {
  type Behaviour,
  drips,
  floods,
  says,
  saysAndStalls,
  startServer,
} from '../http/hostile.contract.ts'
import { runProbe } from '../world.contract.ts'
import { smtp } from './index.ts'

async function ask(behave: Behaviour, run: { config?: object; timeoutMs?: number } = {}) {
  await using server = await startServer(behave, { eager: true })
  return await runProbe(smtp, `smtp://127.0.0.1:${server.port}`, run)
}

test('it introduces itself by its address, and leaves with a word', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const heard = new Promise<string>((resolve) => {
    server.once('connection', (socket) => {
      let said = ''
      socket.on('error', () => {})
      socket.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (said.endsWith('QUIT\r\n')) resolve(said)
        else socket.write('250-test\r\n250 SIZE 1000\r\n')
      })
      socket.write('220-hello\r\n220 there\r\n')
    })
  })
  const { port } = server.address() as AddressInfo
  const result = await runProbe(smtp, `smtp://127.0.0.1:${port}`)
  expect(result).toMatchObject({
    status: 'up',
    message: '220 hello there',
    evidence: { banner: 'hello there', offers: 'SIZE 1000' },
  })
  expect(await heard).toBe('EHLO [127.0.0.1]\r\nQUIT\r\n')
  server.close()
})

const hello = '220 test\r\n250-test\r\n250 STARTTLS\r\n'
const cases: readonly [string, Behaviour, ResultReason, RegExp][] = [
  ['H16 an endless banner', floods('', '220-more\r\n'), 'protocol_error', /more than 100 lines/],
  ['H16 an endless line', floods('220 ', 'x'.repeat(4_096)), 'protocol_error', /longer than/],
  [
    'a server that turns clients away',
    says('554 not today\r\n'),
    'bad_status',
    /greeting: 554 not today/,
  ],
  ['a server that is too busy', says('421 later\r\n'), 'bad_status', /421 later/],
  ['EHLO refused', saysAndStalls('220 test\r\n502 no\r\n'), 'bad_status', /EHLO: 502 no/],
  ['another protocol', says('SSH-2.0-OpenSSH\r\n'), 'protocol_error', /no reply of SMTP/],
  ['a banner that is cut short', says('220-hello\r\n'), 'connection_reset', /closed early/],
]

test.each(cases)('%s ends as a result', async (_attack, behave, reason, message) => {
  const result = await ask(behave)
  expect(result).toMatchObject({ status: 'down', reason })
  expect(result.message).toMatch(message)
})

test('H4 a banner byte by byte runs into the timeout', async () => {
  expect(await ask(drips('220 '), { timeoutMs: 200 })).toMatchObject({ reason: 'timeout' })
})

test('what stands behind the reply to STARTTLS in plain text is refused', async () => {
  const config = { starttls: true }
  const result = await ask(saysAndStalls(`${hello}220 go\r\n250 injected\r\n`), { config })
  expect(result).toMatchObject({
    reason: 'protocol_error',
    message: 'the server sent more than it was asked for',
  })
})

test('STARTTLS refused is bad_status', async () => {
  const result = await ask(saysAndStalls(`${hello}454 not now\r\n`), { config: { starttls: true } })
  expect(result).toMatchObject({ reason: 'bad_status', message: 'STARTTLS: 454 not now' })
})

test('H9 a handshake that stalls, or is cut, ends as a result', async () => {
  const config = { starttls: true }
  const stalled = await ask(saysAndStalls(`${hello}220 go\r\n`), { config, timeoutMs: 200 })
  expect(stalled.message).toBe('timed out after 200 ms in the TLS handshake')
  const cut = await ask(says(`${hello}220 go\r\n`), { config })
  expect(cut).toMatchObject({ status: 'down', reason: 'connection_reset' })
})

test('a target has the usual port of its scheme unless it names one', () => {
  expect(smtp.parse('smtp://mail.example')).toBe('smtp://mail.example:25')
  expect(smtp.parse('smtps://mail.example/')).toBe('smtps://mail.example:465')
})

test.each(['smtp://', 'smtp://a:b@host', 'smtp://host/x', 'mailto:a@b'])(
  'S6 %j is refused',
  (text) => {
    expect(() => smtp.parse(text)).toThrow(Refusal)
  },
)
