import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { makeCertificate } from '../../src/adapters/probes/http/certificate.contract.ts'

/** Where the target listens. */
export type Ports = { readonly plain: number; readonly tls: number }

// The least a server can do: the benchmark is about who asks. `/bad` answers 500.
const answer = (status: string): Buffer =>
  Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n`,
  )
const good = answer('200 OK')
const bad = answer('500 Internal Server Error')

function serve(socket: Socket): void {
  socket.on('error', () => {})
  socket.once('data', (head: Buffer) => {
    socket.end(head.includes('GET /bad ') ? bad : good)
  })
}

async function listen(server: Server): Promise<number> {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

// As web servers do: else the answer waits until the session tickets before it are acknowledged.
const noDelay = true
/** The client's order of ciphers holds, as with nginx by default. */
const honorCipherOrder = false

const tls = createTlsServer(
  { ...makeCertificate(), ALPNProtocols: ['http/1.1'], honorCipherOrder, noDelay },
  serve,
)
tls.on('tlsClientError', () => {})
const ports: Ports = {
  plain: await listen(createServer({ noDelay }, serve)),
  tls: await listen(tls),
}
process.send?.(ports)
process.once('disconnect', () => process.exit())
