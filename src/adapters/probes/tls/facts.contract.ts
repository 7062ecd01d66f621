import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { type ProbeFacts, running } from '../conformance.contract.ts'
import { makeCertificate } from '../http/certificate.contract.ts'
import { tls } from './index.ts'

const unverified = { verify_tls: false }

export const facts: ProbeFacts = {
  kind: tls,
  async start() {
    const server = createServer(makeCertificate(), (socket) =>
      socket.on('error', () => {}).resume(),
    )
    server.on('tlsClientError', () => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return running({ target: `tls://127.0.0.1:${port}`, config: unverified }, () => server.close())
  },
  at: (host, port) => ({ target: `tls://${host}:${port}`, config: {} }),
  secureAt: (host, port) => ({ target: `tls://${host}:${port}`, config: {} }),
  transport: 'tcp',
  findings: {
    closed: ['connection_refused'],
    silent: ['timeout'],
    reset: ['connection_reset'],
    garbage: ['tls_failure', 'protocol_error'],
  },
  wrong: { min_cert_days: -1, min_version: 'SSLv3', server_name: 'a b' },
  secrets: {},
}
