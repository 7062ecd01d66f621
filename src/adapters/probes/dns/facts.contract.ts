import { startDnsServer } from '../../../../test/support/dns-server.ts'
import { type ProbeFacts, running } from '../conformance.contract.ts'
import { dns } from './index.ts'

export const facts: ProbeFacts = {
  kind: dns,
  engine: 'dnsmasq',
  async start(program) {
    const server = await startDnsServer(program)
    const config = { resolver: `127.0.0.1:${server.port}`, expected: '192.0.2.1' }
    return running({ target: 'dns://web.test', config }, () => server[Symbol.asyncDispose]())
  },
  at: (host, port) => ({ target: 'dns://web.test', config: { resolver: `${host}:${port}` } }),
  transport: 'udp',
  // There is no connection that could be reset.
  findings: { closed: ['connection_refused'], silent: ['timeout'], garbage: ['protocol_error'] },
  wrong: { record_type: 'B', resolver: 'a b', match: 'most', expected: Array(51).fill('x') },
  secrets: {},
}
