import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { Down } from '../failure.ts'
import type { Scope } from '../scope.ts'
import type { Hop } from './redirect.ts'

const maxHeaderBytes = 16_384

/** Interim answers (1xx) before the real one. Two (100, 103) are usual, a flood is an attack. */
const maxInterim = 16

/**
 * `identity`, because a check wants the shortest way to the truth: compressing costs the target and
 * us, and a monitored answer is small. A server may compress all the same (RFC 9110 section
 * 12.5.3), so the body is decoded if need be.
 */
const headersOf = (url: URL): string[] => [
  ...['Host', url.host, 'User-Agent', 'Pharos', 'Accept', '*/*', 'Accept-Encoding', 'identity'],
  ...['Connection', 'close'],
]

/** Sends one request over a connected socket and reads the answer's head, by Node.js' parser. */
export function exchange(scope: Scope, socket: Socket, hop: Hop): Promise<IncomingMessage> {
  const { url, method } = hop
  const headers = headersOf(url)
  if (method === 'POST') headers.push('Content-Length', '0')
  scope.meter.enter('firstByte')
  return new Promise((resolve, reject) => {
    const sent = scope.hold(
      request({
        createConnection: () => socket,
        method,
        path: url.pathname + url.search,
        headers,
        maxHeaderSize: maxHeaderBytes,
      }),
    )
    sent.once('socket', () => {
      socket.prependOnceListener('data', () => scope.meter.enter('body'))
    })
    let interim = 0
    const countInterim = (): void => {
      interim += 1
      if (interim > maxInterim) {
        reject(new Down('protocol_error', `more than ${maxInterim} interim (1xx) answers`))
      }
    }
    sent.on('information', countInterim)
    sent.once('upgrade', () => {
      reject(new Down('protocol_error', 'the server switched to another protocol (101)'))
    })
    let response: IncomingMessage | undefined
    sent.once('response', (head) => {
      response = scope.hold(head)
      resolve(head)
    })
    sent.on('error', (error) => {
      reject(error)
      // The parser found a fault within the body. Bytes after a whole answer are none of our
      // business (RFC 9112 section 6.3).
      if (response?.complete === false) response.destroy(error)
    })
    sent.end()
  })
}
