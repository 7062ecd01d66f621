import { Down } from '../failure.ts'
import { decoderFor, tooLarge } from './decode.ts'
import { type Framing, type Head, invalid } from './head.ts'

/** Where the bytes of a body go, without its framing. */
export type Sink = {
  /** Throws `Down` when the body is above its limit. */
  take(bytes: Buffer): void
  /** The body's size in bytes, decoded. Throws `Down` when it does not decode. */
  size(): number
  /** The decoded body, of a sink that keeps it, once `size` was asked. */
  body(): Buffer
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
  let body: Buffer = none
  return {
    take(bytes) {
      received += bytes.length
      if (received > limit) throw tooLarge(limit)
      if (decode || keep) kept.push(bytes)
    },
    size() {
      if (received === 0 || !(decode || keep)) return received
      const sent = Buffer.concat(kept, received)
      const decoded = decode ? decode(sent, limit) : sent
      if (keep) body = decoded
      return decoded.length
    },
    body: () => body,
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
    size: () => received,
    body: () => Buffer.concat(kept),
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
