import { startSmtpServer } from '../../../../test/support/smtp-server.ts'
import { type ProbeFacts, running } from '../conformance.contract.ts'
import { smtp } from './index.ts'

export const facts: ProbeFacts = {
  kind: smtp,
  engine: 'aiosmtpd',
  async start(python) {
    const server = await startSmtpServer(python)
    return running({ target: `smtp://127.0.0.1:${server.port}`, config: {} }, () =>
      server[Symbol.asyncDispose](),
    )
  },
  at: (host, port) => ({ target: `smtp://${host}:${port}`, config: {} }),
  secureAt: (host, port) => ({ target: `smtps://${host}:${port}`, config: {} }),
  transport: 'tcp',
  findings: {
    closed: ['connection_refused'],
    silent: ['timeout'],
    reset: ['connection_reset'],
    garbage: ['protocol_error'],
  },
  wrong: { starttls: 'maybe', verify_tls: 1 },
  secrets: {},
}
