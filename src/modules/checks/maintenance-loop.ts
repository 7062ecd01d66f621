import type { Clock, Logger } from '../../kernel/index.ts'
import type { MaintenanceClock } from './maintenance-ports.ts'

export type MaintenanceLoopOptions = {
  readonly store: MaintenanceClock
  readonly clock: Clock
  readonly log: Logger
}

/** Maintenances begin and end within this of their time. */
const lookEveryMs = 1_000
const retryMs = 5_000

/** Begins and ends maintenances until the signal aborts. Several processes may do so at once. */
export async function runMaintenances(
  { store, clock, log }: MaintenanceLoopOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let wait = lookEveryMs
    try {
      await store.advance(clock.now())
    } catch (error) {
      log.warn('maintenances were not looked at; trying again', { error })
      wait = retryMs
    }
    await clock.sleep(wait, signal)
  }
}
