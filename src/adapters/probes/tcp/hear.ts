import type { Socket } from 'node:net'
import { Down } from '../failure.ts'
import { matches } from '../pattern.ts'
import type { Scope } from '../scope.ts'
import type { TcpConfig } from './config.ts'

/** Of an answer, in bytes. */
export const mostHeard = 16_384

/** A drip of bytes must not have all of them searched again for each. */
const pauseMs = 50

type Expected = Pick<TcpConfig, 'expect' | 'expect_pattern'>

/** What is still missing in a text; `null` when nothing is. */
function missing(text: string, { expect, expect_pattern: pattern }: Expected): string | null {
  if (!text.includes(expect)) return `expected ${expect}`
  return pattern === '' || matches(pattern, text) ? null : `expected a match of ${pattern}`
}

const quoted = (text: string): string => (text === '' ? 'nothing' : text.slice(0, 120))

/** Reads until all that is expected has come; ends the probe where it does not. */
export function hear(scope: Scope, socket: Socket, expected: Expected): Promise<void> {
  scope.meter.enter('firstByte')
  const decoder = new TextDecoder()
  let heard = 0
  let text = ''
  let timer: NodeJS.Timeout | null = null
  return new Promise((resolve, reject) => {
    const look = (isLast: boolean): void => {
      timer = null
      const lacking = missing(text, expected)
      if (lacking === null) resolve()
      else if (isLast) reject(new Down('assertion_failed', `${lacking}, got ${quoted(text)}`))
    }
    scope.onEnd(() => clearTimeout(timer ?? undefined))
    socket.on('data', (bytes: Buffer) => {
      if (heard === 0) scope.meter.enter('body')
      const isFirst = heard === 0
      const room = mostHeard - heard
      heard += bytes.length
      text += decoder.decode(bytes.subarray(0, room), { stream: true })
      scope.excerpts.received = text
      if (heard >= mostHeard) {
        socket.pause()
        look(true)
      } else if (isFirst) look(false)
      else timer ??= setTimeout(look, pauseMs, false)
    })
    socket.once('error', reject)
    // A socket that was cut in silence closes without an end.
    socket.once('end', () => look(true))
    socket.once('close', () => look(true))
  })
}
