import { Down } from '../failure.ts'
import { type BodyReader, createBodyReader, createSink, type Sink } from './body.ts'
import { type Framing, framingOf, type Head, invalid, parseHead } from './head.ts'

export type Answer = {
  readonly head: Head
  /** `null` when the body was not wanted. */
  readonly bodyBytes: number | null
  /** The decoded body where it was to be kept, else what of it came along with the head. */
  readonly body: Buffer
}

export type Wish = {
  readonly method: string
  /** Whether to read the body of the answer with this head. What it throws ends the reading. */
  wantsBody(head: Head): boolean
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
}

const version = 'HTTP/1.'
const maxHeadBytes = 16_384

/** Interim answers (1xx) before the real one. Two (100, 103) are usual, a flood is an attack. */
const maxInterim = 16

const cutShort = (where: string): Down =>
  new Down('connection_reset', `the connection ended ${where}`)

type Body = { readonly framing: Framing; readonly sink: Sink; readonly read: BodyReader }

export function createAnswerReader({ method, wantsBody, limit, keep = false }: Wish): AnswerReader {
  const blankLine = /\n\r?\n/g
  let text = ''
  let interim = 0
  let head: Head | null = null
  let body: Body | null = null

  const whole = (found: Head, sink: Sink): Answer => {
    const bodyBytes = sink.size()
    return { head: found, bodyBytes, body: sink.body() }
  }

  const begin = (found: Head, rest: Buffer): Answer | null => {
    head = found
    if (!wantsBody(found)) return { head: found, bodyBytes: null, body: rest }
    const framing = framingOf(found, method)
    const sink = createSink(found, limit, keep)
    body = { framing, sink, read: createBodyReader(framing, sink, limit) }
    return body.read(rest) ? whole(found, sink) : null
  }

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
      return body.read(bytes) ? whole(head, body.sink) : null
    },
    end() {
      if (head === null || body === null) {
        throw cutShort(text === '' ? 'without an answer' : 'within the headers')
      }
      if (body.framing.kind === 'close') return whole(head, body.sink)
      throw cutShort(`within the body, after ${body.sink.received()} bytes`)
    },
  }
}
