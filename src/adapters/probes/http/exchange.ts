import type { Socket } from 'node:net'
import type { Scope } from '../scope.ts'
import { type Answer, createAnswerReader, type Wish } from './answer.ts'

/**
 * `identity`, because a check wants the shortest way to the truth: compressing costs the target and
 * us, and a monitored answer is small. A server may compress all the same (RFC 9110 section
 * 12.5.3), so the body is decoded if need be.
 */
export const plainHeaders = ['User-Agent: Pharos', 'Accept: */*']

/** What a request says beyond its address. */
export type Extras = {
  /** `Name: value`, in the place of those of a plain request. */
  readonly headers: readonly string[]
  readonly body: Buffer | null
}

const bodyMethods: readonly string[] = ['POST', 'PUT', 'PATCH']

function requestOf(url: URL, method: string, extras: Extras | null): string {
  const size = extras?.body?.length ?? (bodyMethods.includes(method) ? 0 : null)
  return [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    ...(extras?.headers ?? plainHeaders),
    'Accept-Encoding: identity',
    'Connection: close',
    ...(size === null ? [] : [`Content-Length: ${size}`]),
    '\r\n',
  ].join('\r\n')
}

export type Request = {
  readonly socket: Socket
  readonly url: URL
  readonly wish: Wish
  readonly extras: Extras | null
}

/**
 * Sends one request over a connected socket and reads the answer. By hand, because `node:http`
 * takes a quarter of a probe's time, a sixth over TLS; and so each limit stands where its bytes
 * arrive.
 */
export function exchange(scope: Scope, { socket, url, wish, extras }: Request): Promise<Answer> {
  scope.meter.enter('firstByte')
  const reader = createAnswerReader(wish)
  return new Promise((resolve, reject) => {
    // The beginning of a body that is read for people is no reason to wait, nor to fail.
    const lost = (error: unknown): void => {
      const begun = reader.begun()
      if (begun) resolve(begun)
      else reject(error)
    }
    let patience: NodeJS.Timeout | null = null
    const step = (read: () => Answer | null): void => {
      try {
        const answer = read()
        if (answer) resolve(answer)
        else if (patience === null && reader.begun() !== null) {
          patience = setTimeout(lost, wish.patienceMs())
          scope.onEnd(() => clearTimeout(patience ?? undefined))
        }
      } catch (error) {
        lost(error)
      }
    }
    socket.once('data', () => scope.meter.enter('body'))
    socket.on('data', (bytes: Buffer) => step(() => reader.push(bytes)))
    socket.once('end', () => step(() => reader.end()))
    socket.once('error', lost)
    // URLs are ASCII once parsed, and so are headers: nothing in them can end a line.
    socket.write(requestOf(url, wish.method, extras), 'latin1')
    if (extras?.body) socket.write(extras.body)
  })
}
