import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { type ProbeFacts, running } from '../conformance.contract.ts'
import { websocket } from './index.ts'

/** Greets, and then repeats what it is told. */
export async function startWebSocketServer(options: { perMessageDeflate?: boolean } = {}) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options })
  server.on('connection', (socket) => {
    socket.on('error', () => {})
    socket.send('welcome')
    socket.on('message', (data, binary) => socket.send(data, { binary }))
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { server, port }
}

export const facts: ProbeFacts = {
  kind: websocket,
  async start() {
    const { server, port } = await startWebSocketServer()
    const config = { send: 'are you there?', expect: 'there?' }
    return running({ target: `ws://127.0.0.1:${port}/`, config }, () => {
      for (const client of server.clients) client.terminate()
      server.close()
    })
  },
  at: (host, port) => ({ target: `ws://${host}:${port}/`, config: {} }),
  secureAt: (host, port) => ({ target: `wss://${host}:${port}/`, config: {} }),
  transport: 'tcp',
  findings: {
    closed: ['connection_refused'],
    silent: ['timeout'],
    reset: ['connection_reset'],
    garbage: ['protocol_error'],
  },
  wrong: { subprotocol: 'a b' },
  secrets: {},
}
