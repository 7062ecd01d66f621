import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { HttpContext } from './http.ts'

/**
 * Nothing runs that is not a file of ours, and no text becomes markup except through one policy.
 * `style-src` has no `unsafe-inline`: pages carry no style attribute.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types pharos',
].join('; ')

/** The headers that every answer of the web interface has. */
export const hardened = (headers: Record<string, string>): Record<string, string> => ({
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  ...headers,
})

export type Encoding = 'br' | 'gzip'

/** The best encoding that the client takes; `q=0` is a no. */
export function encodingOf(c: HttpContext): Encoding | null {
  const accepted = (c.req.header('Accept-Encoding') ?? '')
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => !/;\s*q=0(\.0*)?$/.test(item))
    .map((item) => item.split(';')[0]?.trim())
  if (accepted.includes('br')) return 'br'
  return accepted.includes('gzip') ? 'gzip' : null
}

/** Below this a packet is a packet. */
const worthPacking = 1_024

export type PageInit = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A page or a fragment. Pages are the caller's own, and asked for again each time; one that is the
 * same to the last letter, ages included, is not sent again.
 */
export async function sendHtml(
  c: HttpContext,
  markup: string,
  { status = 200, headers = {} }: PageInit = {},
): Promise<Response> {
  const tag = status === 200 ? entityTag(markup) : null
  if (tag !== null && c.req.header('If-None-Match') === tag) {
    return new Response(null, {
      status: 304,
      headers: hardened({ ...kept, ETag: tag, ...headers }),
    })
  }
  const encoding = markup.length < worthPacking ? null : encodingOf(c)
  const body = encoding === null ? markup : await pack(markup, encoding)
  return new Response(body, {
    status,
    headers: hardened({
      'Content-Type': 'text/html; charset=utf-8',
      ...kept,
      ...(tag === null ? {} : { ETag: tag }),
      ...(encoding === null ? {} : { 'Content-Encoding': encoding }),
      ...headers,
    }),
  })
}

const kept = {
  'Cache-Control': 'private, no-cache',
  Vary: 'Accept-Encoding, Cookie, HX-Request',
}

/** Weak, because compressed and plain bytes share it. */
const entityTag = (markup: string): string =>
  `W/"${createHash('sha1').update(markup).digest('base64url')}"`

/** Quality 4 costs about as much as gzip and saves a fifth more. */
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }

export async function pack(markup: string, encoding: Encoding): Promise<Buffer<ArrayBuffer>> {
  if (encoding === 'br') return Buffer.from(await promisify(brotliCompress)(markup, quick))
  return Buffer.from(await promisify(gzip)(markup, { level: 5 }))
}

/** Sends the browser on with a GET, after a form and in place of a log-in page. */
export const seeOther = (path: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, {
    status: 303,
    headers: hardened({ Location: path, 'Cache-Control': 'no-store', ...headers }),
  })
