import { once } from 'node:events'
import { type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2'
import { request } from 'node:https'

/** Certificates of these suites are self-made. */
const trusting = { rejectUnauthorized: false }

export type TlsAnswer = {
  readonly status: number
  readonly cookies: readonly string[]
  readonly text: string
}

type TlsAsk = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The address of loopback to come from. */
  readonly from?: string
}

/** One request over HTTPS and HTTP/1.1, which Node's own `fetch` would not make of an unknown server. */
export async function askTls(url: string, ask: TlsAsk = {}): Promise<TlsAnswer> {
  const { method = 'GET', headers = {}, body, from } = ask
  const sending = request(url, { ...trusting, method, headers, localAddress: from, agent: false })
  sending.end(body)
  const [answer] = await once(sending, 'response')
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += chunk
  return { status: answer.statusCode, cookies: answer.headers['set-cookie'] ?? [], text }
}

/** A stream over HTTP/2, as bytes that came. */
export type Http2Stream = Disposable & {
  readonly headers: IncomingHttpHeaders
  /** Resolves when something new has this text. */
  hears(words: string): Promise<void>
}

export async function openHttp2Stream(
  origin: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Http2Stream> {
  const session = connect(origin, trusting)
  const stream: ClientHttp2Stream = session.request({ ':path': path, ...headers })
  const [answer] = await once(stream, 'response')
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    text += chunk
  })
  return {
    headers: answer,
    async hears(words) {
      while (!text.includes(words)) await once(stream, 'data')
    },
    [Symbol.dispose]: () => session.destroy(),
  }
}
