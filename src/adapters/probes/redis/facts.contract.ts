import { type ProbeFacts, running } from '../conformance.contract.ts'
import { redis } from './index.ts'

export const facts: ProbeFacts = {
  kind: redis,
  engine: 'redis',
  start: async (url) => running({ target: redis.parse(url), config: {} }, () => {}),
  at: (host, port) => ({ target: `redis://${host}:${port}`, config: {} }),
  secureAt: (host, port) => ({ target: `rediss://${host}:${port}`, config: {} }),
  transport: 'tcp',
  findings: {
    closed: ['connection_refused'],
    silent: ['timeout'],
    reset: ['connection_reset'],
    garbage: ['protocol_error'],
  },
  wrong: { username: 1, password: 'x'.repeat(4_001) },
  secrets: { password: 'canary-of-redis' },
}
