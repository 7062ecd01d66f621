import type { Scope } from '../scope.ts'
import type { Answer } from './answer.ts'
import type { Head } from './head.ts'

/** Headers whose values are somebody's key. */
const secret =
  /^(?:set-cookie2?|authorization|proxy-authorization|authentication-info)$|token|secret|api-?key/

/** In bytes: what is left of it once secrets are taken out is cut again. */
const most = 4_096

const headText = ({ httpVersion, status, reason, headers }: Head): string =>
  [
    `HTTP/${httpVersion} ${status} ${reason}`.trim(),
    ...[...headers].map(([name, value]) => `${name}: ${secret.test(name) ? '***' : value}`),
  ].join('\n')

/** The head and the beginning of the body of an answer that was not as it should be. */
export function noteAnswer({ evidence, excerpts }: Scope, { head, body }: Answer): void {
  excerpts.head = headText(head)
  // What came along with the head is as it was sent: compressed bytes say nothing to anybody.
  const unread = head.headers.has('content-encoding') && evidence.body_bytes === undefined
  if (body.length > 0 && !unread) excerpts.body = body.toString('utf8', 0, most)
}
