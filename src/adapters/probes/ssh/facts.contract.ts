import { startSshServer } from '../../../../test/support/ssh-server.ts'
import { type ProbeFacts, running } from '../conformance.contract.ts'
import { ssh } from './index.ts'

export const facts: ProbeFacts = {
  kind: ssh,
  engine: 'sshd',
  async start(program) {
    const server = await startSshServer(program)
    const config = { expect: 'OpenSSH' }
    return running({ target: `ssh://127.0.0.1:${server.port}`, config }, () =>
      server[Symbol.asyncDispose](),
    )
  },
  at: (host, port) => ({ target: `ssh://${host}:${port}`, config: {} }),
  transport: 'tcp',
  // Lines before the greeting are allowed, so garbage is one, and then nothing comes.
  findings: {
    closed: ['connection_refused'],
    silent: ['timeout'],
    reset: ['connection_reset'],
    garbage: ['timeout'],
  },
  wrong: { expect: 'x'.repeat(201) },
  secrets: {},
}
