import type { Clock, Logger } from '../../kernel/index.ts'
import { createBell, type Wake } from '../journal/index.ts'
import type { ReactionStore } from './ports.ts'

export type ReactorOptions = {
  readonly store: ReactionStore
  readonly wake: Wake
  readonly clock: Clock
  readonly log: Logger
  readonly observe: ReactorObserver
}

export type ReactorObserver = {
  /** A round went through, and wrote that many messages. */
  reacted(written: number): void
  storeAway(cause: unknown): void
}

export type Reactor = {
  /** Reacts to the journal until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** What was held back is looked at again this often: maintenance ends by the clock alone. */
const settleEveryMs = 5_000
const retryAfterMs = { first: 100, most: 5_000 }

/** Turns what happened into messages: within a moment of each commit, by a cursor that survives. */
export function createReactor({ store, wake, clock, log, observe }: ReactorOptions): Reactor {
  async function round(settledAt: number): Promise<number> {
    let written = 0
    for (let more = true; more; ) {
      const reaction = await store.react(clock.now())
      written += reaction.written
      more = reaction.more
    }
    const due = clock.monotonic() - settledAt >= settleEveryMs
    if (due) written += await store.settle(clock.now())
    observe.reacted(written)
    return due ? clock.monotonic() : settledAt
  }

  return {
    async run(signal) {
      const bell = createBell(wake, clock, signal)
      let settledAt = Number.NEGATIVE_INFINITY
      let pause = retryAfterMs.first
      try {
        while (!signal.aborted) {
          const heard = bell.arm()
          try {
            settledAt = await round(settledAt)
            pause = retryAfterMs.first
            await heard
          } catch (cause) {
            log.warn('what happened could not be reacted to; trying again', { error: cause })
            observe.storeAway(cause)
            await clock.sleep(pause, signal)
            pause = Math.min(pause * 2, retryAfterMs.most)
          }
        }
      } finally {
        bell.close()
      }
    },
  }
}
