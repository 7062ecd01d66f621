import { PlatformFault } from '../../../modules/pipelines/index.ts'
import type { Call } from './client.ts'

const mostLetters = 200

/** What everything is relative to. Nothing but a path stands behind its origin. */
export function baseOf(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new PlatformFault('misconfigured', 'the address of the platform is no HTTP URL')
  }
  return new URL(`${url.origin}${url.pathname.replace(/\/+$/, '')}/`)
}

/**
 * The address of a call: below the base, or absolute at the same origin. Everything that leads
 * elsewhere, as the next page of a list may, is a fault: a token must never get there.
 */
export function addressOf(base: URL, path: string, query: Call['query'] = {}): URL {
  const isAbsolute = /^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(path)
  const url = isAbsolute ? URL.parse(path, base) : URL.parse(base.href + path.replace(/^\//, ''))
  if (url === null) throw new PlatformFault('malformed', 'the platform leads to what is no URL')
  atHome(base, url)
  // Dots in a name must not lead out of the API.
  if (!isAbsolute && !url.pathname.startsWith(base.pathname)) {
    throw new PlatformFault('malformed', 'a path leads out of the base of the platform')
  }
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return plain(url)
}

/** Where a redirect leads. */
export function redirectTo(from: URL, location: string): URL {
  const url = URL.parse(location, from)
  if (url === null) throw new PlatformFault('malformed', 'the platform redirects to what is no URL')
  atHome(from, url)
  return plain(url)
}

function atHome(base: URL, url: URL): void {
  if (url.origin === base.origin) return
  throw new PlatformFault(
    'foreign_host',
    `${base.host} leads to ${url.host.slice(0, mostLetters) || 'elsewhere'}, where nothing is asked`,
  )
}

function plain(url: URL): URL {
  url.hash = ''
  url.username = ''
  url.password = ''
  return url
}

/** How a call is called in messages. A query may hold secrets. */
export const nameOf = (method: string, { pathname }: URL): string =>
  `${method} ${pathname.length > mostLetters ? `${pathname.slice(0, mostLetters)}…` : pathname}`
