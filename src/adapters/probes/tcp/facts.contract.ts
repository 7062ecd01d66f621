import { listenTcp, type ProbeFacts, running } from '../conformance.contract.ts'
import { tcp } from './index.ts'

export const facts: ProbeFacts = {
  kind: tcp,
  async start() {
    const server = await listenTcp('silent')
    return running({ target: `tcp://127.0.0.1:${server.port}`, config: {} }, () =>
      server[Symbol.asyncDispose](),
    )
  },
  at: (host, port) => ({ target: `tcp://${host}:${port}`, config: {} }),
  transport: 'tcp',
  // What comes over the connection is nothing that it waits for.
  findings: { closed: ['connection_refused'], silent: ['ok'], garbage: ['ok'] },
  wrong: { no_such_setting: 1, starttls: 'ftp', send: '\\q' },
  secrets: {},
}
