import { Refusal, type RefusalCode, refusalCodes } from '../../kernel/index.ts'
import { misused } from './args.ts'
import type { Args } from './command.ts'
import type { CliDeps } from './ports.ts'
import { durationOf, type serverOptions } from './shared-options.ts'

export type Request = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, with its query. */
  readonly path: string
  readonly body?: unknown
  readonly ifMatch?: string
}

export type Answer = {
  /** The JSON of the body; `null` when there is none. */
  readonly value: unknown
  readonly etag: string | null
}

/** Asks a server. Throws the server's own refusals, and `Refusal('unavailable')` when there is no answer. */
export type Client = (request: Request) => Promise<Answer>

type Where = { readonly base: URL; readonly token: string | null; readonly waitMs: number }

const defaultWaitMs = 30_000
/** Two hundred services with long names are a tenth of it. */
const largestAnswer = 4 * 1_024 * 1_024

export function connect(args: Args<keyof typeof serverOptions>, deps: CliDeps): Client {
  const where = findServer(args, deps.env)
  return async (request) => {
    const limit = AbortSignal.timeout(where.waitMs)
    try {
      const response = await send(where, request, {
        fetch: deps.fetch,
        signal: AbortSignal.any([deps.signal, limit]),
      })
      return await read(response, where.base)
    } catch (error) {
      if (error instanceof Refusal || deps.signal.aborted) throw error
      const late = `no answer within ${where.waitMs / 1_000} s`
      throw unreachable(where.base, limit.aborted ? late : causeOf(error), error)
    }
  }
}

function findServer(args: Args<keyof typeof serverOptions>, env: CliDeps['env']): Where {
  const text = args.text('server') ?? given(env.PHAROS_URL) ?? 'http://localhost:8080'
  const base = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  if (base === null || !/^https?:$/.test(base.protocol)) {
    throw misused('the address of the server must look like http://localhost:8080')
  }
  // `http://x:TOKEN@host`, as other programs are given it. It must not stand in any message.
  const inUrl = decoded(base.password)
  base.username = ''
  base.password = ''
  const waitMs = durationOf(args, 'wait') ?? defaultWaitMs
  if (waitMs < 1 || waitMs > 3_600_000) throw misused('--wait takes from 1ms to 1h')
  const token = args.text('token') ?? given(env.PHAROS_TOKEN) ?? given(inUrl)
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw misused('the token has a character in it that no token has')
  }
  return { base, token, waitMs }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw misused('the password in the address of the server is not percent-encoded')
  }
}

const given = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text

function send(
  { base, token }: Where,
  { method, path, body, ifMatch }: Request,
  by: { readonly fetch: CliDeps['fetch']; readonly signal: AbortSignal },
): Promise<Response> {
  return by.fetch(`${base.origin}${base.pathname.replace(/\/+$/, '')}/api/v1${path}`, {
    method,
    signal: by.signal,
    // A redirect could carry the token to where nobody meant to send it.
    redirect: 'manual',
    headers: {
      Accept: 'application/json',
      ...(token !== null && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function read(response: Response, base: URL): Promise<Answer> {
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel()
    const to = response.headers.get('location') ?? 'elsewhere'
    throw new Refusal('unavailable', `${base.origin} sends us on to ${to}; give that as --server`)
  }
  const text = await bodyOf(response)
  const isJson = /^application\/(?:\w+\+)?json\b/i.test(response.headers.get('content-type') ?? '')
  const value = isJson ? parse(text) : null
  // A page where JSON should be is another program's, or Pharos is under another path.
  const foreign = text !== '' && value === null && (response.ok || response.status === 404)
  if (foreign) throw unreachable(base, 'what answers there is not Pharos')
  if (!response.ok) throw refusalOf(response.status, value)
  return { value, etag: response.headers.get('etag') }
}

async function bodyOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > largestAnswer) {
      throw new Refusal('unavailable', 'the answer of the server is longer than any of Pharos')
    }
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const codeOfStatus: Readonly<Record<number, RefusalCode>> = {
  400: 'malformed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'gone',
  412: 'stale',
  413: 'too_large',
  415: 'unsupported_media_type',
  422: 'invalid',
  428: 'precondition_required',
  429: 'too_many_requests',
}

/** A problem document (RFC 9457) as the refusal that it was; without one, what the status says. */
function refusalOf(status: number, value: unknown): Refusal {
  const problem = typeof value === 'object' && value !== null ? value : {}
  const told = 'code' in problem ? refusalCodes.find((code) => code === problem.code) : undefined
  const code = told ?? codeOfStatus[status] ?? 'unavailable'
  if (code === 'unauthenticated') {
    return new Refusal(
      code,
      'the server wants a valid token in PHAROS_TOKEN or --token; "pharos help token create" tells how to get one',
    )
  }
  const detail = 'detail' in problem ? String(problem.detail) : `the server answered ${status}`
  const errors = 'errors' in problem && Array.isArray(problem.errors) ? problem.errors : []
  const fields = errors.map((error) => `${error?.field}: ${error?.message}`)
  return new Refusal(code, fields.length === 0 ? detail : fields.join('; '))
}

const unreachable = (base: URL, why: string, cause?: unknown): Refusal =>
  new Refusal(
    'unavailable',
    `cannot reach a Pharos server at ${base.origin}: ${why}; set --server or PHAROS_URL`,
    { cause },
  )

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name service does not answer',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_SOCKET: 'the connection broke off',
}

/** `fetch` says "fetch failed"; what happened stands in the cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  const code = 'code' in cause ? String(cause.code) : ''
  return words[code] ?? (cause.message === '' ? code : cause.message)
}
