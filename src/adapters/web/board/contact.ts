import type { Clock, EpochMs, Logger } from '../../../kernel/index.ts'

type ContactOptions = {
  readonly clock: Clock
  readonly log: Logger
  readonly changed: () => void
}

/** Whether the store can be read, and when it last could. */
export function createContact({ clock, log, changed }: ContactOptions) {
  let readAt: EpochMs | null = null
  let readFrom = Number.NEGATIVE_INFINITY
  let staleSince: EpochMs | null = null
  return {
    staleSince: () => staleSince,
    /** When the latest reading that is shown now began, on the monotonic clock. */
    readFrom: () => readFrom,
    /** @param began when the reading began. */
    made(began: number): void {
      readAt = clock.now()
      readFrom = began
      if (staleSince === null) return
      staleSince = null
      log.info('the pages read the store again')
      changed()
    },
    lost(cause: unknown): void {
      if (staleSince !== null) return
      staleSince = readAt ?? clock.now()
      log.warn('the pages cannot read the store', { error: cause })
      changed()
    },
  }
}
