import { expect, test } from 'vitest'
import { makeCertificate } from '../http/certificate.contract.ts'
import {
  type Behaviour,
  floods,
  says,
  saysAndStalls,
  startServer,
} from '../http/hostile.contract.ts'
import { runProbe } from '../world.contract.ts'
import { tcp } from './index.ts'
import { plays, scripts } from './mail-server.contract.ts'

const certificate = makeCertificate()

async function ask(behave: Behaviour, config: object, timeoutMs = 5_000) {
  await using server = await startServer(behave, { eager: true })
  return await runProbe(tcp, `tcp://127.0.0.1:${server.port}`, { config, timeoutMs })
}

test.each(Object.entries(scripts))('STARTTLS of %s leads to TLS', async (starttls, script) => {
  const config = { starttls, verify_tls: false, send: 'NOOP\\r\\n', expect: 'hello over TLS' }
  const result = await ask(plays(script, certificate), config)
  expect(result).toMatchObject({
    status: 'up',
    evidence: { tls_protocol: 'TLSv1.3', cert_subject: 'CN=localhost' },
  })
  expect(result.message).toMatch(/^port \d+: the answer is as expected$/)
  expect(result.phases.tlsMs).toBeGreaterThan(0)
})

test('H9 a certificate that does not hold is tls_failure, unless it is not verified', async () => {
  const served = plays(scripts.imap, certificate)
  expect(await ask(served, { starttls: 'imap' })).toMatchObject({
    status: 'down',
    reason: 'tls_failure',
    message: 'the certificate is self-signed',
  })
  expect(await ask(served, { starttls: 'imap', verify_tls: false })).toMatchObject({
    status: 'up',
    message: expect.stringMatching(/: TLS was begun$/),
  })
})

test('a certificate that ends too soon is assertion_failed', async () => {
  const config = { starttls: 'pop3', verify_tls: false, min_cert_days: 30 }
  expect(await ask(plays(scripts.pop3, certificate), config)).toMatchObject({
    reason: 'assertion_failed',
    message: 'expected a certificate that lasts 30 days, got 9 days',
  })
})

test('a server that refuses TLS says so', async () => {
  const served = saysAndStalls('+OK ready\r\n-ERR no TLS here\r\n')
  expect(await ask(served, { starttls: 'pop3' })).toMatchObject({
    reason: 'bad_status',
    message: 'STLS: -ERR no TLS here',
  })
})

test('what stands behind the yes in plain text is refused', async () => {
  const served = saysAndStalls('+OK ready\r\n+OK go\r\n+OK injected\r\n')
  expect(await ask(served, { starttls: 'pop3' })).toMatchObject({
    reason: 'protocol_error',
    message: 'the server sent more than it was asked for',
  })
})

test.each([
  ['H16 an endless greeting', floods('', '220-more\r\n'), 'smtp'],
  ['H16 an endless line', floods('* OK ', 'x'.repeat(4_096)), 'imap'],
  ['H16 endless lines before the answer', floods('* OK ready\r\n', '* 1 EXISTS\r\n'), 'imap'],
])('%s is protocol_error', async (_attack, behave, starttls) => {
  expect(await ask(behave, { starttls })).toMatchObject({ reason: 'protocol_error' })
})

test('H9 a handshake that never comes ends with the timeout', async () => {
  const result = await ask(saysAndStalls('+OK\r\n+OK\r\n'), { starttls: 'pop3' }, 200)
  expect(result.message).toBe('timed out after 200 ms in the TLS handshake')
})

test('another protocol is bad_status', async () => {
  expect(await ask(says('SSH-2.0-OpenSSH\r\n'), { starttls: 'smtp' })).toMatchObject({
    reason: 'bad_status',
    message: 'greeting: SSH-2.0-OpenSSH',
  })
})
