import { type ProbeFacts, running } from '../conformance.contract.ts'
import { grpc } from './index.ts'
import { says, startGrpcServer } from './server.contract.ts'

export const facts: ProbeFacts = {
  kind: grpc,
  async start() {
    const server = await startGrpcServer(says(1))
    return running({ target: `grpc://127.0.0.1:${server.port}`, config: {} }, () =>
      server[Symbol.asyncDispose](),
    )
  },
  at: (host, port) => ({ target: `grpc://${host}:${port}`, config: {} }),
  secureAt: (host, port) => ({ target: `grpcs://${host}:${port}`, config: {} }),
  transport: 'tcp',
  findings: {
    closed: ['connection_refused'],
    silent: ['timeout'],
    reset: ['connection_reset'],
    garbage: ['protocol_error'],
  },
  wrong: { metadata: 'no colon' },
  secrets: { metadata: 'authorization: Bearer canary-of-grpc' },
}
