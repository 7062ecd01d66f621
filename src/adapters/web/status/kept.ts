import { createHash } from 'node:crypto'
import type { HttpContext } from '../http.ts'
import { type Encoding, encodingOf, hardened, pack } from '../respond.ts'

/** An answer that is the same for everybody, ready to be sent. */
export type Kept = {
  readonly text: string
  readonly type: string
  readonly tag: string
  /** Packed once, when the first one asks for it. */
  packed(encoding: Encoding): Promise<Buffer<ArrayBuffer>>
}

export function keep(text: string, type: string): Kept {
  const packed = new Map<Encoding, Promise<Buffer<ArrayBuffer>>>()
  return {
    text,
    type,
    // Weak, because compressed and plain bytes share it.
    tag: `W/"${createHash('sha1').update(text).digest('base64url')}"`,
    packed(encoding) {
      const made = packed.get(encoding) ?? pack(text, encoding)
      packed.set(encoding, made)
      return made
    },
  }
}

export type SendInit = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Whether the client has it already: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
const hasIt = (c: HttpContext, tag: string): boolean =>
  (c.req.header('If-None-Match') ?? '')
    .split(',')
    .some((known) => known.trim() === '*' || weak(known) === weak(tag))

const weak = (tag: string): string => tag.trim().replace(/^W\//, '')

/** Below this a packet is a packet. */
const worthPacking = 1_024

/** Sends kept bytes. Caches may hold them for a moment, since they are nobody's own. */
export async function send(c: HttpContext, kept: Kept, init: SendInit = {}): Promise<Response> {
  const { status = 200 } = init
  const headers = hardened({
    'Cache-Control': 'public, max-age=15',
    ETag: kept.tag,
    Vary: 'Accept-Encoding',
    ...init.headers,
  })
  if (status === 200 && hasIt(c, kept.tag)) return new Response(null, { status: 304, headers })
  const encoding = kept.text.length < worthPacking ? null : encodingOf(c)
  const body = encoding === null ? kept.text : await kept.packed(encoding)
  return new Response(body, {
    status,
    headers: {
      ...headers,
      'Content-Type': kept.type,
      ...(encoding === null ? {} : { 'Content-Encoding': encoding }),
    },
  })
}
