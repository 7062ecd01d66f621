import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { Socket } from 'node:net'
import { Down } from '../failure.ts'
import type { Scope } from '../scope.ts'
import {
  announcedLength,
  prefixLength,
  requestOf,
  type ServingStatus,
  statusOf,
} from './message.ts'
import type { Metadata } from './metadata.ts'
import { expectOk } from './status.ts'

export type Call = {
  readonly socket: Socket
  /** What the server is called: `host:port`. */
  readonly authority: string
  readonly secure: boolean
  readonly service: string
  readonly metadata: Metadata
  readonly timeoutMs: number
}

/** Small as all of it is, a server cannot make this process keep much. */
const limits = { maxSessionMemory: 1, maxHeaderListPairs: 64, maxOutstandingPings: 1 }

function openSession(scope: Scope, { socket, authority, secure }: Call): ClientHttp2Session {
  const session = connect(`${secure ? 'https' : 'http'}://${authority}`, {
    ...limits,
    createConnection: () => socket,
    settings: { enablePush: false, maxHeaderListSize: 16_384 },
  })
  return scope.hold(session)
}

function begin(session: ClientHttp2Session, call: Call): ClientHttp2Stream {
  const stream = session.request({
    ...Object.fromEntries(call.metadata),
    ':method': 'POST',
    ':path': '/grpc.health.v1.Health/Check',
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': 'grpc-pharos',
    'grpc-timeout': `${Math.ceil(call.timeoutMs)}m`,
  })
  stream.end(requestOf(call.service))
  return stream
}

const textOf = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

/** Throws `Down` when an answer is none of gRPC, whatever speaks HTTP/2 there. */
function examineHead(headers: IncomingHttpHeaders): void {
  const status = headers[constants.HTTP2_HEADER_STATUS]
  if (Number(status) !== 200)
    throw new Down('bad_status', `expected HTTP status 200, got ${status}`)
  if (!textOf(headers, 'content-type').startsWith('application/grpc')) {
    throw new Down('protocol_error', 'the answer is not one of gRPC')
  }
}

/** The one message of the answer, piece by piece; a second one is an error. */
function createBody(): { push(chunk: Buffer): void; message(): Buffer } {
  let bytes: Buffer = Buffer.alloc(0)
  let wanted: number | null = null
  return {
    push(chunk) {
      bytes = Buffer.concat([bytes, chunk])
      if (wanted === null && bytes.length >= prefixLength) wanted = announcedLength(bytes)
      if (wanted !== null && bytes.length > prefixLength + wanted) {
        throw new Down('protocol_error', 'more than one message')
      }
    },
    message() {
      if (wanted === null || bytes.length < prefixLength + wanted) {
        throw new Down('protocol_error', 'the message is cut short')
      }
      return bytes.subarray(prefixLength)
    },
  }
}

/** Errors of HTTP/2 itself, which say that the server does not speak it well. */
function translated(error: unknown): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (typeof code !== 'string' || !code.startsWith('ERR_HTTP2_')) return error
  return new Down('protocol_error', `HTTP/2 failed: ${(error as Error).message}`)
}

/** Asks once, and waits for the message and the status after it (or the status alone). */
export function checkHealth(scope: Scope, call: Call): Promise<ServingStatus> {
  scope.meter.enter('firstByte')
  const session = openSession(scope, call)
  const body = createBody()
  return new Promise((resolve, reject) => {
    const step = (work: () => void): void => {
      try {
        work()
      } catch (error) {
        reject(translated(error))
      }
    }
    const lost = (): void => reject(new Down('connection_reset', 'the connection was closed early'))
    session.once('error', (error) => reject(translated(error)))
    session.once('close', lost)
    step(() => {
      const stream = scope.hold(begin(session, call))
      let trailers: IncomingHttpHeaders = {}
      stream.once('response', (headers) =>
        step(() => {
          scope.meter.enter('body')
          examineHead(headers)
          // Trailers-only: the status stands in the head, and nothing follows.
          trailers = headers
        }),
      )
      stream.on('data', (chunk: Buffer) => step(() => body.push(chunk)))
      stream.once('trailers', (headers) => {
        trailers = headers
      })
      stream.once('error', (error) => reject(translated(error)))
      stream.once('end', () =>
        step(() => {
          if (stream.aborted || Object.keys(trailers).length === 0) return lost()
          const status = textOf(trailers, 'grpc-status')
          if (status !== '') scope.evidence.grpc_status = status
          expectOk(status, textOf(trailers, 'grpc-message'))
          resolve(statusOf(body.message()))
        }),
      )
      stream.once('close', lost)
    })
  })
}
