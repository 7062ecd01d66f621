import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProbe } from '../world.contract.ts'
import { makeCertificate } from './certificate.contract.ts'
import { answers, says, saysAndStalls, startServer } from './hostile.contract.ts'
import { http } from './index.ts'

const day = 86_400_000
const roots = getCACertificates('default')
const trusted = makeCertificate()
const otherHost = makeCertificate({ commonName: 'other', names: ['other.example'] })
const expired = makeCertificate({
  notBefore: new Date(Date.now() - 20 * day),
  notAfter: new Date(Date.now() - day),
})
const future = makeCertificate({ notBefore: new Date(Date.now() + day) })
const stranger = makeCertificate({ commonName: 'stranger' })

beforeAll(() => setDefaultCACertificates([trusted, otherHost, expired, future].map((c) => c.cert)))
afterAll(() => setDefaultCACertificates(roots))

test('a trusted certificate for the host is up, with the handshake and the certificate as evidence', async () => {
  await using server = await startServer(answers('200 OK'), { certificate: trusted })
  const result = await runProbe(http, `https://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({
    status: 'up',
    evidence: {
      tls_protocol: 'TLSv1.3',
      tls_cipher: expect.stringMatching(/^TLS_AES_/),
      cert_subject: 'CN=localhost',
      cert_days_left: 9,
    },
  })
  expect(result.phases.tlsMs).toBeGreaterThan(0)
})

test('a host name is sent as SNI and resolved once, and the phases fit into the total', async () => {
  await using server = await startServer(answers('200 OK'), { certificate: trusted })
  const asked: string[] = []
  const lookup = async (hostname: string): Promise<string[]> => {
    asked.push(hostname)
    return ['127.0.0.1']
  }
  const target = `https://localhost.:${server.port}/`
  const { status, phases } = await runProbe(http, target, { world: { lookup } })
  expect(status).toBe('up')
  expect(asked).toEqual(['localhost.'])
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = phases
  const parts = [dnsMs, connectMs, tlsMs, firstByteMs].map((part) => part ?? Number.NaN)
  expect(parts.reduce((sum, part) => sum + part)).toBeLessThanOrEqual(totalMs)
})

const faults = [
  ['H9 self-signed', stranger, 'the certificate is self-signed', 9],
  ['H9 expired', expired, 'the certificate has expired', -2],
  ['H9 not yet valid', future, 'the certificate is not valid yet', 9],
  ['H9 wrong host', otherHost, 'the certificate is for another host', 9],
] as const

test.each(faults)('%s is tls_failure', async (_name, certificate, message, daysLeft) => {
  await using server = await startServer(answers('200 OK'), { certificate })
  const result = await runProbe(http, `https://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({
    status: 'down',
    reason: 'tls_failure',
    message,
    evidence: { cert_days_left: daysLeft },
  })
  // Nothing is asked of a host that has not proved itself.
  expect(server.heads).toEqual([])
  await server.idle()
})

test.each(faults)('%s is up when the check does not verify', async (_name, certificate) => {
  await using server = await startServer(answers('200 OK'), { certificate })
  const config = { verify_tls: false }
  const result = await runProbe(http, `https://127.0.0.1:${server.port}/`, { config })
  expect(result).toMatchObject({ status: 'up', evidence: { tls_protocol: 'TLSv1.3' } })
})

test('H9 a handshake that stalls ends with the timeout', async () => {
  await using server = await startServer(saysAndStalls(''), { eager: true })
  const target = `https://127.0.0.1:${server.port}/`
  const result = await runProbe(http, target, { timeoutMs: 300 })
  expect(result).toMatchObject({ status: 'down', reason: 'timeout' })
  expect(result.message).toBe('timed out after 300 ms in the TLS handshake')
  expect(result.phases.totalMs).toBeLessThan(1_300)
  await server.idle()
})

test('H9 a server that speaks no TLS is tls_failure', async () => {
  await using server = await startServer(says('HTTP/1.1 400 Bad Request\r\n\r\n'), { eager: true })
  const result = await runProbe(http, `https://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({ status: 'down', reason: 'tls_failure' })
  expect(result.message).toBe('TLS failed: wrong version number')
})

test('H9 a server that hangs up in the handshake is connection_reset', async () => {
  await using server = await startServer((socket) => socket.end(), { eager: true })
  const result = await runProbe(http, `https://127.0.0.1:${server.port}/`)
  expect(result).toMatchObject({ status: 'down', reason: 'connection_reset' })
})

test('H9 a giant certificate is tls_failure', async () => {
  const names = Array.from({ length: 6_000 }, (_, i) => `host-${i}.a-rather-long-name.example`)
  await using server = await startServer(answers('200 OK'), {
    certificate: makeCertificate({ names }),
  })
  const config = { verify_tls: false }
  const result = await runProbe(http, `https://127.0.0.1:${server.port}/`, { config })
  expect(result).toMatchObject({ status: 'down', reason: 'tls_failure' })
})

test('plain HTTP to a TLS port is a result', async () => {
  await using server = await startServer(answers('200 OK'), { certificate: trusted })
  const result = await runProbe(http, `http://127.0.0.1:${server.port}/`, { timeoutMs: 2_000 })
  expect(result.status).toBe('down')
  expect(['protocol_error', 'connection_reset']).toContain(result.reason)
})
