import type { Clock, Logger } from '../../kernel/index.ts'
import { createBell, type Wake } from '../journal/index.ts'
import type { Platforms } from './connector.ts'
import { createOpened } from './opened.ts'
import type {
  ConnectionStore,
  EventStore,
  FindingStore,
  PipelineReader,
  RollupStore,
} from './ports.ts'
import { processEvents } from './process.ts'
import { serveWants } from './serve-wants.ts'
import type { WantStore } from './want.ts'
import type { Watched } from './watched.ts'

export type FollowerOptions = {
  readonly connections: ConnectionStore
  readonly store: FindingStore &
    EventStore &
    WantStore &
    RollupStore &
    Pick<PipelineReader, 'project'>
  readonly platforms: Platforms
  readonly wake: Wake
  readonly watched: Watched
  /** Whether this copy may do something at platforms: a restored one may only look. */
  readonly mayAct: () => Promise<boolean>
  /** How often a busy project is looked at without webhooks, in milliseconds. */
  readonly refreshMs: number
  readonly clock: Clock
  readonly log: Logger
  readonly observe: FollowerObserver
}

export type FollowerObserver = {
  progressed(): void
  looked(platform: string, result: 'seen' | 'failed'): void
  processed(platform: string, status: 'done' | 'failed' | 'dead'): void
  storeAway(cause: unknown): void
}

export type Follower = {
  /** Works until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  /** Connections that are followed now. */
  readonly open: number
}

const retryMs = 1_000
const breathMs = 25
/** A run that nobody has seen for so long is not taken for open: GitHub's longest is 35 days. */
const unseenMs = 35 * 24 * 3_600_000
const closeEveryMs = 3_600_000

/** Follows every connection there is, processes deliveries, does what is wanted, and adds up. */
export function createFollower(options: FollowerOptions): Follower {
  const { store, clock, observe } = options
  const opened = createOpened(options)

  /** Gives each connection what there is to do for it. @returns false: its own work goes on by itself. */
  async function dispatch(): Promise<boolean> {
    const agenda = await options.connections.agenda(clock.now())
    await opened.reconcile(agenda)
    for (const { id, events, wants } of agenda) {
      const entry = opened.all.get(id)
      if (events) entry?.work('events', () => processEvents(entry, options))
      if (wants) entry?.work('wants', () => serveWants(entry, options))
    }
    return false
  }

  /** Repeats a piece of work while there is more of it, and then each time the store changes. */
  async function whenever(work: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    const bell = createBell(options.wake, clock, signal)
    while (!signal.aborted) {
      const heard = bell.arm()
      try {
        const more = await work()
        observe.progressed()
        if (more) continue
        await heard
        // Commits may come by the hundred in a second.
        await clock.sleep(breathMs, signal)
      } catch (cause) {
        if (signal.aborted) break
        observe.storeAway(cause)
        await clock.sleep(retryMs, signal)
      }
    }
    bell.close()
  }

  async function closeUnseen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = clock.now()
      await store.closeUnseen(now - unseenMs, now).catch(observe.storeAway)
      await clock.sleep(closeEveryMs, signal)
    }
  }

  return {
    get open() {
      return opened.all.size
    },
    async run(signal) {
      await Promise.all([
        whenever(dispatch, signal),
        whenever(() => store.settleRollups(clock.now()), signal),
        closeUnseen(signal),
      ])
      await opened.close()
    },
  }
}
