import { type ProbeFacts, running } from '../conformance.contract.ts'
import { postgres } from './index.ts'

export const facts: ProbeFacts = {
  kind: postgres,
  engine: 'postgres',
  async start(address) {
    const url = new URL(address)
    const target = postgres.parse(`postgres://${url.host}${url.pathname}`)
    const config = {
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      expect: '1',
    }
    return running({ target, config }, () => {})
  },
  at: (host, port) => ({ target: `postgres://${host}:${port}/pharos`, config: {} }),
  secureAt: (host, port) => ({
    target: `postgres://${host}:${port}/pharos`,
    config: { tls: 'verify' },
  }),
  transport: 'tcp',
  findings: {
    closed: ['connection_refused'],
    silent: ['timeout'],
    reset: ['connection_reset'],
    garbage: ['protocol_error'],
  },
  wrong: { query: ' ', tls: 'maybe' },
  secrets: { password: 'canary-of-postgres' },
}
