import { Down } from '../failure.ts'

/** The head of an answer. Names are in lower case; values of a repeated name are joined by `, `. */
export type Head = {
  readonly httpVersion: '1.0' | '1.1' | '2'
  readonly status: number
  readonly reason: string
  readonly headers: ReadonlyMap<string, string>
}

export const invalid = (what: string): Down =>
  new Down('protocol_error', `not a valid HTTP answer: ${what}`)

const statusLine = /^HTTP\/(1\.[01]) ([1-9]\d\d)(?: (.*))?$/

/** RFC 9110 section 5.6.2 (token) and 5.5: no NUL and no bare CR in a value. */
const field = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\0\r]*?)[ \t]*$/

/**
 * Parses a head (RFC 9112 sections 3 to 5), without the blank line that ends it. Lines may end in
 * LF alone (section 2.2), and a line that begins with a space goes on with the one before (5.2).
 * Throws `Down` for anything else that is not as it should be.
 */
export function parseHead(text: string): Head {
  const lines = text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const [first = '', ...fields] = lines
  const [, httpVersion, status, reason = ''] = statusLine.exec(first) ?? []
  if (httpVersion !== '1.0' && httpVersion !== '1.1') throw invalid('the status line')
  const headers = new Map<string, string>()
  for (const line of fields) {
    const [, name, value = ''] = field.exec(line) ?? []
    if (name === undefined) throw invalid('a header line')
    const key = name.toLowerCase()
    const before = headers.get(key)
    headers.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  return { httpVersion, status: Number(status), reason, headers }
}

/** How an answer says where its body ends. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' }

function contentLength(text: string): number {
  // The same number twice is allowed (RFC 9110 section 8.6), two numbers are an attack.
  const [first = '', ...others] = text.split(',').map((part) => part.trim())
  if (!/^\d{1,15}$/.test(first) || others.some((other) => other !== first)) {
    throw invalid('Content-Length')
  }
  return Number(first)
}

/** RFC 9112 section 6.3. */
export function framingOf(head: Head, method: string): Framing {
  const { status, headers, httpVersion } = head
  if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'none' }
  const coding = headers.get('transfer-encoding')
  const length = headers.get('content-length')
  if (coding !== undefined) {
    // Both together, or in HTTP/1.0, smell of smuggling; other codings were not asked for.
    if (length !== undefined || httpVersion === '1.0' || coding.toLowerCase() !== 'chunked') {
      throw invalid('Transfer-Encoding')
    }
    return { kind: 'chunked' }
  }
  if (length === undefined) return { kind: 'close' }
  return { kind: 'length', bytes: contentLength(length) }
}
