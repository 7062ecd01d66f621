import type { EpochMs } from '../../../kernel/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'
import type { ConnectorWorld } from '../kind.ts'
import { nameOf, redirectTo } from './address.ts'
import type { Answer, HttpOptions } from './client.ts'
import { aborted, networkFault, statusFault } from './faults.ts'
import type { Gate } from './gate.ts'
import { byOurClock } from './quota.ts'
import { retryAfter } from './retry.ts'
import type { Tagged, TagStore } from './tag-store.ts'
import { type Incoming, type Transport, textOf } from './transport.ts'

export type Request = {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  /** `null`: what the client always says. */
  readonly accept: string | null
  readonly expect: readonly number[]
  /** JSON. */
  readonly body: string | null
}

/** What came of one attempt. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'limited'; readonly status: number; readonly retryAt: EpochMs | null }
  | {
      readonly kind: 'fault'
      readonly fault: PlatformFault
      /** It may be gone the next time. */
      readonly isPassing: boolean
      readonly retryAt: EpochMs | null
    }

export type Failure = Exclude<Outcome, { readonly kind: 'answer' }>

export type Tally = { calls: number; unchanged: number; limited: number; failed: number }

export type ExchangeDeps = {
  readonly world: ConnectorWorld
  readonly options: HttpOptions
  readonly transport: Transport
  readonly tags: TagStore
  readonly gate: Gate
  readonly tally: Tally
}

/** Whose token it is asked with. */
type Owned = Request & {
  readonly owner: {
    readonly fingerprint: string
    readonly headers: Readonly<Record<string, string>>
  }
}

type Got = Incoming & {
  /** Keeps the answer for its entity tag. */
  readonly keep: () => void
}

type Limits = { readonly timeoutMs: number; readonly mostBytes: number }

export const limitsOf = ({ timeoutMs = 15_000, mostBytes = 20_000_000 }: HttpOptions): Limits => ({
  timeoutMs,
  mostBytes,
})

const mostRedirects = 3
/** Platforms say in few words that a 403 is a limit. */
const mostWordBytes = 65_536

/** One attempt: it follows redirects at home, and answers from the store what has not changed. */
export async function exchange(
  deps: ExchangeDeps,
  request: Request,
  signal: AbortSignal,
): Promise<Outcome> {
  const name = nameOf(request.method, request.url)
  const { options } = deps
  const owner = { fingerprint: options.tokenFingerprint(), headers: options.headers() }
  try {
    return await inTime(deps, { name, signal }, (ends) => follow(deps, { ...request, owner }, ends))
  } catch (error) {
    if (signal.aborted) throw aborted()
    const fault = networkFault(name, error)
    return { kind: 'fault', fault, isPassing: fault.kind === 'unavailable', retryAt: null }
  }
}

async function inTime<Value>(
  { world, options }: ExchangeDeps,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
  run: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const { timeoutMs } = limitsOf(options)
  const [late, done] = [new AbortController(), new AbortController()]
  void world.clock.sleep(timeoutMs, done.signal).then(() => {
    if (!done.signal.aborted) late.abort()
  })
  try {
    return await run(AbortSignal.any([signal, late.signal]))
  } catch (error) {
    if (!late.signal.aborted) throw error
    const words = `${name}: no answer within ${timeoutMs / 1_000} s`
    throw new PlatformFault('unavailable', words, { cause: error })
  } finally {
    done.abort()
  }
}

async function follow(deps: ExchangeDeps, request: Owned, signal: AbortSignal): Promise<Outcome> {
  let { url } = request
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const got = await ask(deps, { ...request, url }, signal)
    const location = redirectOf(got)
    if (location === null) return read(deps, { ...request, url }, got)
    // The address is looked at before anything else: it may lead to another host.
    url = redirectTo(url, location)
    if (request.method !== 'GET') break
  }
  throw new PlatformFault('malformed', `${nameOf(request.method, request.url)} is redirected on`)
}

const redirectOf = ({ status, headers }: Incoming): string | null =>
  [301, 302, 303, 307, 308].includes(status) ? headers.get('location') : null

async function ask(deps: ExchangeDeps, request: Owned, signal: AbortSignal): Promise<Got> {
  const { world, options, transport, tags, gate, tally } = deps
  const { method, url, accept, body, owner } = request
  const key = `${owner.fingerprint}\n${accept ?? ''}\n${url.href}`
  const canKeep = options.etags && method === 'GET'
  const kept = canKeep ? tags.find(key) : null
  const headers = {
    'user-agent': 'Pharos',
    accept: 'application/json',
    'accept-encoding': 'gzip',
    ...(body !== null && { 'content-type': 'application/json' }),
    ...owner.headers,
    ...(accept !== null && { accept }),
    ...(kept !== null && { 'if-none-match': kept.etag }),
  }
  tally.calls += 1
  const incoming = await transport.send({ method, url, body, headers }, signal)
  const now = world.clock.now()
  const reading = byOurClock(
    options.readQuota?.(incoming.headers, now) ?? null,
    incoming.headers,
    now,
  )
  if (reading !== null) gate.note(reading, now)
  if (kept !== null && incoming.status === 304) {
    tally.unchanged += 1
    return { ...asKept(kept, incoming), keep() {} }
  }
  const keep = () => {
    if (canKeep && incoming.status === 200) tags.keep(key, incoming)
  }
  return { ...incoming, keep }
}

/** RFC 9111, 3.2: what an unchanged answer says anew counts. */
function asKept({ headers: kept, bytes }: Tagged, { headers: news }: Incoming): Incoming {
  const headers = new Headers()
  for (const [name, value] of kept) headers.set(name, value)
  for (const [name, value] of news) {
    if (!/^content-(length|encoding|type)$/.test(name)) headers.set(name, value)
  }
  return { status: 200, headers, bytes }
}

async function read(deps: ExchangeDeps, request: Request, got: Got): Promise<Outcome> {
  const { status, headers } = got
  const { world, gate } = deps
  const now = world.clock.now()
  const isExpected = request.expect.includes(status)
  if (status >= 400) {
    const limit = await limitIn(deps, got, now)
    if (limit !== null) return { kind: 'limited', status, retryAt: limit.retryAt }
  }
  gate.passed()
  const name = nameOf(request.method, request.url)
  if (isExpected || (status >= 200 && status < 300)) {
    const body = await bodyOf(deps, { name, isExpected, incoming: got })
    got.keep()
    return { kind: 'answer', answer: { status, headers, body, url: request.url.href } }
  }
  const isPassing = status >= 500 || status === 408
  const retryAt = isPassing ? retryAfter(headers, now) : null
  return { kind: 'fault', fault: statusFault(name, status), isPassing, retryAt }
}

/** The platform's words for a limit, or 429. Without a time of its own, it ends with the quota. */
async function limitIn(
  { options }: ExchangeDeps,
  { status, headers, bytes }: Incoming,
  now: EpochMs,
): Promise<{ readonly retryAt: EpochMs | null } | null> {
  const body = await textOf({ headers, bytes }, mostWordBytes).catch(() => '')
  const said =
    options.limitOf?.({ status, headers, body: body.slice(0, mostWordBytes) }, now) ?? null
  if (said === null && status !== 429) return null
  const quota = byOurClock(options.readQuota?.(headers, now) ?? null, headers, now)
  const reset = quota !== null && quota.remaining <= 0 ? quota.resetAt : null
  return { retryAt: said?.retryAt ?? retryAfter(headers, now) ?? reset }
}

/** JSON, or `null` of nothing. What comes with an expected error may be a page for people. */
async function bodyOf(
  { options }: ExchangeDeps,
  {
    name,
    isExpected,
    incoming,
  }: { readonly name: string; readonly isExpected: boolean; readonly incoming: Incoming },
): Promise<unknown> {
  const text = await textOf(incoming, limitsOf(options).mostBytes)
  if (text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    if (isExpected && incoming.status >= 300) return null
    // The error of the parser quotes the text.
    throw new PlatformFault('malformed', `the answer to ${name} is no JSON`)
  }
}
