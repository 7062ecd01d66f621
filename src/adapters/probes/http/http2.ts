import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { Socket } from 'node:net'
import { Down } from '../failure.ts'
import type { Scope } from '../scope.ts'
import { type Answer, maxInterim, type Wish } from './answer.ts'
import { createSink, type Sink } from './body.ts'
import { plainHeaders, type Request } from './exchange.ts'
import type { Head } from './head.ts'

/** A server cannot make this process keep much. Floods of PING and SETTINGS end a session by themselves. */
const limits = { maxSessionMemory: 2, maxHeaderListPairs: 128, maxOutstandingPings: 1 }
const maxHeaderListSize = 16_384

/** What frames may add to a body, in bytes: all of WINDOW_UPDATE, say, is no answer. */
const mostOverhead = 1_048_576
const lookMs = 100

const isConnect = (name: string): boolean => name.startsWith(':')

function headOf(headers: IncomingHttpHeaders): Head {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    isConnect(name) || value === undefined
      ? []
      : [[name, Array.isArray(value) ? value.join(', ') : value]],
  )
  return {
    httpVersion: '2',
    status: Number(headers[':status']),
    // HTTP/2 has none (RFC 9113 section 8.3.2).
    reason: '',
    headers: new Map(kept),
  }
}

/** `Name: value` as HTTP/2 has it, with the name in lower case (RFC 9113 section 8.2.1). */
const pairOf = (line: string): readonly [string, string] => {
  const end = line.indexOf(':')
  return [line.slice(0, end).toLowerCase(), line.slice(end + 1).trim()]
}

function openSession(scope: Scope, { socket, url }: Request): ClientHttp2Session {
  const session = connect(url.origin, {
    ...limits,
    createConnection: () => socket,
    settings: { enablePush: false, maxHeaderListSize },
  })
  return scope.hold(session)
}

function ask(session: ClientHttp2Session, { url, wish, extras }: Request): ClientHttp2Stream {
  const body = extras?.body ?? null
  const stream = session.request(
    {
      ...Object.fromEntries((extras?.headers ?? plainHeaders).map(pairOf)),
      ':method': wish.method,
      ':path': `${url.pathname}${url.search}`,
      ':authority': url.host,
      'accept-encoding': 'identity',
      ...(body !== null && { 'content-length': String(body.length) }),
    },
    { endStream: body === null },
  )
  if (body !== null) stream.end(body)
  return stream
}

/** Errors of HTTP/2 itself: the server does not speak it, or not well. */
function translated(error: unknown): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (typeof code !== 'string' || !code.startsWith('ERR_HTTP2_')) return error
  return new Down('protocol_error', `HTTP/2 failed: ${(error as Error).message}`)
}

/** Ends a connection that carries more than any answer within the limit would. */
function watchBytes(scope: Scope, socket: Socket, most: number, tell: (error: Down) => void): void {
  const timer = setInterval(() => {
    if (socket.bytesRead <= most) return
    tell(new Down('protocol_error', `more than ${most} bytes, of which too few are an answer`))
  }, lookMs)
  scope.onEnd(() => clearInterval(timer))
}

type Reading = {
  head(headers: IncomingHttpHeaders): Answer | null
  data(bytes: Buffer): void
  end(): Answer
}

/** Makes an answer of what comes, as `createAnswerReader` does of the bytes of HTTP/1.1. */
function createReading({ wantsBody, limit, keep = false }: Wish): Reading {
  let found: { readonly head: Head; readonly sink: Sink } | null = null
  return {
    head(headers) {
      const head = headOf(headers)
      if (!wantsBody(head)) return { head, bodyBytes: null, body: Buffer.alloc(0) }
      found = { head, sink: createSink(head, limit, keep) }
      return null
    },
    data: (bytes) => found?.sink.take(bytes),
    end() {
      if (found === null) throw new Down('connection_reset', 'the stream ended without an answer')
      const bodyBytes = found.sink.size()
      return { head: found.head, bodyBytes, body: found.sink.body() }
    },
  }
}

/**
 * Sends one request over a connection that TLS has agreed on HTTP/2 for, or over a plain one "with
 * prior knowledge" (RFC 9113 section 3.3), and reads the answer under the limits of HTTP/1.1.
 */
export function exchangeHttp2(scope: Scope, request: Request): Promise<Answer> {
  scope.meter.enter('firstByte')
  const session = openSession(scope, request)
  const reading = createReading(request.wish)
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(translated(error))
    const step = (work: () => Answer | null | undefined): void => {
      try {
        const answer = work()
        if (answer) resolve(answer)
      } catch (error) {
        fail(error)
      }
    }
    const lost = (): void => fail(new Down('connection_reset', 'the connection was closed early'))
    session.once('error', fail)
    session.once('close', lost)
    watchBytes(scope, request.socket, request.wish.limit + mostOverhead, fail)
    step(() => {
      const stream = scope.hold(ask(session, request))
      let interim = 0
      stream.on('headers', () => {
        interim += 1
        if (interim <= maxInterim) return
        fail(new Down('protocol_error', `more than ${maxInterim} interim (1xx) answers`))
      })
      stream.once('response', (headers) => {
        scope.meter.enter('body')
        step(() => reading.head(headers))
      })
      stream.on('data', (bytes: Buffer) => step(() => reading.data(bytes) as undefined))
      stream.once('end', () => step(() => (stream.rstCode === 0 ? reading.end() : null)))
      stream.once('error', fail)
      stream.once('close', () => {
        const code = stream.rstCode
        if (code === 0) lost()
        else fail(new Down('protocol_error', `the server reset the stream with code ${code}`))
      })
    })
  })
}
