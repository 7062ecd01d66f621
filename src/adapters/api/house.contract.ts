import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { expect } from 'vitest'
import {
  anonymous,
  type Clock,
  decideAccess,
  type Logger,
  type Principal,
  Refusal,
  type RequestFacts,
  type Role,
  Secret,
  type User,
} from '../../kernel/index.ts'
import { createChannels } from '../../modules/alerts/index.ts'
import { createMaintenances } from '../../modules/checks/index.ts'
import { createIdentity } from '../../modules/identity/index.ts'
import { createServices, parseTags } from '../../modules/services/index.ts'
import { channelTypes, openSenders, parseChannel } from '../channels/index.ts'
import { createCrypto } from '../credentials/index.ts'
import { heartbeatTarget, parseTarget } from '../probes/index.ts'
import { openSqlStore } from '../stores/sql/index.ts'
import { createApi, endpointsOf } from './api.ts'
import type { Endpoint } from './endpoint.ts'
import { openPipelineRooms } from './pipeline-rooms.contract.ts'
import type { ApiDeps, Operations } from './ports.ts'
import { problem as problemSchema } from './schemas/problem.ts'

/** The API over a real SQLite file in a temporary folder, behind as much guard as it needs. */
export type House = Awaited<ReturnType<typeof openHouse>>

export const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  // A sleep that is broken off ends like any other.
  sleep: (ms, signal) => delay(ms, undefined, signal && { signal }).catch(() => {}),
}

export const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  with: () => silent,
}

export const password = 'correct horse'

export const wellOperations: Operations = {
  health: () => ({
    version: '1.2.3',
    startedAt: Date.now() - 5_000,
    progressing: true,
    parts: { store: { status: 'ok' }, scheduler: { status: 'ok', late_slots: 0 } },
  }),
  readiness: async () => ({ ready: true }),
  metrics: async () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', body: '' }),
}

type Differs = Partial<
  Pick<ApiDeps, 'operations' | 'publicMetrics' | 'publicUrl' | 'clock' | 'outcomes'>
>

export async function openHouse(differs: Differs = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pharos-api-'))
  const file = join(folder, 'pharos.db')
  const store = await openSqlStore({ kind: 'sqlite', file }, { clock, log: silent })
  await store.migrate()
  const random = { bytes: (length: number) => randomBytes(length), float: () => Math.random() }
  const identity = createIdentity({
    store: store.identity,
    crypto: createCrypto({
      jwtSecret: new Secret('a secret of thirty-two bytes, at least'),
      random,
    }),
    clock,
    policy: {
      registration: 'invite',
      defaultRole: 'viewer',
      development: false,
      setupToken: new Secret('setup'),
    },
  })
  const targets = {
    parse: (url: string, config: Readonly<Record<string, unknown>>) => {
      const parsed = parseTarget(url, config)
      return { ...parsed, config: { ...(parsed.config as Record<string, unknown>) } }
    },
  }
  const defaults = { intervalMs: 30_000 }
  const services = createServices({ store: store.services, targets, clock, defaults })
  const senders = openSenders({
    now: clock.now,
    lookup: async (host) => [host],
    blocked: () => null,
    reveal: (setting) => setting,
  })
  const channels = createChannels({
    store: store.channels,
    kinds: { types: channelTypes, parse: parseChannel },
    senders,
    parseTags,
    clock,
    random,
  })
  const deps: ApiDeps = {
    services,
    channels,
    maintenances: createMaintenances({ store: store.maintenance, parseTags, clock }),
    outcomes: store.outcomes,
    ...openPipelineRooms({ store, clock, random }),
    journal: store.journal,
    wake: store.wake,
    identity,
    inbound: {
      signal: (token, incoming) => store.heartbeats.record(heartbeatTarget(token), incoming),
      tokenOf: ({ config: { token } }) => (typeof token === 'string' ? token : null),
    },
    heartbeats: store.heartbeats,
    operations: wellOperations,
    clock,
    log: silent,
    publicMetrics: false,
    readFile: (name) => readFileSync(join(import.meta.dirname, name), 'utf8'),
    ...differs,
  }
  const api = createApi(deps)
  const endpoints = endpointsOf(deps)
  const app = mount(api, identity)

  return {
    api,
    app,
    deps,
    store,
    endpoints,

    /** Sends a request and holds the answer against what the document promises. */
    async ask(method: string, path: string, how: How = {}): Promise<Told> {
      const response = await app.request(path, requestInit(method, how))
      const text = await response.text()
      const told = { response, status: response.status, headers: response.headers, text }
      checkAnswer(endpoints, { method, path, ...told })
      return { ...told, json: readJson(text) as Body }
    },

    /** Makes an account with a token of this role. The first one is the admin, whatever is asked. */
    async person(role: Role, email = `${role}@example.com`): Promise<Person> {
      const deed = { at: clock.now(), actor: 'test', requestId: null }
      const account = await identity.accounts.add({ email, password, role }, deed)
      const { id: userId } = account
      const ids = { sessionId: null, tokenId: null }
      const user: User = { kind: 'user', userId, email, role: account.role, via: 'token', ...ids }
      const by = { user, requestId: null }
      const { secret } = await identity.tokens.create({ name: 'test' }, by)
      return { id: userId, email, user, token: secret }
    },

    async [Symbol.asyncDispose]() {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

export type Person = {
  readonly id: number
  readonly email: string
  readonly user: User
  readonly token: string
}

export type How = {
  readonly as?: Pick<Person, 'token'> | undefined
  readonly json?: unknown
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream
  readonly headers?: Readonly<Record<string, string>>
}

export type Told = {
  readonly response: Response
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Body
}

/** An answer's JSON, with the fields that tests read on. Whether it has them the tests find out. */
export type Body = Readonly<Record<string, unknown>> & {
  readonly id: number
  readonly name: string
  readonly check_interval: number
  readonly timeout: number | null
  readonly rev: number
  readonly role: string
  readonly status: string | number
  readonly token: string
  readonly invitation: string
  readonly expires_at: string
  readonly slot: string
  readonly source: string
  readonly items: readonly Body[]
  readonly total: number
  readonly user: Body
  readonly uptime_seconds: number
  readonly code: string
  readonly detail: string
  readonly request_id: string
  readonly current_rev: number
  readonly errors: readonly { readonly field: string; readonly message: string }[]
}

function requestInit(method: string, { as, json, body, headers = {} }: How): RequestInit {
  const sent = json === undefined ? body : JSON.stringify(json)
  return {
    method,
    headers: {
      ...(sent !== undefined && { 'Content-Type': 'application/json' }),
      ...(as !== undefined && { Authorization: `Bearer ${as.token}` }),
      ...headers,
    },
    ...(sent !== undefined && { body: sent }),
    ...(sent instanceof ReadableStream && { duplex: 'half' }),
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Env = { Variables: RequestFacts; Bindings: HttpBindings }

/** As the composition root does it, without what is not the adapter's: limits, logs, CSRF. */
function mount(api: ReturnType<typeof createApi>, identity: ApiDeps['identity']) {
  const app = new Hono<Env>()
  let requests = 0
  for (const { method, path, access, handler } of api.routes) {
    app.on(method, path, async (c) => {
      requests += 1
      c.set('requestId', `request-${requests}`)
      c.set('address', '192.0.2.7')
      c.set('loopback', c.req.header('x-test-loopback') === 'yes')
      c.header('X-Request-Id', c.get('requestId'))
      try {
        const principal = await principalOf(identity, c.req.header('authorization'))
        const decision = decideAccess(access, principal)
        if (decision !== 'allowed') throw new Refusal(decision, `This needs the role ${access}`)
        c.set('principal', principal)
        return await handler(c)
      } catch (error) {
        if (error instanceof Refusal) return await api.refuse(error, c)
        faults.push(error)
        return await api.fault(c.get('requestId'), c)
      }
    })
  }
  return app
}

/** What handlers threw that was no refusal, in all houses. */
export const faults: unknown[] = []

async function principalOf(
  identity: ApiDeps['identity'],
  header: string | undefined,
): Promise<Principal> {
  if (header === undefined) return anonymous
  const secret = header.replace(/^Bearer /, '')
  const principal = await identity.authentication.who({ kind: 'bearer', secret })
  if (principal === null) throw new Refusal('unauthenticated', 'The token is unknown')
  return principal
}

type Seen = Omit<Told, 'json' | 'response'> & { readonly method: string; readonly path: string }

/** The answer is one that the endpoint declares, in the shape that it declares. */
function checkAnswer(endpoints: readonly Endpoint[], seen: Seen): void {
  const found = endpoints.find(
    ({ method, path }) => method === seen.method && matches(path, seen.path),
  )
  if (found === undefined) return
  const { status, headers, text } = seen
  if (headers.get('content-type') === 'application/problem+json') {
    expect(problemSchema.parse(JSON.parse(text))).toEqual(JSON.parse(text))
    return
  }
  const spec = found.responses[status]
  expect(spec, `${seen.method} ${found.path} does not declare ${status}`).toBeDefined()
  if (spec?.schema === undefined) return
  expect(spec.schema.parse(JSON.parse(text))).toEqual(JSON.parse(text))
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? '')
