import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Logger } from '../kernel/index.ts'
import type { Scheduler } from '../modules/checks/index.ts'
import type { Config } from './config/index.ts'
import { keepTidy } from './janitor.ts'

export type Follower = { follow(signal: AbortSignal): Promise<void> }

export type LoopOptions = {
  readonly ready: Promise<boolean>
  readonly keepOwned: () => Promise<void>
  /** Adapters that follow the journal or the ledger. */
  readonly followers: readonly Follower[]
  readonly scheduler: Scheduler
  readonly store: SqlStore
  readonly retention: Config['retention']
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Everything that goes on by itself once the store can be used, until the signal aborts. Resolves
 * when the last of it has ended.
 */
export async function runLoops(options: LoopOptions): Promise<void> {
  const { followers, scheduler, signal } = options
  if (!(await options.ready.catch(() => false))) return
  await Promise.all([
    untilKept(options),
    ...followers.map((follower) => follower.follow(signal)),
    scheduler.run(signal),
    keepTidy(options),
  ])
}

const retryMs = { first: 500, most: 30_000 }

/** A database that is away for a moment must not leave Pharos without its own service until a restart. */
async function untilKept({ keepOwned, clock, log, signal }: LoopOptions): Promise<void> {
  for (let pause = retryMs.first; !signal.aborted; pause = Math.min(pause * 2, retryMs.most)) {
    try {
      return await keepOwned()
    } catch (error) {
      log.error('the services of the configuration file were not stored; trying again', { error })
      await clock.sleep(pause, signal)
    }
  }
}
