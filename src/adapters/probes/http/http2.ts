import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { Socket } from 'node:net'
import { Down } from '../failure.ts'
import type { Scope } from '../scope.ts'
import { type Answer, maxInterim, unread, type Wish } from './answer.ts'
import { createSink, createStart, type Sink } from './body.ts'
import { plainHeaders, type Request } from './exchange.ts'
import type { Head } from './head.ts'

/** A server cannot make this process keep much. Floods of PING and SETTINGS end a session by themselves. */
const limits = { maxSessionMemory: 2, maxHeaderListPairs: 128, maxOutstandingPings: 1 }
const maxHeaderListSize = 16_384

/** What frames may add to a body, in bytes: all of WINDOW_UPDATE, say, is no answer. */
const mostOverhead = 1_048_576
const lookMs = 100

const isPseudo = (name: string): boolean => name.startsWith(':')

function headOf(headers: IncomingHttpHeaders): Head {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    isPseudo(name) || value === undefined
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

type Tell = (error: Down) => void

/** Ends a connection that carries more than any answer within the limit would. */
function watchBytes(
  scope: Scope,
  socket: Socket,
  { most, tell }: { readonly most: number; readonly tell: Tell },
): void {
  const timer = setInterval(() => {
    if (socket.bytesRead <= most) return
    tell(new Down('protocol_error', `more than ${most} bytes, and too few of them an answer`))
  }, lookMs)
  scope.onEnd(() => clearInterval(timer))
}

/** Interim answers (1xx) before the real one. */
function watchInterim(stream: ClientHttp2Stream, tell: Tell): void {
  let interim = 0
  stream.on('headers', () => {
    interim += 1
    if (interim <= maxInterim) return
    tell(new Down('protocol_error', `more than ${maxInterim} interim (1xx) answers`))
  })
}

type Reading = {
  head(headers: IncomingHttpHeaders): Answer | null
  /** The answer, once its beginning is enough. */
  data(bytes: Buffer): Answer | null
  end(): Answer
  begun(): Answer | null
}

/** Makes an answer of what comes, as `createAnswerReader` does of the bytes of HTTP/1.1. */
function createReading({ wantsBody, limit, keep = false }: Wish): Reading {
  let found: { readonly head: Head; readonly sink: Sink } | null = null
  let start: { readonly sink: Sink; isFull(): boolean } | null = null
  const begun = (): Answer | null => found && start && { head: found.head, ...found.sink.sent() }
  return {
    head(headers) {
      const head = headOf(headers)
      const wanted = wantsBody(head)
      if (wanted === 'none') return { head, ...unread }
      if (wanted === 'whole') found = { head, sink: createSink(head, limit, keep) }
      else {
        const sink = createStart(head)
        start = { sink, isFull: sink.isFull }
        found = { head, sink }
      }
      return null
    },
    data(bytes) {
      found?.sink.take(bytes)
      return start?.isFull() ? begun() : null
    },
    end() {
      if (found === null) throw new Down('connection_reset', 'the stream ended without an answer')
      const { head, sink } = found
      return begun() ?? { head, ...sink.sent() }
    },
    begun,
  }
}

/**
 * Sends one request over a connection that TLS has agreed on HTTP/2 for, or over a plain one "with
 * prior knowledge" (RFC 9113 section 3.3), and reads the answer under the limits of HTTP/1.1.
 */
export function exchangeHttp2(scope: Scope, request: Request): Promise<Answer> {
  scope.meter.enter('firstByte')
  const { socket, wish } = request
  const session = openSession(scope, request)
  const reading = createReading(wish)
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      const begun = reading.begun()
      if (begun) resolve(begun)
      else reject(translated(error))
    }
    const step = (work: () => Answer | null): void => {
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
    watchBytes(scope, socket, { most: wish.limit + mostOverhead, tell: fail })
    step(() => {
      const stream = scope.hold(ask(session, request))
      watchInterim(stream, fail)
      stream.once('response', (headers) => {
        scope.meter.enter('body')
        step(() => reading.head(headers))
        if (reading.begun() === null) return
        const patience = setTimeout(lost, wish.patienceMs())
        scope.onEnd(() => clearTimeout(patience))
      })
      stream.on('data', (bytes: Buffer) => step(() => reading.data(bytes)))
      stream.once('end', () => step(() => (stream.rstCode === 0 ? reading.end() : null)))
      stream.once('error', fail)
      stream.once('close', () => {
        const code = stream.rstCode
        if (code === 0) lost()
        else fail(new Down('protocol_error', `the server reset the stream with code ${code}`))
      })
      return null
    })
  })
}
