import { Down } from '../failure.ts'
import { type BodyReader, createBodyReader, createSink, type Sink } from './body.ts'
import { type Framing, framingOf, type Head, invalid, parseHead } from './head.ts'

/** `bodyBytes` is `null` when the body was not wanted. */
export type Answer = { readonly head: Head; readonly bodyBytes: number | null }

export type Wish = {
  readonly method: string
  /** Whether to read the body of the answer with this head. What it throws ends the reading. */
  wantsBody(head: Head): boolean
  /** Of the body, in bytes, as sent and decoded. */
  readonly limit: number
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

export function createAnswerReader({ method, wantsBody, limit }: Wish): AnswerReader {
  const blankLine = /\n\r?\n/g
  let text = ''
  let interim = 0
  let head: Head | null = null
  let body: Body | null = null

  const begin = (whole: Head, rest: Buffer): Answer | null => {
    head = whole
    if (!wantsBody(whole)) return { head: whole, bodyBytes: null }
    const framing = framingOf(whole, method)
    const sink = createSink(whole, limit)
    body = { framing, sink, read: createBodyReader(framing, sink, limit) }
    return body.read(rest) ? { head: whole, bodyBytes: sink.size() } : null
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
    const whole = parseHead(text.slice(0, end.index).replace(/\r$/, ''))
    const rest = bytes.subarray(end.index + end[0].length - before)
    if (whole.status >= 200) return begin(whole, rest)
    if (whole.status === 101) {
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
      return body.read(bytes) ? { head, bodyBytes: body.sink.size() } : null
    },
    end() {
      if (head === null || body === null) {
        throw cutShort(text === '' ? 'without an answer' : 'within the headers')
      }
      if (body.framing.kind === 'close') return { head, bodyBytes: body.sink.size() }
      throw cutShort(`within the body, after ${body.sink.received()} bytes`)
    },
  }
}
