import { Down } from '../failure.ts'
import {
  type BodyReader,
  createBodyReader,
  createSink,
  createStart,
  type SentBody,
  type Sink,
} from './body.ts'
import { type Framing, framingOf, type Head, invalid, parseHead } from './head.ts'

export type Answer = SentBody & { readonly head: Head }

/** `start` is the beginning of a body, as far as it comes soon. */
export type Wanted = 'none' | 'start' | 'whole'

export type Wish = {
  readonly method: string
  /** How much to read of the body of the answer with this head. What it throws ends the reading. */
  wantsBody(head: Head): Wanted
  /** How long to wait for the beginning of a body that only people are to see. */
  patienceMs(): number
  /** Of the body, in bytes, as sent and decoded. */
  readonly limit: number
  /** A body that nobody reads is counted alone. */
  readonly keep?: boolean
}

/** Makes an answer of the bytes of a connection, in whatever pieces they come. Throws `Down`. */
export type AnswerReader = {
  /** The answer, as soon as it is whole. */
  push(bytes: Buffer): Answer | null
  /** The answer that ends with the connection. */
  end(): Answer
  /** An answer of whose body the beginning is wanted, with what has come of it. */
  begun(): Answer | null
}

const version = 'HTTP/1.'
const maxHeadBytes = 16_384

/** Interim answers (1xx) before the real one. Two (100, 103) are usual, a flood is an attack. */
export const maxInterim = 16

/** Of an answer whose body nobody wants. */
export const unread: SentBody = { bodyBytes: null, body: Buffer.alloc(0), unpack: null }

const cutShort = (where: string): Down =>
  new Down('connection_reset', `the connection ended ${where}`)

type Reading = { readonly framing: Framing; readonly sink: Sink; readonly read: BodyReader }

export function createAnswerReader({ method, wantsBody, limit, keep = false }: Wish): AnswerReader {
  const blankLine = /\n\r?\n/g
  let text = ''
  let interim = 0
  let head: Head | null = null
  let body: Reading | null = null
  let start: { readonly head: Head; readonly sink: Sink } | null = null

  const whole = (found: Head, sink: Sink): Answer => ({ head: found, ...sink.sent() })

  const begin = (found: Head, rest: Buffer): Answer | null => {
    head = found
    const wanted = wantsBody(found)
    if (wanted === 'none') return { head: found, ...unread }
    if (wanted === 'start') return beginStart(found, rest)
    const framing = framingOf(found, method)
    const sink = createSink(found, limit, keep)
    body = { framing, sink, read: createBodyReader(framing, sink, limit) }
    return body.read(rest) ? whole(found, sink) : null
  }

  const beginStart = (found: Head, rest: Buffer): Answer | null => {
    const sink = createStart(found)
    start = { head: found, sink }
    const framing = framingOf(found, method)
    const read = createBodyReader(framing, sink, Number.POSITIVE_INFINITY)
    body = { framing, sink, read: (bytes) => read(bytes) || sink.isFull() }
    return body.read(rest) ? begun() : null
  }

  const begun = (): Answer | null => start && { head: start.head, ...start.sink.sent() }

  const readHead = (bytes: Buffer): Answer | null => {
    const before = text.length
    text += bytes.toString('latin1', 0, maxHeadBytes - before)
    // Another protocol's banner shows at its first byte; its server may wait for ours for ever.
    if (!text.startsWith(version.slice(0, text.length))) throw invalid('the status line')
    blankLine.lastIndex = Math.max(0, before - 2)
    const end = blankLine.exec(text)
    if (end === null) {
      if (text.length < maxHeadBytes) return null
      throw new Down('protocol_error', `the headers are larger than ${maxHeadBytes} bytes`)
    }
    const found = parseHead(text.slice(0, end.index).replace(/\r$/, ''))
    const rest = bytes.subarray(end.index + end[0].length - before)
    if (found.status >= 200) return begin(found, rest)
    if (found.status === 101) {
      throw new Down('protocol_error', 'the server switched to another protocol (101)')
    }
    interim += 1
    if (interim > maxInterim) {
      throw new Down('protocol_error', `more than ${maxInterim} interim (1xx) answers`)
    }
    text = ''
    return rest.length > 0 ? readHead(rest) : null
  }

  return {
    push(bytes) {
      if (head === null || body === null) return readHead(bytes)
      if (!body.read(bytes)) return null
      return begun() ?? whole(head, body.sink)
    },
    end() {
      if (head === null || body === null) {
        throw cutShort(text === '' ? 'without an answer' : 'within the headers')
      }
      if (body.framing.kind === 'close') return begun() ?? whole(head, body.sink)
      throw cutShort(`within the body, after ${body.sink.received()} bytes`)
    },
    begun,
  }
}
