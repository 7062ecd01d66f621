import { Refusal } from '../../../kernel/index.ts'
import { Down } from '../failure.ts'
import { parseHttpUrl } from '../target-url.ts'
import type { HttpConfig } from './config.ts'
import type { Head } from './head.ts'

export type Hop = { readonly url: URL; readonly method: HttpConfig['method'] }

/** RFC 9110 section 15.4; 300 and 304 name no single place to go. */
const redirects = [301, 302, 303, 307, 308]

/** Header bytes are kept as Latin-1, one a character; a URL's bytes are UTF-8. */
const asUtf8 = (header: string): string => Buffer.from(header, 'latin1').toString('utf8')

function parseLocation(location: string, from: URL): URL {
  const text = asUtf8(location)
  // `URL` drops tabs and turns backslashes round; a target that needs this is refused, as at saving.
  const url = /[\p{Cc}\\]/u.test(text) ? null : URL.parse(text, from)
  if (url === null) throw new Down('protocol_error', 'redirect to an address that is no URL')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Down('protocol_error', `redirect to ${url.protocol} which is not followed`)
  }
  try {
    return parseHttpUrl(url.href)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Down('protocol_error', `redirect to a URL that ${error.fields[0]?.message}`)
  }
}

export const portOf = (url: URL): number =>
  Number(url.port) || (url.protocol === 'https:' ? 443 : 80)

/** Whether this is the same server over TLS: the same host, at the same port or both at the usual one. */
export function isUpgrade(from: URL, to: URL): boolean {
  if (from.protocol !== 'http:' || to.protocol !== 'https:') return false
  if (from.hostname !== to.hostname) return false
  return portOf(from) === portOf(to) || (from.port === '' && to.port === '')
}

/** Where the answer sends us, or `null` when it is the last one. */
export function nextHop(hop: Hop, { status, headers }: Head): Hop | null {
  const location = headers.get('location')
  if (!redirects.includes(status) || location === undefined) return null
  const url = parseLocation(location, hop.url)
  // 301 and 302 turn a POST into a GET, 303 any method but HEAD (RFC 9110 sections 15.4.2 to 15.4.4).
  const turns = status === 303 ? hop.method !== 'HEAD' : hop.method === 'POST' && status < 303
  return { url, method: turns ? 'GET' : hop.method }
}
