import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openSqlStore } from '../adapters/stores/sql/index.ts'
import { type Clock, Secret } from '../kernel/index.ts'
import { openChannels } from './channels.ts'
import { type OwnAddress, openCheckProbes } from './check-probes.ts'
import { startCollecting } from './collecting.ts'
import { addressText, listensAt } from './collector/address.ts'
import { openCollectorDoor } from './collector/open.ts'
import type { Config, ConfigProblem } from './config/index.ts'
import { holdConfig } from './config-status.ts'
import { openPlatforms } from './connectors.ts'
import { openDataFolder } from './data-folder.ts'
import type { DeclaredRoute, Front } from './front.ts'
import type { AppLogger } from './logger.ts'
import { createOperations, type Organ } from './operations.ts'
import { createReadiness } from './readiness.ts'
import { partsOf, type Role } from './roles.ts'
import { keptOr, openVault } from './secrets.ts'
import { systemRandom } from './world.ts'

export type AppOptions = {
  readonly role: Role
  readonly config: Config
  /** What the configuration is right in and worth a word for. */
  readonly warnings?: readonly ConfigProblem[]
  readonly clock: Clock
  readonly log: AppLogger
}

export type App = AsyncDisposable & {
  /** Where people find it; for a collector, where `web` does. */
  readonly url: string
  /** Resolves when the database can be used, `false` when the app was stopped before. Rejects with what cannot mend itself. */
  readonly ready: Promise<boolean>
  readonly routes: readonly DeclaredRoute[]
  /** Whether all that has work to do moves. */
  progressing(): boolean
  /** One-time link for the first admin, without a token that was given; `null` when there is one, or where there are no pages. */
  setupUrl(): Promise<string | null>
  /** Takes over what a changed configuration may change while running. */
  reload(config: Config, warnings?: readonly ConfigProblem[]): Promise<void>
  /** A changed configuration that nothing is taken from: the settings page says why. */
  refuseReload(problems: readonly ConfigProblem[]): void
}

/**
 * Wires the rooms to the world and starts what the role has of them in this process. One straight
 * line on purpose: it is the map of what depends on what.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { role, config, warnings = [], clock, log } = options
  const { serves, collects } = partsOf[role]
  await openDataFolder(config.dataDir, log)
  const setupToken = config.auth.setupToken ?? newSetupToken()
  const secret = await keptOr(config.collector.secret, config, 'collector-secret')
  await using opened = new AsyncDisposableStack()
  const store = opened.adopt(await openSqlStore(config.database, { clock, log }), closed)
  const stopping = new AbortController()
  const { signal } = stopping
  const configuration = holdConfig(config, warnings, clock)
  const readiness = createReadiness(store, clock, log)
  const organs: Organ[] = []
  const self = { store, readiness, organs, startedAt: clock.now(), clock, log, signal }
  const operations = createOperations({ ...self, loopDelay: measureLoopDelay(opened) })
  let own: OwnAddress = { kind: 'door', address: listensAt(config) }
  const outside = await openOutside({ ...self, config, own: () => own })
  const publicUrl = () =>
    own.kind === 'front' ? shownUrl(config, own.url) : config.server.publicUrl
  const collecting = collects
    ? startCollecting({ ...outside.all, config, store, clock, log, publicUrl })
    : null
  organs.push(...(collecting?.organs ?? []))
  let front: Front | null = null
  if (serves) {
    // Loaded only where it is used: pages and the API are most of the program.
    const { openFront } = await import('./front.ts')
    const { checking = null } = collecting ?? {}
    const shown = { config, configuration, operations, checking }
    const secrets = { setupToken, collectorSecret: secret }
    front = await openFront({ ...self, ...outside, ...shown, ...secrets })
    opened.defer(front.close)
    organs.push(front.organ)
    own = { kind: 'front', url: await front.listen() }
  }
  const door = collects ? await openCollectorDoor({ ...self, config, secret, operations }) : null

  if (front === null && door !== null) own = { kind: 'door', address: door.address }
  const ready = readiness.wait(signal)
  const whenReady = async () => {
    if (await ready.catch(() => false))
      await Promise.all([collecting?.run(signal), front?.follow()])
  }
  if (door !== null) opened.defer(door.close)
  const loops = Promise.all([front?.watch(), whenReady()])
  opened.defer(async () => {
    stopping.abort()
    await loops
  })
  const end = opened.move()
  const url = own.kind === 'door' ? addressText(own.address) : shownUrl(config, own.url)
  return {
    url,
    ready,
    routes: front?.routes ?? [],
    progressing: () => operations.health().progressing,
    setupUrl: () => setupLink(front, url, config.auth.setupToken === null ? setupToken : null),
    async reload(next, told = []) {
      log.setLevel(next.logging.level)
      await collecting?.keep(next)
      configuration.tookOver(next, told)
    },
    refuseReload: configuration.refuse,
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  }
}

type Outside = Omit<Parameters<typeof openCheckProbes>[0], 'vault'>

/** What this process reaches the world by: probes, channels, platforms. */
async function openOutside(options: Outside) {
  const vault = await openVault(options.config)
  const checkProbes = openCheckProbes({ ...options, vault })
  const channels = openChannels({ ...options, vault })
  const platforms = openPlatforms({ ...options, vault })
  return { checkProbes, channels, platforms, all: { ...checkProbes, ...channels, ...platforms } }
}

/** @param token one that nobody gave: whoever gave it knows it, and a log need not. */
async function setupLink(front: Front | null, url: string, token: Secret | null) {
  if (front === null || (await front.hasOwner())) return null
  return token === null
    ? `${url}/setup`
    : `${url}/setup?token=${encodeURIComponent(token.reveal())}`
}

const shownUrl = ({ server }: Config, url: string): string =>
  server.publicUrl ?? url.replace('127.0.0.1', 'localhost')

const closed = (one: { close(): Promise<void> }): Promise<void> => one.close()

function measureLoopDelay(opened: AsyncDisposableStack) {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  opened.defer(() => void delay.disable())
  return delay
}

const newSetupToken = () => new Secret(Buffer.from(systemRandom.bytes(24)).toString('base64url'))
