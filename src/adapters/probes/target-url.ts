import { plainTarget, refusedTarget } from './target-text.ts'

type Form = { readonly start: RegExp; readonly like: string }

/**
 * A URL of a web scheme that the probe may request. Refuses what `URL` accepts and turns into
 * something else than the text says (`http:host`, `http:///host`), and credentials: a URL is shown,
 * logged and sent to every viewer. The fragment, which is never sent, is dropped.
 */
function parseUrl(target: string, { start, like }: Form): URL {
  const plain = plainTarget(target)
  if (!start.test(plain)) throw refusedTarget(`must look like ${like}`)
  const url = URL.parse(plain)
  if (url === null || url.hostname === '') throw refusedTarget('is no valid URL')
  if (url.username !== '' || url.password !== '') {
    throw refusedTarget('must not contain a user name or password: everyone who sees it has them')
  }
  if (url.port === '0') throw refusedTarget('must have a port from 1 to 65535')
  url.hash = ''
  return url
}

export const parseHttpUrl = (target: string): URL =>
  parseUrl(target, { start: /^https?:\/\/[^/?#]/i, like: 'https://example.com/path' })

/** RFC 6455 section 3. */
export const parseWebSocketUrl = (target: string): URL =>
  parseUrl(target, { start: /^wss?:\/\/[^/?#]/i, like: 'wss://example.com/path' })
