import type { EpochMs } from '../../../kernel/index.ts'
import type { Ask, ConnectorFigures } from '../../../modules/pipelines/index.ts'
import type { ConnectorWorld } from '../kind.ts'
import { addressOf, baseOf, nameOf } from './address.ts'
import {
  type ExchangeDeps,
  exchange,
  type Failure,
  limitsOf,
  type Outcome,
  type Request,
} from './exchange.ts'
import { aborted } from './faults.ts'
import { createFlights, type Passengers } from './flights.ts'
import { createGate } from './gate.ts'
import { followPages } from './pages.ts'
import { createQueue, type Queue } from './queue.ts'
import type { QuotaReading } from './quota.ts'
import { decide } from './retry.ts'
import { createTagStore } from './tag-store.ts'
import { createTransport } from './transport.ts'

/** One call. */
export type Call = Ask & {
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** Else what the client always says, or JSON. */
  readonly accept?: string
  /** Statuses that are an answer like any other; else 4xx and 5xx are faults. */
  readonly expect?: readonly number[]
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON; `null` of an empty body. */
  readonly body: unknown
  /** Where it came from, after redirects. */
  readonly url: string
}

/** How a list goes on: its items, and the address of the next page. */
export type PageOf<Item> = { readonly items: readonly Item[]; readonly next: string | null }

export type HttpClient = {
  /**
   * `path` is relative to the base, or an absolute URL of the same origin. Throws `PlatformFault`.
   * What has not changed is answered from the store of entity tags.
   */
  get(path: string, call: Call): Promise<Answer>
  /** Never repeated by itself. */
  post(path: string, body: unknown, call: Call): Promise<Answer>
  /** Follows the pages of a list until it ends or holds `limit` items. All, or a fault. */
  list<Item>(
    path: string,
    call: Call & { readonly limit: number; readonly read: (answer: Answer) => PageOf<Item> },
  ): Promise<readonly Item[]>
  figures(): ConnectorFigures
  close(): Promise<void>
}

export type HttpOptions = {
  /** Where the API is, with its path: `https://HOST/api/v3`. Nothing is asked at another origin. */
  readonly base: string
  /** Authorisation and whatever else each call needs, names in lower case. Asked for when a call is sent, so that secrets are opened last. */
  headers(): Readonly<Record<string, string>>
  /** Of the token, and not it: entity tags are of one token. */
  tokenFingerprint(): string
  /** How many calls are on their way at a time. */
  readonly concurrency: number
  /** The share of the platform's limit that polling leaves for people; 0.2 unless it is said. */
  readonly reserve?: number
  /** Of one attempt, redirects included; 15 s unless it is said. */
  readonly timeoutMs?: number
  /** Of a body, unpacked; 20 MB unless it is said. */
  readonly mostBytes?: number
  /** What the headers of an answer say of the limit, where they do. */
  readQuota?(headers: Headers, now: EpochMs): QuotaReading | null
  /** Whether an answer of 400 and above is the platform's word for a limit, and when it ends, where that stands nowhere else. 429 is one anyway. */
  limitOf?(
    answer: { readonly status: number; readonly headers: Headers; readonly body: string },
    now: EpochMs,
  ): { readonly retryAt: EpochMs | null } | null
  /** Whether the platform has entity tags. */
  readonly etags: boolean
  /** Calls a second. */
  readonly rate?: number
}

/** Speaks to one platform for one connection. */
export function createHttpClient(world: ConnectorWorld, options: HttpOptions): HttpClient {
  const base = baseOf(options.base)
  const tally = { calls: 0, unchanged: 0, limited: 0, failed: 0 }
  const { concurrency, rate = null, reserve = 0.2 } = options
  const { timeoutMs, mostBytes } = limitsOf(options)
  const deps: ExchangeDeps = {
    world,
    options,
    transport: createTransport(world, {
      origin: base.origin,
      connections: concurrency,
      connectMs: timeoutMs,
      mostBytes,
    }),
    tags: createTagStore(),
    gate: createGate(reserve),
    tally,
  }
  const closing = new AbortController()
  const closed = closing.signal
  const queue = createQueue({ clock: world.clock, concurrency, rate, closed })
  const flights = createFlights<Answer>()

  const requestOf = (url: URL, call: Call): Request => ({
    method: 'GET',
    url,
    accept: call.accept ?? null,
    expect: call.expect ?? [],
    body: null,
  })

  const get: HttpClient['get'] = async (path, call) => {
    if (closed.aborted) throw aborted()
    const request = requestOf(addressOf(base, path, call.query), call)
    const key = [request.accept, request.expect.toSorted(), request.url.href].join('\n')
    return flights.join(key, call, (passengers) => persist(deps, queue, { request, passengers }))
  }

  return {
    get,
    async post(path, body, call) {
      const text = body === undefined ? null : JSON.stringify(body)
      const url = addressOf(base, path, call.query)
      const request: Request = { ...requestOf(url, call), method: 'POST', body: text }
      const signal = AbortSignal.any([call.signal, closed])
      const passengers = { priority: () => call.priority, signal }
      return persist(deps, queue, { request, passengers })
    },
    list: (path, call) =>
      followPages({ get, addressOf: (next) => addressOf(base, next) }, path, call),
    figures: () => ({ ...tally, ...deps.gate.figures(world.clock.now()) }),
    async close() {
      closing.abort()
      flights.abort()
      await deps.transport.close()
    },
  }
}

type Errand = { readonly request: Request; readonly passengers: Passengers }

/** Asks until there is an answer, or a fault that is one for now. No place in the queue is held while it waits. */
async function persist(deps: ExchangeDeps, queue: Queue, errand: Errand): Promise<Answer> {
  const { clock } = deps.world
  const { signal } = errand.passengers
  for (let number = 0; ; number += 1) {
    const outcome = await inTurn(deps, queue, errand)
    if (outcome.kind === 'answer') return outcome.answer
    const waitMs = waitAfter(deps, outcome, { request: errand.request, number })
    // A limit is one of the connection: others wait with it instead of being told the same.
    if (outcome.kind === 'limited') queue.hold(clock.now() + waitMs)
    await clock.sleep(waitMs, signal)
    if (signal.aborted) throw aborted()
  }
}

/** How long to wait before the next attempt. Throws where there is none. */
function waitAfter(
  { world, gate, tally }: ExchangeDeps,
  outcome: Failure,
  { request, number }: { readonly request: Request; readonly number: number },
): number {
  const now = world.clock.now()
  if (outcome.kind === 'limited') tally.limited += 1
  else if (outcome.fault.kind !== 'not_found') tally.failed += 1
  const decision = decide(outcome, {
    name: nameOf(request.method, request.url),
    isRepeatable: request.method === 'GET',
    number,
    limits: outcome.kind === 'limited' ? gate.limited(now) : 0,
    now,
    chance: world.random(),
  })
  if (decision.kind === 'again') return decision.waitMs
  if (decision.pausedUntil !== null) gate.pause(decision.pausedUntil)
  throw decision.fault
}

async function inTurn(deps: ExchangeDeps, queue: Queue, errand: Errand): Promise<Outcome> {
  const { request, passengers } = errand
  const { gate, world } = deps
  const check = () => {
    const refusal = gate.refusal(passengers.priority(), world.clock.now())
    if (refusal !== null) throw refusal
  }
  // What fails anyway does not wait for its turn first; and much may have changed when it comes.
  check()
  const leave = await queue.enter(passengers.priority, passengers.signal)
  try {
    check()
    return await exchange(deps, request, passengers.signal)
  } finally {
    leave()
  }
}
