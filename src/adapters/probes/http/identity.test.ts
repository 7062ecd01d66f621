import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { expect, test } from 'vitest'
import { sealedPrefix } from '../../../kernel/index.ts'
import { runProbe } from '../world.contract.ts'
import { makeCertificate } from './certificate.contract.ts'
import { httpConfig } from './config.ts'
import { answers, startServer } from './hostile.contract.ts'
import { pemOf } from './identity.ts'
import { http } from './index.ts'

const served = makeCertificate()
const own = makeCertificate({ commonName: 'pharos' })
const client = { client_cert: own.cert, client_key: own.key, verify_tls: false }

/** A server that lets in who shows the certificate of `own`, and answers who it was. */
async function startGate(headers = '') {
  const server = createServer(
    { ...served, requestCert: true, rejectUnauthorized: true, ca: [own.cert] },
    (socket) => {
      socket.on('error', () => {})
      const { CN } = socket.getPeerCertificate().subject
      socket.once('data', () => {
        const status = headers === '' ? '200 OK' : '302 Found'
        socket.end(`HTTP/1.1 ${status}\r\nx-client: ${CN}\r\n${headers}content-length: 0\r\n\r\n`)
      })
    },
  )
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, [Symbol.dispose]: () => server.close() }
}

test('a server that asks for a client certificate is shown it', async () => {
  using gate = await startGate()
  const target = `https://127.0.0.1:${gate.port}/`
  const assertions = 'header x-client equals pharos'
  const shown = await runProbe(http, target, { config: { ...client, assertions } })
  expect(shown).toMatchObject({ status: 'up', message: '200 OK' })
  const without = await runProbe(http, target, { config: { verify_tls: false } })
  expect(without).toMatchObject({ status: 'down', reason: 'tls_failure' })
})

test('a key whose line breaks a form has taken away is the same key', async () => {
  using gate = await startGate()
  const config = { ...client, client_key: own.key.replaceAll('\n', ' ') }
  const result = await runProbe(http, `https://127.0.0.1:${gate.port}/`, { config })
  expect(result.status).toBe('up')
  expect(pemOf(config.client_key)).toBe(own.key)
})

test('S5 another origin that a redirect leads to is not shown it', async () => {
  using gate = await startGate()
  const location = `location: https://127.0.0.1:${gate.port}/\r\n`
  await using server = await startServer(answers('302 Found', location), { certificate: served })
  const result = await runProbe(http, `https://127.0.0.1:${server.port}/`, { config: client })
  expect(result).toMatchObject({ status: 'down', reason: 'tls_failure' })
})

const wrong = (config: object): unknown =>
  httpConfig.safeParse(config).error?.issues.map(({ path, message }) => `${path.join()} ${message}`)

test('a certificate and a key that do not fit are refused at save', () => {
  expect(wrong(client)).toBeUndefined()
  expect(wrong({ client_cert: 'none' })).toEqual(['client_cert must be a certificate in PEM'])
  expect(wrong({ client_cert: own.cert })).toEqual(['client_key must be there too'])
  expect(wrong({ client_cert: own.cert, client_key: served.key })).toEqual([
    'client_key must be that of the client certificate',
  ])
  expect(wrong({ client_key: own.cert })).toEqual([
    'client_key must be a private key in PEM, without a passphrase',
  ])
})

test('a key that is stored is left as it is', () => {
  expect(wrong({ client_cert: own.cert, client_key: '***' })).toBeUndefined()
  expect(wrong({ client_cert: own.cert, client_key: `${sealedPrefix}abc` })).toBeUndefined()
})
