import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { isIP } from 'node:net'
import type { Attempt } from '../../modules/alerts/index.ts'
import type { ChannelWorld } from './kind.ts'
import { reach } from './reach.ts'

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
  const reached = await reach(world, to.url.hostname)
  if (reached.kind === 'blocked') return { kind: 'refused', detail: reached.reason }
  if (reached.kind === 'unknown') return failed(reached.reason)
  return send(to, reached.address, signal)
}

const failed = (detail: string, retryAfterMs: number | null = null): Attempt => ({
  kind: 'failed',
  detail,
  retryAfterMs,
})

function send(
  { url, headers, body }: Post,
  address: string,
  signal: AbortSignal,
): Promise<Attempt> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const request = url.protocol === 'https:' ? requestTls : requestPlain
  return new Promise((resolve) => {
    const timeout = AbortSignal.timeout(patienceMs)
    const asked = request({
      method: 'POST',
      agent: false,
      host: address,
      port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      ...(url.protocol === 'https:' && isIP(host) === 0 && { servername: host }),
      headers: {
        ...headers,
        Host: url.host,
        'Content-Length': String(Buffer.byteLength(body)),
      },
      signal: AbortSignal.any([signal, timeout]),
    })
    asked.on('error', (error) => resolve(failed(wordsFor(error, { signal, timeout }))))
    asked.on('response', (answer) => {
      let bytes = 0
      answer.on('error', (error) => resolve(failed(wordsFor(error, { signal, timeout }))))
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length
        if (bytes <= mostAnswerBytes) return
        resolve(read(answer.statusCode ?? 0, answer.headers['retry-after']))
        answer.destroy()
      })
      answer.on('end', () => resolve(read(answer.statusCode ?? 0, answer.headers['retry-after'])))
    })
    asked.end(body)
  })
}

const again: readonly number[] = [408, 425, 429]

/** RFC 9110: what a status says of another attempt. */
export function read(status: number, retryAfter: string | undefined): Attempt {
  const detail = `answered ${status}`
  if (status >= 200 && status < 300) return { kind: 'delivered', detail }
  if (status >= 500 || again.includes(status)) return failed(detail, waitOf(retryAfter))
  if (status >= 300 && status < 400) {
    return {
      kind: 'refused',
      detail: `${detail}: redirects are not followed; enter the new address`,
    }
  }
  return { kind: 'refused', detail }
}

/** Seconds; the form with a date is rare, and the wait of our own will do. */
const waitOf = (retryAfter: string | undefined): number | null =>
  retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : null

type Limits = { readonly signal: AbortSignal; readonly timeout: AbortSignal }

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
export function wordsFor(error: unknown, { signal, timeout }: Limits): string {
  if (signal.aborted) return 'stopped'
  if (timeout.aborted) return `no answer within ${patienceMs / 1_000} s`
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (
    words[code] ??
    (/^(ERR_(SSL|TLS)|CERT_|UNABLE_)/.test(code) ? 'TLS failed' : 'it could not be sent')
  )
}
