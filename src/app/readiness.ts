import type { SqlStore } from '../adapters/stores/sql/index.ts'
import { type Clock, type Logger, Refusal } from '../kernel/index.ts'
import { isFull } from './full-disk.ts'

export type StoreState = 'starting' | 'ready' | 'refused'

/**
 * Brings the store to where the program can use it. A file is ready or refused at once; a server
 * that is away is waited for, and its absence is said once a minute.
 */
export function createReadiness(store: SqlStore, clock: Clock, log: Logger) {
  let state: StoreState = 'starting'
  let cause: Refusal | null = null

  async function tryOnce(): Promise<boolean> {
    try {
      const { from, to } = await store.migrate()
      if (from !== to) log.info('the database schema was brought up to date', { from, to })
      state = 'ready'
      cause = null
      return true
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'unavailable')) {
        state = 'refused'
        throw error
      }
      cause = error
      return false
    }
  }

  return {
    get state() {
      return state
    },
    /** What the last try met. */
    get cause() {
      return cause
    },
    /** Whether there is no room for it to begin. */
    get full() {
      return isFull(cause)
    },
    /** @returns whether the store is ready; `false` when the signal came first. Throws what cannot mend itself. */
    async wait(signal: AbortSignal): Promise<boolean> {
      let said = Number.NEGATIVE_INFINITY
      for (let pause = 250; !signal.aborted; pause = Math.min(pause * 2, 5_000)) {
        if (await tryOnce()) return true
        if (clock.monotonic() - said > 60_000) {
          log.warn('the database cannot be reached; trying on', { reason: cause?.message })
          said = clock.monotonic()
        }
        await clock.sleep(pause, signal)
      }
      return false
    },
  }
}

export type StoreReadiness = ReturnType<typeof createReadiness>
