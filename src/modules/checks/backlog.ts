import type { Clock, Logger } from '../../kernel/index.ts'
import type { OutcomeStore, Report } from './ports.ts'

export type BacklogOptions = {
  readonly store: OutcomeStore
  readonly clock: Clock
  readonly log: Logger
  readonly retryAfterMs: { readonly first: number; readonly most: number }
  readonly observe: { storeAway(cause: unknown): void }
}

/**
 * Outcomes on their way into the store. One that the store does not take is offered again until it
 * does: a finished probe counts. It never holds more than the probes that may run at once, because
 * the scheduler claims nothing while something is stuck here.
 */
export type Backlog = {
  /** Resolves when the outcome is committed, or when the signal aborts. */
  deliver(report: Report, signal: AbortSignal): Promise<void>
  /** Outcomes that the store has refused at least once. */
  readonly stuck: number
  /** Outcomes that the store has not taken yet. */
  readonly waiting: number
}

export function createBacklog(options: BacklogOptions): Backlog {
  const { store, clock, log, retryAfterMs, observe } = options
  let stuck = 0
  let waiting = 0

  async function offer(report: Report): Promise<boolean> {
    try {
      await store.accept(report)
      return true
    } catch (cause) {
      observe.storeAway(cause)
      return false
    }
  }

  return {
    async deliver(report, signal) {
      waiting += 1
      await untilTaken(report, signal)
      waiting -= 1
    },
    get stuck() {
      return stuck
    },
    get waiting() {
      return waiting
    },
  }

  async function untilTaken(report: Report, signal: AbortSignal): Promise<void> {
    if (await offer(report)) return
    stuck += 1
    let pause = retryAfterMs.first
    let taken = false
    while (!taken && !signal.aborted) {
      await clock.sleep(pause, signal)
      pause = Math.min(pause * 2, retryAfterMs.most)
      taken = await offer(report)
    }
    stuck -= 1
    if (!taken) {
      const { checkId, slot } = report.outcome
      log.warn('an outcome was not stored before the stop', { checkId, slot })
    }
  }
}
