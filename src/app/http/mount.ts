import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import {
  type Clock,
  type Logger,
  notFound,
  Refusal,
  type RequestFacts,
  type Route,
} from '../../kernel/index.ts'
import type { Guard } from './guard.ts'
import { shownPath } from './shown-path.ts'
import type { HttpStats } from './stats.ts'

export type HttpContext = Context<{ Variables: RequestFacts; Bindings: HttpBindings }>
type Handler = (c: HttpContext) => Response | Promise<Response>

/** What a driving adapter offers. */
export type Wing = {
  readonly routes: readonly Route<Handler>[]
  refuse(refusal: Refusal, c: HttpContext): Response | Promise<Response>
  fault(requestId: string, c: HttpContext): Response | Promise<Response>
}

export type MountOptions = {
  /** The wing whose paths begin with `/api`, and which answers for unknown ones there. */
  readonly api: Wing
  /** Everything else. */
  readonly web: Wing
  readonly guard: Guard
  readonly clock: Clock
  readonly log: Logger
  readonly stats: HttpStats
  readonly corsOrigins: readonly string[]
  /** Throws `Refusal('unavailable')` while the program cannot answer from its store yet. */
  readonly refuseUntilReady: (path: string) => void
}

/** No request needs more unless its route says so, in bytes. Bodies that do not say their length are counted by who reads them. */
const usualMost = 1_048_576

function refuseLong(length: string | undefined, bodyMost: number): void {
  if (Number(length ?? 0) <= bodyMost) return
  throw new Refusal('too_large', `A request has at most ${bodyMost} bytes`)
}

/** Mounts every route of both wings behind the one guard. There is no other way in. */
export function mount(
  options: MountOptions,
): Hono<{ Variables: RequestFacts; Bindings: HttpBindings }> {
  const app = new Hono<{ Variables: RequestFacts; Bindings: HttpBindings }>()
  const wingOf = (path: string) => (path.startsWith('/api/') ? options.api : options.web)
  app.use(async (c, next) => {
    await next()
    const { headers } = c.res
    headers.set('X-Content-Type-Options', 'nosniff')
    if (!headers.has('Referrer-Policy')) headers.set('Referrer-Policy', 'same-origin')
    headers.set('X-Request-Id', c.get('requestId'))
  })
  app.use('/api/*', cors(options.corsOrigins))
  for (const wing of [options.api, options.web]) {
    for (const route of wing.routes) app.on(route.method, route.path, guarded(route, wing, options))
  }
  app.notFound((c) =>
    answered(c, { ...options, wing: wingOf(c.req.path) }, () => {
      throw notFound('page', shownPath(c.req.path))
    }),
  )
  return app
}

function guarded(route: Route<Handler>, wing: Wing, options: MountOptions): Handler {
  const { guard, refuseUntilReady, stats, clock, log } = options
  const isForAnyone = route.access === 'public' && route.forAnyone === true
  return (c) => {
    const started = clock.monotonic()
    const begun = guard.begin(c.env.incoming)
    c.set('requestId', begun.requestId)
    return answered(c, { ...options, wing }, async () => {
      refuseLong(c.req.header('Content-Length'), route.bodyMost ?? usualMost)
      if (!isForAnyone) refuseUntilReady(c.req.path)
      const facts = isForAnyone
        ? guard.admitAnyone(begun)
        : await guard.admit(c.env.incoming, route.access, begun)
      for (const [name, value] of Object.entries(facts)) c.set(name as keyof RequestFacts, value)
      return route.handler(c)
    }).then((response) => {
      const ms = clock.monotonic() - started
      stats.answered(route, response.status, ms)
      const line = { requestId: begun.requestId, method: route.method, path: shownPath(c.req.path) }
      // Readings are many and tell little; a change is worth a line.
      const level = route.method === 'GET' ? 'debug' : 'info'
      log[level]('request', { ...line, status: response.status, ms: Math.round(ms) })
      return response
    })
  }
}

/** Runs a handler; whatever it throws becomes its wing's answer, once. */
async function answered(
  c: HttpContext,
  { log, guard, wing }: MountOptions & { readonly wing: Wing },
  handle: () => Promise<Response> | Response,
): Promise<Response> {
  const requestId = c.get('requestId') ?? guard.begin(c.env.incoming).requestId
  c.set('requestId', requestId)
  const facts = { requestId, method: c.req.method, path: shownPath(c.req.path) }
  try {
    return await handle()
  } catch (error) {
    if (error instanceof Refusal) {
      log.debug('refused', { ...facts, code: error.code, reason: error.message })
      return await wing.refuse(error, c)
    }
    log.error('a request failed', { ...facts, error })
    return await wing.fault(requestId, c)
  }
}

/** Answers browsers of origins that the configuration names; cookies are never theirs to send. */
function cors(origins: readonly string[]) {
  return async (c: HttpContext, next: () => Promise<void>): Promise<Response | undefined> => {
    const origin = c.req.header('Origin')
    if (origin === undefined || !(origins.includes(origin) || origins.includes('*'))) {
      await next()
      return undefined
    }
    c.header('Access-Control-Allow-Origin', origin)
    c.header('Access-Control-Expose-Headers', 'ETag, Location, X-Request-Id, Retry-After')
    c.header('Vary', 'Origin', { append: true })
    if (c.req.method !== 'OPTIONS') {
      await next()
      return undefined
    }
    c.header('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE')
    c.header(
      'Access-Control-Allow-Headers',
      'Authorization, Content-Type, If-Match, Idempotency-Key',
    )
    c.header('Access-Control-Max-Age', '600')
    return c.body(null, 204)
  }
}
