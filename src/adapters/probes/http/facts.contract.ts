import { type ProbeFacts, running } from '../conformance.contract.ts'
import { makeCertificate } from './certificate.contract.ts'
import { answers, startServer } from './hostile.contract.ts'
import { http } from './index.ts'

export const facts: ProbeFacts = {
  kind: http,
  async start() {
    const server = await startServer(answers('200 OK', '', 'hello'))
    return running({ target: `http://127.0.0.1:${server.port}/`, config: {} }, () =>
      server[Symbol.asyncDispose](),
    )
  },
  at: (host, port) => ({ target: `http://${host}:${port}/`, config: {} }),
  secureAt: (host, port) => ({ target: `https://${host}:${port}/`, config: {} }),
  transport: 'tcp',
  findings: {
    closed: ['connection_refused'],
    silent: ['timeout'],
    reset: ['connection_reset'],
    garbage: ['protocol_error'],
  },
  wrong: {
    expected_status: 'fine',
    headers: 'no colon',
    assertions: 'body is fine',
    client_cert: 'none',
  },
  secrets: {
    password: 'canary-password',
    bearer_token: 'canary-token',
    secret_headers: 'X-Key: Token canary-header',
    client_key: makeCertificate().key,
  },
}
