import { once } from 'node:events'
import {
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Certificate } from '../http/certificate.contract.ts'

export type GrpcCall = {
  readonly stream: ServerHttp2Stream
  readonly headers: IncomingHttpHeaders
  /** The service that is asked about. */
  readonly service: string
}

export type Reply = (call: GrpcCall) => void

/** A message behind its prefix. */
export function framed(message: Uint8Array, announced = message.length): Buffer {
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(announced, 1)
  return Buffer.concat([prefix, message])
}

const head = { ':status': 200, 'content-type': 'application/grpc' }

/** Sends these bytes as the body, and a status after them. */
export const sends =
  (body: Uint8Array, trailers: Readonly<Record<string, string>> = { 'grpc-status': '0' }): Reply =>
  ({ stream }) => {
    stream.respond(head, { waitForTrailers: true })
    stream.once('wantTrailers', () => stream.sendTrailers(trailers))
    stream.end(body)
  }

/** A HealthCheckResponse of this number. */
export const says = (status: number): Reply => sends(framed(Buffer.from([0x08, status])))

/** The status alone, in the head. */
export const refuses =
  (status: string, message = ''): Reply =>
  ({ stream }) => {
    stream.respond({ ...head, 'grpc-status': status, 'grpc-message': message }, { endStream: true })
  }

/** A server of grpc.health.v1 on loopback. */
export async function startGrpcServer(reply: Reply, certificate?: Certificate) {
  const sessions = new Set<ServerHttp2Session>()
  const server = certificate ? createSecureServer(certificate) : createServer()
  server.on('session', (session: ServerHttp2Session) => {
    session.on('error', () => {})
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const chunks: Buffer[] = []
    stream.on('error', () => {})
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    // A HealthCheckRequest is a tag, a length and the name, behind five bytes of prefix.
    stream.on('end', () => {
      const service = Buffer.concat(chunks).subarray(7).toString()
      reply({ stream, headers, service })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    sessions,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
