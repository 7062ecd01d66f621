import { once } from 'node:events'
import {
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import type { Certificate } from './certificate.contract.ts'

type Answering = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void

/** A server of HTTP/2, over TLS where it has a certificate. */
export async function startHttp2(answer: Answering, certificate?: Certificate) {
  const server = certificate ? createSecureServer(certificate) : createServer()
  const sessions = new Set<{ destroy(): void }>()
  server.on('session', (session) => {
    sessions.add(session)
    session.on('error', () => {})
  })
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => {})
    answer(stream, headers)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A frame (RFC 9113 section 4.1). */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: readonly number[] = [],
) {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, Buffer.from(payload)])
}

/** A server that sends its SETTINGS, and then these bytes again and again, as fast as they are read. */
export async function startStorm(first: Uint8Array, endless: Uint8Array) {
  const open = new Set<Socket>()
  const storm = Buffer.concat(Array.from({ length: 1_000 }, () => endless))
  const server = createTcpServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    const more = (): void => {
      while (!socket.destroyed && storm.length > 0 && socket.write(storm));
    }
    socket.on('drain', more)
    socket.once('data', () => {
      socket.write(Buffer.concat([frame(4, 0, 0), first]))
      more()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
