import { plainTarget, refusedTarget } from '../target-text.ts'

/** A URL of a WebSocket (RFC 6455 section 3), which `URL` knows. It has neither fragment nor credentials. */
export function parseWebSocketUrl(target: string): URL {
  const plain = plainTarget(target)
  if (!/^wss?:\/\/[^/?#]/i.test(plain)) throw refusedTarget('must look like wss://example.com/path')
  const url = URL.parse(plain)
  if (url === null || url.hostname === '') throw refusedTarget('is no valid URL')
  if (url.username !== '' || url.password !== '') {
    throw refusedTarget('must not contain a user name or password: everyone who sees it has them')
  }
  if (url.port === '0') throw refusedTarget('must have a port from 1 to 65535')
  url.hash = ''
  return url
}
