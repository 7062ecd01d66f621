import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { isIP } from 'node:net'
import type { Attempt } from '../../modules/alerts/index.ts'
import { attemptOf, failed } from './answer.ts'
import { wordsFor } from './connect.ts'
import type { ChannelWorld } from './kind.ts'
import { limit } from './limits.ts'
import { reach, type Way } from './reach.ts'

export type Post = {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const patienceMs = 10_000
/** An answer is read only to its end, and no further than this. */
const mostAnswerBytes = 65_536

/** Posts a message to a URL. What the receiver answers but its status is told to nobody. */
export async function post(world: ChannelWorld, to: Post, signal: AbortSignal): Promise<Attempt> {
  const limits = limit(signal, patienceMs)
  const reached = await reach(world, to.url.hostname, limits)
  if (reached.kind === 'blocked') return { kind: 'refused', detail: reached.reason }
  if (reached.kind === 'unknown') return failed(reached.reason)
  const asked = ask(to, reached.way, limits.signal)
  return new Promise((resolve) => {
    // The status stands whatever becomes of the rest: sent again, a message comes twice.
    let attempt: Attempt | null = null
    asked.on('error', (error) => resolve(attempt ?? failed(wordsFor(error, limits))))
    // A switch of protocols (101) ends the connection without an answer and without an error.
    asked.on('close', () => resolve(attempt ?? failed('the connection ended without an answer')))
    asked.on('response', (answer) => {
      const retryAfter = answer.headers['retry-after']
      attempt = attemptOf({ status: answer.statusCode ?? 0, retryAfter }, world.now())
      const done = attempt
      drain(answer, () => resolve(done))
    })
    asked.end(to.body)
  })
}

function ask({ url, headers, body }: Post, way: Way, signal: AbortSignal): ClientRequest {
  const isTls = url.protocol === 'https:'
  const host = way.host.replace(/\.$/, '')
  const request = isTls ? requestTls : requestPlain
  return request({
    method: 'POST',
    agent: false,
    ...way,
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    ...(isTls && isIP(host) === 0 && { servername: host }),
    headers: { ...headers, Host: url.host, 'Content-Length': String(Buffer.byteLength(body)) },
    signal,
  })
}

function drain(answer: IncomingMessage, done: () => void): void {
  let bytes = 0
  answer.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes > mostAnswerBytes) answer.destroy()
  })
  answer.on('error', done)
  answer.on('close', done)
}
