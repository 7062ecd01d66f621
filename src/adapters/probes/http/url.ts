import { plainTarget, refusedTarget } from '../target-text.ts'

/**
 * A URL that the probe may request. Refuses what `URL` accepts and turns into something else than
 * the text says (`http:host`, `http:///host`), and credentials: a URL is shown, logged and sent to
 * every viewer. The fragment, which is never sent, is dropped.
 */
export function parseHttpUrl(target: string): URL {
  const plain = plainTarget(target)
  if (!/^https?:\/\/[^/?#]/i.test(plain)) {
    throw refusedTarget('must look like https://example.com/path')
  }
  const url = URL.parse(plain)
  if (url === null || url.hostname === '') throw refusedTarget('is no valid URL')
  if (url.username !== '' || url.password !== '') {
    throw refusedTarget('must not contain a user name or password: everyone who sees it has them')
  }
  if (url.port === '0') throw refusedTarget('must have a port from 1 to 65535')
  url.hash = ''
  return url
}
