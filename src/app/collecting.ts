import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Checking } from '../adapters/web/index.ts'
import type { Clock, Logger } from '../kernel/index.ts'
import type { Senders } from '../modules/alerts/index.ts'
import { createScheduler, type Probes, runMaintenances } from '../modules/checks/index.ts'
import type { Targets } from '../modules/services/index.ts'
import { startAlerting } from './alerting.ts'
import { checksOrgan } from './checks-organ.ts'
import type { Config } from './config/index.ts'
import type { OpenedPlatforms } from './connectors.ts'
import { createHeartbeat } from './heartbeat.ts'
import { keepTidy } from './janitor.ts'
import { openLineGuard } from './line-guard.ts'
import { createObserver } from './observer.ts'
import type { Organ } from './operations.ts'
import { keepConnections } from './owned-connections.ts'
import { keepOwned } from './owned-services.ts'
import { startFollowing } from './pipelines.ts'
import { systemRandom } from './world.ts'

export type CollectingOptions = OpenedPlatforms & {
  readonly config: Config
  readonly store: SqlStore
  readonly targets: Targets
  readonly probes: Probes
  readonly references: Probes
  readonly senders: Senders
  /** Where people find the pages; `null` when nobody has said. */
  readonly publicUrl: () => string | null
  readonly clock: Clock
  readonly log: Logger
}

/** What goes on by itself: checks, retention, the services of the configuration, the heartbeat. */
export type Collecting = {
  readonly organs: readonly Organ[]
  /** Whether outcomes are recorded. */
  readonly checking: Checking
  /** Makes the services of a configuration what it says. */
  keep(config: Config): Promise<void>
  /** Works until the signal aborts; resolves when the last of it has ended. */
  run(signal: AbortSignal): Promise<void>
}

export function startCollecting(options: CollectingOptions): Collecting {
  const { config, store, targets, probes, clock, log } = options
  const observation = createObserver(clock, log)
  const line = openLineGuard(options)
  const scheduler = createScheduler({
    store: store.schedule,
    probes,
    clock,
    log,
    defaultTimeoutMs: config.checks.defaultTimeoutMs,
    concurrency: config.checks.concurrency,
    guard: line.guard,
    observe: observation.observer,
  })
  const alerting = startAlerting(options)
  const following = startFollowing(options)
  const heartbeat = createHeartbeat({ ...config.heartbeat, store, clock, log, fetch })
  async function keep(current: Config): Promise<void> {
    await keepOwned({ config: current, store, targets, clock })
    await keepConnections({ ...options, config: current, random: systemRandom })
  }
  const { retention } = config
  return {
    organs: [
      checksOrgan({ scheduler, observation, clock }),
      ...line.organs,
      alerting.organ,
      following.organ,
    ],
    checking: observation.checking,
    keep,
    async run(signal) {
      await Promise.all([
        untilKept(() => keep(config), { clock, log, signal }),
        scheduler.run(signal),
        alerting.run(signal),
        following.run(signal),
        runMaintenances({ store: store.maintenance, clock, log }, signal),
        keepTidy({ store, retention, clock, log, signal }),
        heartbeat.run(signal),
      ])
    },
  }
}

type World = { readonly clock: Clock; readonly log: Logger; readonly signal: AbortSignal }

const retryMs = { first: 500, most: 30_000 }

/** A database that is away for a moment must not leave Pharos without its own service, or what the file declares, until a restart. */
async function untilKept(keep: () => Promise<void>, { clock, log, signal }: World): Promise<void> {
  for (let pause = retryMs.first; !signal.aborted; pause = Math.min(pause * 2, retryMs.most)) {
    try {
      return await keep()
    } catch (error) {
      log.error('what the configuration file declares was not stored; trying again', { error })
      await clock.sleep(pause, signal)
    }
  }
}
