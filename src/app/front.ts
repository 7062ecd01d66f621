import { join } from 'node:path'
import { createApi } from '../adapters/api/index.ts'
import { describeChannels } from '../adapters/channels/index.ts'
import { describeConnectors } from '../adapters/connectors/index.ts'
import { describeProbes } from '../adapters/probes/index.ts'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import { type Checking, createWeb, type StatusOptions } from '../adapters/web/index.ts'
import type { Clock, Logger, Route, Secret } from '../kernel/index.ts'
import { describeProgram } from './about.ts'
import { openConfiguredCache } from './cache.ts'
import type { OpenedChannels } from './channels.ts'
import type { CheckProbes } from './check-probes.ts'
import { foundAt } from './collector/address.ts'
import { watchCollector } from './collector/watch.ts'
import type { Config } from './config/index.ts'
import type { ConfigHolder } from './config-status.ts'
import type { OpenedPlatforms } from './connectors.ts'
import { filesOf } from './files.ts'
import { serveHttp } from './http/serve-http.ts'
import { createHttpStats } from './http/stats.ts'
import { openInbound } from './inbound.ts'
import type { Operations, Organ } from './operations.ts'
import { ownUrl } from './own-check.ts'
import { pagesOrgan } from './pages-organ.ts'
import { zoneOf } from './pipelines.ts'
import type { StoreReadiness } from './readiness.ts'
import { openRooms } from './rooms.ts'
import { signingKey } from './secrets.ts'

export type FrontOptions = {
  /** Of this process; `null` where another one checks. */
  readonly checking: Checking | null
  readonly config: Config
  /** How its last readings went. */
  readonly configuration: ConfigHolder
  readonly store: SqlStore
  readonly checkProbes: CheckProbes
  readonly channels: OpenedChannels
  readonly platforms: OpenedPlatforms
  readonly readiness: StoreReadiness
  readonly operations: Operations
  readonly startedAt: number
  readonly setupToken: Secret
  readonly collectorSecret: Secret
  readonly clock: Clock
  readonly log: Logger
  /** Aborts when the process stops. */
  readonly signal: AbortSignal
}

export type DeclaredRoute = Pick<Route<unknown>, 'method' | 'path' | 'access'>

export type Front = {
  readonly organ: Organ
  /** @returns the address by which this process reaches itself. */
  listen(): Promise<string>
  /** Every route that is mounted, WebSockets too, with what it asks of its caller. */
  readonly routes: readonly DeclaredRoute[]
  /** Keeps pages and WebSockets up to date. To be called once the store can be used. */
  follow(): Promise<void>
  /** Watches the collector, where that is another process. */
  watch(): Promise<void>
  /** Whether somebody is admin. */
  hasOwner(): Promise<boolean>
  close(): Promise<void>
}

/** Answers in flight get this long when the process stops, in milliseconds. */
const answersMs = 5_000

/** What people and programs see: the page, the API, and what the program says about itself. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const { config, store, checkProbes, operations, collectorSecret, clock, log, signal } = options
  const stats = createHttpStats()
  const cache = await openConfiguredCache(config, { clock, log })
  const rooms = openRooms({
    ...options,
    ...checkProbes,
    ...options.channels,
    ...options.platforms,
    cache,
    jwtSecret: await signingKey(config, log),
  })
  const collector =
    options.checking !== null
      ? null
      : watchCollector({ address: foundAt(config), secret: collectorSecret, clock, log })
  const { outcomes, views, past, journal, wake } = store
  const { heartbeats } = store
  const inbound = openInbound(store, checkProbes.reveal)
  const pace = { timeZone: zoneOf(config), staleMs: 2 * config.cache.refreshMs }
  const shared = { ...rooms, ...pace, outcomes, heartbeats, inbound, journal, wake, clock, log }
  const { server, ui, checks } = config
  const api = createApi({
    ...shared,
    operations,
    readFile: filesOf('adapters/api'),
    publicMetrics: server.publicMetrics,
    publicUrl: server.publicUrl,
  })
  const web = createWeb({
    ...shared,
    checking: options.checking ?? collector,
    readFile: filesOf('adapters/web'),
    views,
    past,
    title: ui.title,
    publicUrl: server.publicUrl,
    status: statusOf(options),
    program: describeProgram({ ...options, arming: store.arming }),
    probes: describeProbes(),
    channelTypes: describeChannels(),
    platformForms: describeConnectors(),
    defaults: { intervalMs: checks.defaultIntervalMs, timeoutMs: checks.defaultTimeoutMs },
    tryOut: checkProbes.tryOut,
  })
  await web.prepare()
  const { identity } = rooms
  const http = serveHttp({ ...options, server, api, web, identity, stats })
  return {
    organ: pagesOrgan({ figures: web.figures, stats, collector, clock }),
    listen: async () => ownUrl(server.host, await http.listen(server.port, server.host)),
    routes: [...api.routes, ...web.routes, ...api.sockets.map(asRoute)].map(declared),
    follow: async () => void (await Promise.all([api.follow(signal), web.follow(signal)])),
    watch: async () => collector?.follow(signal),
    hasOwner: () => identity.registration.hasOwner(),
    async close() {
      await http.close(answersMs)
      await cache.close()
    },
  }
}

/** The public page, as the configuration has it. */
function statusOf({ config, store, clock }: FrontOptions): StatusOptions | null {
  const { status, ui, dataDir } = config
  if (!status.enabled) return null
  return {
    title: status.title ?? ui.title,
    tags: status.tags,
    folder: join(dataDir, 'status'),
    uptime: { uptimeOf: store.history.summariesOf },
    maintenance: {
      async windows() {
        const planned = await store.maintenance.planned(clock.now())
        return planned.map(({ startsAt, endsAt, services }) => {
          const covered = new Set(services)
          return { startsAt, endsAt, covers: (id) => covered.has(id) }
        })
      },
    },
  }
}

const asRoute = ({ path, access }: Omit<DeclaredRoute, 'method'>): DeclaredRoute => ({
  method: 'GET',
  path,
  access,
})

const declared = ({ method, path, access }: DeclaredRoute): DeclaredRoute => ({
  method,
  path,
  access,
})
