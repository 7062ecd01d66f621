import { Down } from '../failure.ts'
import { decoderFor, tooLarge } from './decode.ts'
import { type Framing, type Head, invalid } from './head.ts'

export type Body = {
  /** The body's size in bytes; `null` when it was not wanted whole. */
  readonly bodyBytes: number | null
  /** The body where it was to be kept, or its beginning; empty where nobody asked for it. */
  readonly body: Buffer
}

export type SentBody = Body & {
  /**
   * Of a body that came encoded, which is counted as it was sent: undoes that. It blocks for
   * milliseconds. Throws `Down` when it does not decode, or to more than the limit.
   */
  readonly unpack: (() => Body) | null
}

/** Where the bytes of a body go, without its framing. */
export type Sink = {
  /** Throws `Down` when the body is above its limit. */
  take(bytes: Buffer): void
  /** What has come of the body. */
  sent(): SentBody
  received(): number
}

const none: Buffer = Buffer.alloc(0)

/**
 * `limit` holds for the bytes sent and for the decoded ones. A plain body is counted, and kept only
 * for who wants to read it.
 */
export function createSink(head: Head, limit: number, keep = false): Sink {
  const decode = decoderFor(head.headers.get('content-encoding'))
  const kept: Buffer[] = []
  let received = 0
  const unpack = (): Body => {
    const decoded = decode?.(Buffer.concat(kept, received), limit) ?? none
    return { bodyBytes: decoded.length, body: keep ? decoded : none }
  }
  return {
    take(bytes) {
      received += bytes.length
      if (received > limit) throw tooLarge(limit)
      if (decode || keep) kept.push(bytes)
    },
    sent() {
      const isPacked = decode !== null && received > 0
      const body = keep && !isPacked ? Buffer.concat(kept, received) : none
      return { bodyBytes: received, body, unpack: isPacked ? unpack : null }
    },
    received: () => received,
  }
}

/** Bytes of a body that people are shown, before secrets are taken out. */
const startBytes = 4_096

/** Keeps the beginning of a body; of an encoded one nothing, for it says nothing to anybody. */
export function createStart(head: Head): Sink & { isFull(): boolean } {
  const isPlain = !head.headers.has('content-encoding')
  const kept: Buffer[] = []
  let received = 0
  return {
    take(bytes) {
      if (isPlain && received < startBytes) kept.push(bytes.subarray(0, startBytes - received))
      received += bytes.length
    },
    sent: () => ({ bodyBytes: null, body: Buffer.concat(kept), unpack: null }),
    received: () => received,
    isFull: () => !isPlain || received >= startBytes,
  }
}

/** Takes the bytes of a connection and passes on those of the body. True at the body's end. */
export type BodyReader = (bytes: Buffer) => boolean

const invalidChunk = (): Down => invalid('a chunk of the body')

/** A chunk's size line with its extensions, and each line of the trailers. */
const maxLine = 4_096
const maxTrailers = 16_384

/** Size in up to eight hexadecimal digits, then extensions, which nobody uses (RFC 9112 section 7.1). */
const sizeLine = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i

/** Collects the characters of one line; `null` until its end has come. */
function createLineReader(): (
  bytes: Buffer,
  from: number,
) => { line: string; next: number } | null {
  let line = ''
  return (bytes, from) => {
    const end = bytes.indexOf(0x0a, from)
    line += bytes.toString('latin1', from, end < 0 ? bytes.length : end)
    if (line.length > maxLine) throw invalidChunk()
    if (end < 0) return null
    const whole = line.endsWith('\r') ? line.slice(0, -1) : line
    line = ''
    return { line: whole, next: end + 1 }
  }
}

type ChunkState = 'size' | 'data' | 'data-end' | 'trailers' | 'done'

function sizeOf(line: string): number {
  const [, digits] = sizeLine.exec(line) ?? []
  if (digits === undefined) throw invalidChunk()
  return Number.parseInt(digits, 16)
}

function readChunks(sink: Sink): BodyReader {
  const readLine = createLineReader()
  let state: ChunkState = 'size'
  let left = 0
  let trailers = 0
  const onLine: Record<'size' | 'data-end' | 'trailers', (line: string) => ChunkState> = {
    size(line) {
      left = sizeOf(line)
      return left === 0 ? 'trailers' : 'data'
    },
    'data-end'(line) {
      if (line !== '') throw invalidChunk()
      return 'size'
    },
    trailers(line) {
      trailers += line.length + 2
      if (trailers > maxTrailers) throw new Down('protocol_error', 'the trailers are too large')
      return line === '' ? 'done' : 'trailers'
    },
  }
  return (bytes) => {
    let at = 0
    while (at < bytes.length && state !== 'done') {
      if (state === 'data') {
        const part = bytes.subarray(at, at + left)
        sink.take(part)
        at += part.length
        left -= part.length
        if (left === 0) state = 'data-end'
      } else {
        const found = readLine(bytes, at)
        if (found === null) break
        state = onLine[state](found.line)
        at = found.next
      }
    }
    return state === 'done'
  }
}

/** Bytes beyond the length are none of our business (RFC 9112 section 6.3). */
function readLength(sink: Sink, bytes: number): BodyReader {
  let left = bytes
  return (chunk) => {
    const part = chunk.subarray(0, left)
    sink.take(part)
    left -= part.length
    return left === 0
  }
}

function readToClose(sink: Sink): BodyReader {
  return (bytes) => {
    sink.take(bytes)
    return false
  }
}

/** The reader for a framing. Throws `Down` when the announced length is above the limit. */
export function createBodyReader(framing: Framing, sink: Sink, limit: number): BodyReader {
  switch (framing.kind) {
    case 'none':
      return () => true
    case 'length':
      if (framing.bytes > limit) throw tooLarge(limit)
      return readLength(sink, framing.bytes)
    case 'chunked':
      return readChunks(sink)
    case 'close':
      return readToClose(sink)
  }
}
