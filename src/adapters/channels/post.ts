import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { isIP } from 'node:net'
import type { Attempt } from '../../modules/alerts/index.ts'
import { attemptOf, failed } from './answer.ts'
import type { ChannelWorld } from './kind.ts'
import { type Limits, limit } from './limits.ts'
import { bareHost, reach } from './reach.ts'

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
  const asked = ask(to, reached.address, limits.signal)
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

function ask({ url, headers, body }: Post, address: string, signal: AbortSignal): ClientRequest {
  const isTls = url.protocol === 'https:'
  const host = bareHost(url.hostname).replace(/\.$/, '')
  const request = isTls ? requestTls : requestPlain
  return request({
    method: 'POST',
    agent: false,
    host: address,
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

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'the connection timed out',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
}

/** A class of failure: text of the receiver could hold anything. */
function wordsFor(error: Error, { endedBy }: Limits): string {
  const code = 'code' in error ? String(error.code) : ''
  return (
    endedBy() ??
    words[code] ??
    (/^(ERR_(SSL|TLS)|CERT_|UNABLE_)/.test(code) ? 'TLS failed' : 'it could not be sent')
  )
}
