import type { Clock, EpochMs, Logger } from '../../../kernel/index.ts'

/**
 * Why what is shown may be old, and since when: the store cannot be read, it takes no writes, its disk
 * is full, or nothing is checked. The same object for as long as it lasts.
 */
export type Stale = { readonly of: 'store' | 'writes' | 'full' | 'checks'; readonly since: EpochMs }

type ContactOptions = {
  readonly clock: Clock
  readonly log: Logger
  readonly changed: () => void
}

/** Whether the store can be read, and when it last could. */
export function createContact({ clock, log, changed }: ContactOptions) {
  let readAt: EpochMs | null = null
  let readFrom = Number.NEGATIVE_INFINITY
  let stale: Stale | null = null
  return {
    stale: () => stale,
    /** When the latest reading that is shown now began, on the monotonic clock. */
    readFrom: () => readFrom,
    /** @param began when the reading began. */
    made(began: number): void {
      readAt = clock.now()
      readFrom = began
      if (stale === null) return
      stale = null
      log.info('the pages read the store again')
      changed()
    },
    lost(cause: unknown): void {
      if (stale !== null) return
      stale = { of: 'store', since: readAt ?? clock.now() }
      log.warn('the pages cannot read the store', { error: cause })
      changed()
    },
  }
}
