import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type TlsOptions } from 'node:tls'
import { expect, test } from 'vitest'
import { makeCertificate } from '../http/certificate.contract.ts'
import { runProbe } from '../world.contract.ts'
import { tls } from './index.ts'

const day = 86_400_000

async function serve(options: TlsOptions) {
  const names: string[] = []
  const SNICallback: TlsOptions['SNICallback'] = (name, done) => {
    names.push(name)
    done(null)
  }
  const server = createServer({ ...options, SNICallback }, (socket) => {
    socket.on('error', () => {}).resume()
  })
  server.on('tlsClientError', () => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    target: `tls://127.0.0.1:${port}`,
    names,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

const lasting = (days: number) => makeCertificate({ notAfter: new Date(Date.now() + days * day) })

test('a certificate that lasts long enough is up, and says how long', async () => {
  await using server = await serve(lasting(10.5))
  const config = { verify_tls: false, min_cert_days: 10 }
  const result = await runProbe(tls, server.target, { config })
  expect(result).toMatchObject({
    status: 'up',
    message: 'TLSv1.3, the certificate lasts 10 days',
    evidence: { tls_protocol: 'TLSv1.3', cert_days_left: 10, cert_subject: 'CN=localhost' },
  })
  expect(result.phases.tlsMs).toBeGreaterThan(0)
})

test('one that ends sooner is down, with its chain', async () => {
  await using server = await serve(lasting(10.5))
  const config = { verify_tls: false, min_cert_days: 11 }
  const result = await runProbe(tls, server.target, { config })
  expect(result).toMatchObject({
    status: 'down',
    reason: 'assertion_failed',
    message: 'expected a certificate that lasts 11 days, got 10 days',
  })
  expect(result.evidence.cert_chain).toMatch(/^CN=localhost; issued by CN=localhost; until .+ GMT$/)
})

test('one that is self-signed is a failure of TLS, with its chain', async () => {
  await using server = await serve(makeCertificate())
  const result = await runProbe(tls, server.target)
  expect(result).toMatchObject({ status: 'down', reason: 'tls_failure' })
  expect(result.message).toBe('the certificate is self-signed')
  expect(result.evidence.cert_chain).toContain('CN=localhost')
})

test('one that has expired lasts no days', async () => {
  await using server = await serve(
    makeCertificate({
      notBefore: new Date(Date.now() - 9 * day),
      notAfter: new Date(Date.now() - day),
    }),
  )
  const config = { verify_tls: false, min_cert_days: 1 }
  const result = await runProbe(tls, server.target, { config })
  expect(result.reason).toBe('assertion_failed')
  expect(result.evidence.cert_days_left).toBeLessThan(0)
})

test('the server is asked for the name that the check says', async () => {
  await using server = await serve(makeCertificate())
  const config = { verify_tls: false, server_name: 'Shop.Example' }
  const result = await runProbe(tls, server.target, { config })
  expect(result.status).toBe('up')
  expect(server.names).toEqual(['shop.example'])
})

test('an older protocol than the check allows is down', async () => {
  await using server = await serve({ ...makeCertificate(), maxVersion: 'TLSv1.2' })
  const config = { verify_tls: false, min_version: 'TLSv1.3' }
  const result = await runProbe(tls, server.target, { config })
  expect(result).toMatchObject({
    reason: 'assertion_failed',
    message: 'expected TLSv1.3, got TLSv1.2',
  })
})

test('only an address of the family that was asked for is tried', async () => {
  const world = { lookup: async () => ['127.0.0.1'] }
  const result = await runProbe(tls, 'tls://four.example', { config: { ip_family: 6 }, world })
  expect(result).toMatchObject({
    reason: 'dns_failure',
    message: 'the name has no IPv6 address',
  })
})
