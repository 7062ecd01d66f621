import { openSqlStore } from '../adapters/stores/sql/index.ts'
import { type Clock, Secret } from '../kernel/index.ts'
import { createScheduler } from '../modules/checks/index.ts'
import type { Config, ConfigProblem } from './config/index.ts'
import { holdConfig } from './config-status.ts'
import { keepSigningKey, openDataFolder } from './data-folder.ts'
import { type DeclaredRoute, openFront } from './front.ts'
import type { AppLogger } from './logger.ts'
import { runLoops } from './loops.ts'
import { createObserver } from './observer.ts'
import { ownUrl } from './own-check.ts'
import { keepOwned } from './owned-services.ts'
import { createReadiness } from './readiness.ts'
import { openRooms } from './rooms.ts'
import { systemRandom } from './world.ts'

export type AppOptions = {
  readonly config: Config
  /** What the configuration is right in and worth a word for. */
  readonly warnings?: readonly ConfigProblem[]
  readonly clock: Clock
  readonly log: AppLogger
}

export type App = AsyncDisposable & {
  readonly url: string
  /** Resolves when the database can be used, `false` when the app was stopped before. Rejects with what cannot mend itself. */
  readonly ready: Promise<boolean>
  readonly routes: readonly DeclaredRoute[]
  /** One-time link for the first admin; `null` when there is one. */
  setupUrl(): Promise<string | null>
  /** Takes over what a changed configuration may change while running. */
  reload(config: Config, warnings?: readonly ConfigProblem[]): Promise<void>
  /** A changed configuration that nothing is taken from: the settings page says why. */
  refuseReload(problems: readonly ConfigProblem[]): void
}

/**
 * Wires the rooms to the world and starts every role in this process. One straight line on purpose:
 * it is the map of what depends on what.
 */
export async function startApp({ config, warnings = [], clock, log }: AppOptions): Promise<App> {
  await openDataFolder(config.dataDir, log)
  const jwtSecret = await signingKey(config, log)
  const setupToken = config.auth.setupToken ?? newSetupToken()
  await using opened = new AsyncDisposableStack()
  const store = await openSqlStore(config.database, { clock, log })
  opened.defer(() => store.close())

  const rooms = openRooms({ config, clock, log, store, jwtSecret, setupToken })
  const configuration = holdConfig(config, warnings, clock)
  const readiness = createReadiness(store, clock, log)
  const observation = createObserver(clock, log)
  const stopping = new AbortController()
  let address = ''
  const scheduler = createScheduler({
    store: store.schedule,
    probes: rooms.probesWith(() => address),
    clock,
    log,
    defaultTimeoutMs: config.checks.defaultTimeoutMs,
    concurrency: config.checks.concurrency,
    observe: observation.observer,
  })
  const { signal } = stopping
  const shared = { store, scheduler, clock, log, signal }
  const front = await openFront({
    ...shared,
    config,
    configuration,
    rooms,
    readiness,
    observation,
  })
  opened.defer(() => front.close())
  address = ownUrl(config.server.host, await front.listen())

  const ready = readiness.wait(signal)
  const keep = (current: Config) =>
    keepOwned({ config: current, store, targets: rooms.targets, clock })
  const loops = runLoops({
    ...shared,
    ready,
    keepOwned: () => keep(config),
    followers: front.followers,
    retention: config.retention,
  })
  opened.defer(() => loops)
  opened.defer(() => stopping.abort())
  const end = opened.move()

  const url = config.server.publicUrl ?? address.replace('127.0.0.1', 'localhost')
  return {
    url,
    ready,
    routes: front.routes,
    async setupUrl() {
      if (await rooms.identity.registration.hasOwner()) return null
      return `${url}/setup?token=${encodeURIComponent(setupToken.reveal())}`
    },
    async reload(next, told = []) {
      log.setLevel(next.logging.level)
      await keep(next)
      configuration.tookOver(next, told)
    },
    refuseReload: configuration.refuse,
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  }
}

const newSetupToken = () => new Secret(Buffer.from(systemRandom.bytes(24)).toString('base64url'))

async function signingKey(config: Config, log: AppLogger): Promise<Secret> {
  if (config.auth.jwtSecret !== null) return config.auth.jwtSecret
  if (config.database.kind === 'postgres') {
    log.warn('JWT_SECRET is not set: a JWT of this machine is not good on another one')
  }
  return keepSigningKey(config.dataDir, systemRandom)
}
