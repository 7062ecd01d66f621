import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createApi } from '../adapters/api/index.ts'
import { describeProbes } from '../adapters/probes/index.ts'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import { createWeb } from '../adapters/web/index.ts'
import type { Clock, Logger, Route } from '../kernel/index.ts'
import type { Scheduler } from '../modules/checks/index.ts'
import { describeProgram } from './about.ts'
import type { Config } from './config/index.ts'
import type { ConfigHolder } from './config-status.ts'
import { serveHttp } from './http/serve-http.ts'
import { createHttpStats } from './http/stats.ts'
import type { Follower } from './loops.ts'
import type { Observation } from './observer.ts'
import { createOperations } from './operations.ts'
import type { StoreReadiness } from './readiness.ts'
import type { Rooms } from './rooms.ts'

export type FrontOptions = {
  readonly config: Config
  /** How its last readings went. */
  readonly configuration: ConfigHolder
  readonly store: SqlStore
  readonly rooms: Rooms
  readonly readiness: StoreReadiness
  readonly observation: Observation
  readonly scheduler: Scheduler
  readonly clock: Clock
  readonly log: Logger
  /** Aborts when the process stops. */
  readonly signal: AbortSignal
}

export type DeclaredRoute = Pick<Route<unknown>, 'method' | 'path' | 'access'>

export type Front = {
  /** @returns the port that was bound. */
  listen(): Promise<number>
  /** Every route that is mounted, WebSockets too, with what it asks of its caller. */
  readonly routes: readonly DeclaredRoute[]
  /** What keeps pages and WebSockets up to date. */
  readonly followers: readonly Follower[]
  close(): Promise<void>
}

/** Answers in flight get this long when the process stops, in milliseconds. */
const answersMs = 5_000

/** What people and programs see: the page, the API, and what the program says about itself. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const { config, store, rooms, readiness, clock, log } = options
  const loopDelay = monitorEventLoopDelay({ resolution: 20 })
  loopDelay.enable()
  const stats = createHttpStats()
  const startedAt = clock.now()
  const operations = createOperations({ ...options, loopDelay, stats, startedAt })
  const { identity, services } = rooms
  const { outcomes, views, past, journal, wake } = store
  const shared = { services, outcomes, journal, wake, identity, clock, log }
  const { server, ui, checks } = config
  const api = createApi({ ...shared, operations, publicMetrics: server.publicMetrics })
  const program = describeProgram({ configuration: options.configuration, startedAt })
  const web = await createWeb({
    ...shared,
    views,
    past,
    title: ui.title,
    publicUrl: server.publicUrl,
    program,
    probes: describeProbes(),
    defaults: { intervalMs: checks.defaultIntervalMs, timeoutMs: checks.defaultTimeoutMs },
    tryOut: rooms.tryOut,
  })
  const http = serveHttp({ server, clock, log, api, web, identity, stats, readiness })
  return {
    listen: () => http.listen(server.port, server.host),
    routes: [
      ...[...api.routes, ...web.routes].map(({ method, path, access }) => ({
        method,
        path,
        access,
      })),
      ...api.sockets.map(({ path, access }) => ({ method: 'GET' as const, path, access })),
    ],
    followers: [api, web],
    async close() {
      await http.close(answersMs)
      loopDelay.disable()
    },
  }
}
