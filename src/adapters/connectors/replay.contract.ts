import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { virtualEpoch } from '../../kernel/virtual-time.contract.ts'
import { replayBitbucket } from './replay-bitbucket.contract.ts'
import { replayGithub } from './replay-github.contract.ts'
import { replayGitlab } from './replay-gitlab.contract.ts'
import { replayJenkins } from './replay-jenkins.contract.ts'
import {
  type Asked,
  fieldOf,
  type Platform,
  type PlatformWorld,
  type Reply,
  type Route,
  type Routes,
} from './replay-platform.contract.ts'

/*
 * A server on loopback that gives recorded rows as each platform does: with its paging, its entity
 * tags, its limits and its words. A test says what is where, and what goes wrong:
 *
 *   const runs = rows('devlake/github/runs.json').map((row) => row.data)
 *   await using server = await replay({ github: { 'repos/o/r/actions/runs': runs } })
 *   server.bases.github                 // http://127.0.0.1:PORT/api/v3, as an Enterprise Server's
 *   server.fault('/api/v3/repos/o/r', { kind: 'limited', retryAfter: 3 }, { times: 2 })
 *   server.log                          // every request as it came, and how it was answered
 *   server.counted()                    // requests that were not answered with 304
 *
 * Routes are paths below the base, encoded as they are asked for: an array is a list that is paged,
 * filtered and wrapped as the platform does (GitHub's runs in `workflow_runs`, Bitbucket's in
 * `values`), anything else is a body, a function answers by itself, and `POST path` is for another
 * method. They are read at each request, so a test may change them between two. What is in no route
 * is 404. Jenkins: the route of a job is `job/a/job/b` (the root is ''), without `api/json`, and what
 * `tree` does not name is left out; see replay-jenkins.contract.ts.
 *
 * GitHub's lists go on at `/repositories/{id}/…`; GitLab's `/api/v4` pages by number or, where it is
 * asked to, by key; Bitbucket's `/2.0` pipelines come oldest first unless `sort` says otherwise.
 */

const platforms = {
  github: replayGithub,
  gitlab: replayGitlab,
  bitbucket: replayBitbucket,
  jenkins: replayJenkins,
} satisfies Readonly<Record<string, (world: PlatformWorld) => Platform>>
export type ReplayPlatform = keyof typeof platforms

export type Fault =
  /** 429 in the platform's words. */
  | { readonly kind: 'limited'; readonly retryAfter?: string | number }
  /** GitHub's secondary limit, a 403. */
  | { readonly kind: 'secondary'; readonly retryAfter?: string | number }
  | { readonly kind: 'status'; readonly status: number }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Resets the connection, before the answer or (`cut`) in its middle. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'cut' }
  /** Leads to the next page at another origin. */
  | { readonly kind: 'foreign_next'; readonly origin?: string }
  /** The first item of each list, or else the whole body, is `null`. */
  | { readonly kind: 'null' }
  /** 200 with a page for people, as of a proxy that wants a login. */
  | { readonly kind: 'html' }

export type Logged = {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** `null` when it was left without an answer. */
  readonly status: number | null
}

export type ReplayServer = AsyncDisposable & {
  readonly url: string
  /** Where each platform is, as its own documentation has it. */
  readonly bases: Readonly<Record<ReplayPlatform, string>>
  readonly log: readonly Logged[]
  /**
   * Requests whose path and query begin with the prefix go wrong, `times` of them (1), `after` so
   * many that are let through (0). Faults of one prefix happen one after another.
   */
  fault(
    prefix: string,
    fault: Fault,
    when?: { readonly times?: number; readonly after?: number },
  ): void
  /** How many requests of this prefix were not answered with 304. */
  counted(prefix?: string): number
  close(): Promise<void>
}

export type ReplayOptions = {
  /** What authorisation has to hold, in plain or in Basic; anything goes where it is not said. */
  readonly token?: string
  /** Calls an hour that are let through. */
  readonly quota?: number
  readonly now?: () => number
}

type Planned = { readonly prefix: string; readonly fault: Fault; times: number; after: number }

export async function replay(
  routes: Readonly<Partial<Record<ReplayPlatform, Routes>>>,
  { token = '', quota = 5_000, now = () => virtualEpoch }: ReplayOptions = {},
): Promise<ReplayServer> {
  const mounted = names.map((name) => ({
    platform: platforms[name]({ now, quota }),
    routes: () => routes[name] ?? {},
  }))
  const log: Logged[] = []
  const planned: Planned[] = []

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/'
    const body = await textOf(request)
    const { method = 'GET', headers } = request
    const note = (status: number | null) => void log.push({ method, path, headers, body, status })
    const at = mounted.find(({ platform: { base } }) => path.startsWith(`${base}/`))
    const fault = nextFault(planned, path)
    if (fault?.kind === 'hang') return note(null)
    if (fault?.kind === 'reset') {
      note(null)
      request.socket.resetAndDestroy()
      return
    }
    if (at === undefined) return void response.writeHead(404).end(note(404))
    const asked = askedOf(request, at.platform.base, body)
    const plain = metered(at.platform, asked, () =>
      hasToken(asked.token, token)
        ? routed(at.platform, asked, at.routes())
        : at.platform.refuse(401),
    )
    const reply = fault === null ? plain : spoilt(at.platform, plain, fault)
    note(reply.status)
    const length = Buffer.byteLength(reply.body)
    response.writeHead(reply.status, {
      date: new Date(now()).toUTCString(),
      ...at.platform.headers(),
      ...reply.headers,
      ...(reply.status !== 304 && { 'content-length': length }),
    })
    if (fault?.kind !== 'cut') return void response.end(reply.body)
    const half = reply.body.slice(0, Math.floor(reply.body.length / 2))
    response.write(half, () => request.socket.resetAndDestroy())
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(400).end(error.message))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return {
    url,
    bases: {
      github: `${url}/api/v3`,
      gitlab: `${url}/api/v4`,
      bitbucket: `${url}/2.0`,
      jenkins: `${url}/jenkins`,
    },
    log,
    fault: (prefix, fault, { times = 1, after = 0 } = {}) =>
      void planned.push({ prefix, fault, times, after }),
    counted: (prefix = '') =>
      log.filter(({ path, status }) => path.startsWith(prefix) && status !== 304).length,
    close,
    [Symbol.asyncDispose]: close,
  }
}

const names = Object.keys(platforms) as readonly ReplayPlatform[]

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) text += piece
  return text
}

function askedOf(request: IncomingMessage, base: string, body: string): Asked {
  const origin = `http://${request.headers.host}`
  const url = new URL(`${origin}${request.url}`)
  return {
    method: request.method ?? 'GET',
    path: upper(url.pathname.slice(base.length)).replace(/^\/+|\/+$/g, ''),
    query: url.searchParams,
    token: String(request.headers['private-token'] ?? request.headers.authorization ?? ''),
    ifNoneMatch: request.headers['if-none-match'] ?? null,
    base: `${origin}${base}`,
    url,
    body,
  }
}

/** RFC 3986, 6.2.2.1: the case of an escape does not matter. */
const upper = (path: string): string => path.replace(/%[\da-f]{2}/gi, (code) => code.toUpperCase())

function hasToken(given: string, token: string): boolean {
  const [, basic] = /^basic (.*)$/i.exec(given) ?? []
  const text = basic === undefined ? given : Buffer.from(basic, 'base64').toString()
  return text.includes(token)
}

function routed(platform: Platform, asked: Asked, routes: Routes): Reply {
  const route = routeOf(platform, asked, routes)
  if (route === undefined) return platform.refuse(404)
  if (typeof route !== 'function') {
    const reply = platform.serve(asked, route)
    return asked.method === 'GET' ? reply : { ...reply, status: 201 }
  }
  const { status = 200, headers = {}, body } = route(asked)
  if (body === undefined)
    return status < 400 ? { status, headers, body: '' } : platform.refuse(status)
  const reply = platform.serve(asked, body as Route)
  const isPlain = status === 200
  return {
    ...reply,
    status: isPlain ? reply.status : status,
    headers: { ...reply.headers, ...headers },
  }
}

function routeOf(platform: Platform, asked: Asked, routes: Routes): Route | undefined {
  const key = asked.method === 'GET' ? asked.path : `${asked.method} ${asked.path}`
  const found = Object.keys(routes).find((one) => upper(one).replace(/\/+$/, '') === key)
  return found === undefined ? platform.find?.(asked, routes) : routes[found]
}

/** Counts, and refuses what is too much, in the status that the platform has for it. */
function metered(platform: Platform, asked: Asked, reply: () => Reply): Reply {
  const { meter, base } = platform
  if (meter === null) return reply()
  if (meter.remaining() === 0) return platform.refuse(base === '/api/v3' ? 403 : 429)
  const made = reply()
  if (made.status !== 304 || !platform.unchangedIsFree || asked.token === '') meter.take()
  return made
}

function nextFault(planned: readonly Planned[], path: string): Fault | null {
  for (const plan of planned) {
    if (!path.startsWith(plan.prefix) || plan.times === 0) continue
    if (plan.after > 0) {
      plan.after -= 1
      return null
    }
    plan.times -= 1
    return plan.fault
  }
  return null
}

function spoilt(platform: Platform, reply: Reply, fault: Fault): Reply {
  if (fault.kind === 'limited' || fault.kind === 'secondary') {
    return platform.refuse(fault.kind === 'limited' ? 429 : 403, {
      ...(fault.retryAfter !== undefined && { retryAfter: String(fault.retryAfter) }),
      ...(fault.kind === 'secondary' && { secondary: true }),
    })
  }
  if (fault.kind === 'status') return platform.refuse(fault.status)
  if (fault.kind === 'html') {
    return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>log in</html>' }
  }
  if (fault.kind === 'null')
    return { ...reply, body: JSON.stringify(holed(JSON.parse(reply.body))) }
  return fault.kind === 'foreign_next' ? astray(reply, fault.origin) : reply
}

function holed(body: unknown): unknown {
  if (Array.isArray(body)) return [null, ...body.slice(1)]
  const lists = Object.entries(Object(body)).filter(([, value]) => Array.isArray(value))
  if (lists.length === 0) return null
  return {
    ...Object(body),
    ...Object.fromEntries(lists.map(([name, list]) => [name, holed(list)])),
  }
}

function astray({ headers, body, status }: Reply, origin = 'https://elsewhere.invalid'): Reply {
  const lead = (url: string) => url.replace(/^https?:\/\/[^/]+/, origin)
  const parsed: unknown = JSON.parse(body)
  const next = fieldOf(parsed, 'next')
  const { link } = headers
  return {
    status,
    headers: {
      ...headers,
      ...(link !== undefined && { link: link.replace(/(?<=<)[^>]+/g, lead) }),
    },
    body: typeof next === 'string' ? JSON.stringify({ ...Object(parsed), next: lead(next) }) : body,
  }
}
