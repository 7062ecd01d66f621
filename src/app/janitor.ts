import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Logger } from '../kernel/index.ts'
import { rollupHorizon } from '../modules/checks/index.ts'
import type { Config } from './config/index.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** How long a page may have been away and still be told what was deleted. */
const tombstoneMs = hourMs
/** How long people find what became of a message. */
const messagesMs = 30 * dayMs
/** How long a delivery that was processed can be looked at, and be processed again. */
const bodiesMs = 7 * dayMs
const roundMs = 60_000
/** Between two portions others get the database. */
const breathMs = 50

type Options = {
  readonly store: SqlStore
  readonly retention: Config['retention']
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Adds up what an older version stored, then removes what is older than the configuration keeps, in
 * small portions, until the signal aborts.
 */
export async function keepTidy(options: Options): Promise<void> {
  const { store, retention, clock, log, signal } = options
  const before = (age: number | null) => (age === null ? null : clock.now() - age)
  while (!signal.aborted) {
    try {
      await addUp(options)
      await clock.sleep(roundMs, signal)
      let more = true
      while (more && !signal.aborted) {
        more = await store.retention.removePortion({
          outcomes: before(ageOf(retention.outcomesMs)),
          rollups: rollupHorizon(clock.now(), ageOf(retention.rollupsMs)),
          events: before(ageOf(retention.eventsMs)),
          tombstones: clock.now() - tombstoneMs,
          idempotency: clock.now() - dayMs,
          messages: clock.now() - messagesMs,
          runs: before(ageOf(retention.runsMs)),
          deliveries: before(ageOf(retention.eventsMs)),
          deliveryBodies: clock.now() - bodiesMs,
        })
        await clock.sleep(breathMs, signal)
      }
      if (!signal.aborted) await store.identity.sweep(clock.now())
    } catch (error) {
      log.warn('tidying up failed; it is tried again', { error })
      await clock.sleep(roundMs, signal)
    }
  }
}

/** Before anything is removed, so that nothing goes that was never added up. */
async function addUp({ store, clock, signal }: Options): Promise<void> {
  while (!signal.aborted && (await store.history.fillPortion())) {
    await clock.sleep(breathMs, signal)
  }
}

const ageOf = (kept: number | 'forever'): number | null => (kept === 'forever' ? null : kept)
