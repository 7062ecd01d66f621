import {
  brotliDecompressSync,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  constants as zlib,
  zstdDecompressSync,
} from 'node:zlib'
import { Down } from '../failure.ts'

type Cap = { readonly maxOutputLength: number }

/** No window above 8 MiB: what RFC 9659 allows zstd on the web. */
const zstdWindow = { [zlib.ZSTD_d_windowLogMax]: 23 }

/**
 * Synchronous, on purpose. A decoding is rare (none is asked for) and capped: a few milliseconds,
 * 35 for the worst bomb known, brotli's with a window of 16 MiB. On libuv's threads that same bomb
 * leaves 16 MiB of heap behind on each of them, and many decodings at once hold as many windows.
 * So they come one after the other (`turns.ts`).
 */
const decoders: Readonly<Record<string, (body: Buffer, cap: Cap) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  // The zlib format by name, but some servers send the bare one (RFC 9110 section 8.4.1.2).
  deflate: (body, cap) =>
    ((body[0] ?? 0) & 0x0f) === 8 ? inflateSync(body, cap) : inflateRawSync(body, cap),
  br: brotliDecompressSync,
  zstd: (body, cap) => zstdDecompressSync(body, { ...cap, params: zstdWindow }),
}

export const tooLarge = (limit: number): Down =>
  new Down('body_too_large', `the body is larger than ${limit} bytes`)

/** Undoes the coding of a whole body. Throws `Down` when that fails or yields above `limit` bytes. */
export type Decode = (body: Buffer, limit: number) => Buffer

/** How to decode an answer, or `null` for a plain one. Throws `Down` when we cannot. */
export function decoderFor(contentEncoding: string | undefined): Decode | null {
  const codings = (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
  const [coding] = codings
  if (coding === undefined) return null
  // No honest server compresses twice, and each layer multiplies what a few bytes can cost.
  if (codings.length > 1) {
    throw new Down('protocol_error', `the body is encoded ${codings.length} times`)
  }
  const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
  if (!decode) throw new Down('unsupported', `the body has the unknown encoding ${coding}`)
  return (body, limit) => {
    try {
      return decode(body, { maxOutputLength: limit })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
      throw new Down('protocol_error', `the body is not valid ${coding}`)
    }
  }
}
