import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type HttpBindings, serve } from '@hono/node-server'
import { Hono } from 'hono'
import {
  anonymous,
  type Clock,
  decideAccess,
  type Logger,
  notFound,
  type Principal,
  Refusal,
  type RequestFacts,
  type Role,
  Secret,
} from '../../kernel/index.ts'
import { createChannels } from '../../modules/alerts/index.ts'
import { createMaintenances } from '../../modules/checks/index.ts'
import { createIdentity, type Identity } from '../../modules/identity/index.ts'
import { createServices, parseTags } from '../../modules/services/index.ts'
import { channelTypes, describeChannels, openSenders, parseChannel } from '../channels/index.ts'
import { createCrypto } from '../credentials/index.ts'
import { describeProbes, parseTarget } from '../probes/index.ts'
import { openSqlStore } from '../stores/sql/index.ts'
import { createWeb, type HttpContext, type Program, type Web, type WebOptions } from './index.ts'
import { openPipelineRooms } from './pipeline-rooms.contract.ts'

/** The web interface over a real SQLite file in a temporary folder, behind as much guard as it needs. */
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

/** A program of which there is little to tell. */
export const quietProgram: Program = {
  about: async () => ({
    version: '0.0.0',
    startedAt: clock.now(),
    environment: 'production',
    database: 'SQLite',
    folder: './data',
    folderBytes: 4_096,
    file: null,
    ownedServices: 0,
    publicMetrics: false,
    settings: [],
    warnings: [],
    readAgainAt: null,
    unarmed: null,
    refused: null,
  }),
  arm: async () => {},
}

export const password = 'correct horse'
export const setupToken = 'set-up-token'

export async function openHouse(differs: Partial<WebOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pharos-web-'))
  const file = join(folder, 'pharos.db')
  const store = await openSqlStore({ kind: 'sqlite', file }, { clock, log: silent })
  await store.migrate()
  const identity = openIdentity(store.identity)
  const services = createServices({
    store: store.services,
    targets: { parse: readTarget },
    clock,
    defaults: { intervalMs: 30_000 },
  })
  const maintenances = createMaintenances({ store: store.maintenance, parseTags, clock })
  const random = { bytes: (length: number) => randomBytes(length), float: () => 0.5 }
  const channels = createChannels({
    store: store.channels,
    kinds: { types: channelTypes, parse: parseChannel },
    senders: openSenders({
      now: clock.now,
      lookup: async (host) => [host],
      blocked: () => null,
      reveal: (setting) => setting,
    }),
    parseTags,
    clock,
    random,
  })
  const pipelineRooms = openPipelineRooms({ store, clock, random })
  const { views, outcomes, past, heartbeats, wake } = store
  const outage = { isOn: false }
  const journal: WebOptions['journal'] = {
    changes: async (after, limit) => {
      if (outage.isOn) throw new Refusal('unavailable', 'The database cannot be reached')
      return store.journal.changes(after, limit)
    },
  }
  const read = { views, outcomes, past, heartbeats, journal, wake }
  const rooms = { services, maintenances, channels, identity, ...read, inbound, clock, log: silent }
  const web = createWeb({
    ...rooms,
    ...pipelineRooms,
    title: 'Pharos',
    readFile: (name) => readFileSync(join(import.meta.dirname, name), 'utf8'),
    program: quietProgram,
    channelTypes: describeChannels(),
    ...probing,
    ...differs,
  })
  const stopping = new AbortController()
  const following = web.follow(stopping.signal)
  const guard: Guard = { mayLook: true }
  const app = mount(web, identity, guard)
  const servers: { close(): void; closeAllConnections(): void }[] = []

  const ask = async (method: string, path: string, how: How = {}): Promise<Response> =>
    app.request(path, requestInit(method, how))

  return {
    web,
    store,
    /** While it is on the ledger cannot be read. */
    outage,
    services,
    maintenances,
    identity,
    guard,
    stop: () => stopping.abort(),

    ask,
    read: async (path: string, how: How = {}): Promise<string> =>
      (await ask('GET', path, how)).text(),

    /** A log-in of a new account. The first one is the admin, whatever is asked. */
    async person(role: Role, email = `${role}@example.com`): Promise<Person> {
      const deed = { at: clock.now(), actor: 'test', requestId: null }
      await identity.accounts.add({ email, password, role }, deed)
      const caller = { address: '192.0.2.7', loopback: false, requestId: null }
      const { credential } = await identity.logIn.withCookie({ email, password }, caller)
      return { email, cookie: `pharos_session=${credential}` }
    },

    /** @returns the address of a real server with the same routes. */
    async listen(): Promise<string> {
      const address = await new Promise<AddressInfo>((resolve) => {
        const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, resolve)
        if ('closeAllConnections' in server) servers.push(server)
      })
      return `http://127.0.0.1:${address.port}`
    },

    async [Symbol.asyncDispose]() {
      stopping.abort()
      await following
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
      }
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

export type Person = { readonly email: string; readonly cookie: string }

export type How = {
  readonly as?: Person | undefined
  /** Pairs where a name comes more than once. */
  readonly form?: Readonly<Record<string, string>> | [name: string, value: string][]
  /** As htmx asks. */
  readonly hx?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** Nothing is sealed here. */
const inbound: WebOptions['inbound'] = {
  tokenOf: ({ config: { token } }) => (typeof token === 'string' ? token : null),
}

/** Tests that run a probe bring their own. */
const probing: Pick<WebOptions, 'probes' | 'defaults' | 'tryOut'> = {
  probes: describeProbes(),
  defaults: { intervalMs: 30_000, timeoutMs: 10_000 },
  tryOut: () => Promise.reject(new Refusal('unavailable', 'There is nothing to test with')),
}

type Guard = { mayLook: boolean }

function openIdentity(store: Parameters<typeof createIdentity>[0]['store']): Identity {
  const random = { bytes: (length: number) => randomBytes(length), float: () => Math.random() }
  const jwtSecret = new Secret('a secret of thirty-two bytes, at least')
  return createIdentity({
    store,
    crypto: createCrypto({ jwtSecret, random }),
    clock,
    policy: {
      registration: 'invite',
      defaultRole: 'viewer',
      development: false,
      setupToken: new Secret(setupToken),
    },
  })
}

function readTarget(url: string, config: Readonly<Record<string, unknown>>) {
  const parsed = parseTarget(url, config)
  return { ...parsed, config: { ...(parsed.config as Record<string, unknown>) } }
}

function requestInit(method: string, { as, form, hx = false, headers = {} }: How): RequestInit {
  return {
    method,
    redirect: 'manual',
    headers: {
      ...(as !== undefined && { Cookie: as.cookie }),
      ...(hx && { 'HX-Request': 'true' }),
      ...headers,
    },
    ...(form !== undefined && { body: new URLSearchParams(form) }),
  }
}

type Env = { Variables: RequestFacts; Bindings: HttpBindings }

/** As the composition root does it, without what is not the adapter's: limits, logs, CSRF. */
function mount(web: Web, identity: Identity, guard: Guard): Hono<Env> {
  const app = new Hono<Env>()
  for (const { method, path, access, handler } of web.routes) {
    app.on(method, path, async (c) => {
      try {
        meet(c, guard)
        const principal = await principalOf(identity, c.req.header('cookie'))
        c.set('principal', principal)
        const decision = decideAccess(access, principal)
        if (decision !== 'allowed') throw new Refusal(decision, `This needs the role ${access}`)
        return await handler(c)
      } catch (error) {
        if (error instanceof Refusal) return web.refuse(error, c)
        return web.fault(c.get('requestId'), c)
      }
    })
  }
  app.notFound((c) => {
    meet(c, guard)
    return web.refuse(notFound('page', c.req.path), c)
  })
  return app
}

function meet(c: HttpContext, guard: Guard): void {
  c.set('requestId', 'request-0001')
  c.set('address', '192.0.2.7')
  c.set('loopback', c.req.header('x-test-loopback') === 'yes')
  c.set('secure', c.req.header('x-test-secure') === 'yes')
  c.set('recheck', async () => guard.mayLook)
}

async function principalOf(identity: Identity, header: string | undefined): Promise<Principal> {
  const secret = /pharos_session=([^;]+)/.exec(header ?? '')?.[1]
  if (secret === undefined) return anonymous
  return (await identity.authentication.who({ kind: 'cookie', secret })) ?? anonymous
}
