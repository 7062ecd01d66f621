import { expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import type { ResultReason } from '../../../modules/checks/index.ts'
import {
  type Behaviour,
  floods,
  says,
  saysAndStalls,
  startServer,
} from '../http/hostile.contract.ts'
import { runProbe } from '../world.contract.ts'
import { ssh } from './index.ts'

async function ask(behave: Behaviour, config: object = {}) {
  await using server = await startServer(behave, { eager: true })
  return await runProbe(ssh, `ssh://127.0.0.1:${server.port}`, { config })
}

test('the greeting is in the message, whatever is said before it', async () => {
  const result = await ask(saysAndStalls('Welcome\r\nbe nice\nSSH-2.0-Test_1.0 a comment\r\n'))
  expect(result).toMatchObject({
    status: 'up',
    message: 'SSH-2.0-Test_1.0 a comment',
    evidence: { banner: 'SSH-2.0-Test_1.0 a comment' },
  })
})

test('a greeting without the expected text is assertion_failed', async () => {
  const result = await ask(saysAndStalls('SSH-2.0-dropbear\r\n'), { expect: 'OpenSSH' })
  expect(result).toMatchObject({
    reason: 'assertion_failed',
    message: 'expected OpenSSH in the greeting, got SSH-2.0-dropbear',
  })
})

const cases: readonly [string, Behaviour, ResultReason][] = [
  ['SSH 1', says('SSH-1.5-old\r\n'), 'protocol_error'],
  ['H16 an endless banner', floods('', 'x\r\n'), 'protocol_error'],
  ['H16 an endless line', floods('', 'x'.repeat(4_096)), 'protocol_error'],
  ['a greeting that is cut short', says('SSH-2.'), 'connection_reset'],
]

test.each(cases)('%s ends as a result', async (_attack, behave, reason) => {
  expect(await ask(behave)).toMatchObject({ status: 'down', reason })
})

test('a target has the usual port unless it names one', () => {
  expect(ssh.parse('ssh://Host.Example')).toBe('ssh://host.example:22')
  expect(ssh.parse('ssh://[::1]:2222/')).toBe('ssh://[::1]:2222')
})

test.each([
  'ssh://',
  'ssh://host:0',
  'ssh://host:65536',
  'ssh://host/path',
  'ssh://a@host',
  'ssh://h?x',
])('S6 %j is refused', (text) => {
  expect(() => ssh.parse(text)).toThrow(Refusal)
})
