import { Refusal } from '../../../kernel/index.ts'
import type { HttpContext } from '../http.ts'
import { decodeUtf8, parseJson } from './json.ts'
import { refuseEncoded, requireJson } from './media-type.ts'
import type { Hold } from './room.ts'

export type JsonBody = { readonly value: unknown; readonly bytes: Uint8Array }

export const maxBodyBytes = 1_048_576

/** The body of a request, as JSON. Throws a `Refusal` for every way in which it can be wrong. */
export async function readJsonBody(c: HttpContext): Promise<JsonBody> {
  requireJson({
    contentType: c.req.header('content-type'),
    contentEncoding: c.req.header('content-encoding'),
  })
  const bytes = await readBytes(c)
  return { value: parseJson(decodeUtf8(bytes)), bytes }
}

const readBytes = (c: HttpContext): Promise<Uint8Array> =>
  readWhole(c, { mostBytes: maxBodyBytes, take() {} })

/**
 * A body as it was sent, whole. Throws a `Refusal` for one that is too long, without reading on, for
 * one that breaks off, and for one that is encoded: a proof is over the bytes before that.
 */
export function readExactly(c: HttpContext, mostBytes: number, hold: Hold): Promise<Uint8Array> {
  refuseEncoded(c.req.header('content-encoding'))
  return readWhole(c, { mostBytes, take: hold.take })
}

type Limits = { readonly mostBytes: number; readonly take: (bytes: number) => void }

async function readWhole(c: HttpContext, { mostBytes, take }: Limits): Promise<Uint8Array> {
  if (Number(c.req.header('content-length') ?? 0) > mostBytes) throw tooLarge(mostBytes)
  const stream = c.req.raw.body
  if (stream === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    // A body without a length is counted as it comes.
    for await (const chunk of stream) {
      length += chunk.byteLength
      if (length > mostBytes) throw tooLarge(mostBytes)
      take(chunk.byteLength)
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal('malformed', 'The body broke off', { cause })
  }
  return Buffer.concat(chunks)
}

/** The first bytes of a body of whatever type. One that breaks off counts as far as it came. */
export async function readBeginning(c: HttpContext, mostBytes: number): Promise<Uint8Array> {
  const stream = c.req.raw.body
  if (stream === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of stream) {
      chunks.push(chunk)
      length += chunk.byteLength
      if (length >= mostBytes) break
    }
  } catch {
    // What a job said last is worth more than why it stopped.
  }
  return Buffer.concat(chunks).subarray(0, mostBytes)
}

const tooLarge = (mostBytes: number) =>
  new Refusal('too_large', `A body may have ${mostBytes} bytes, no more`)
