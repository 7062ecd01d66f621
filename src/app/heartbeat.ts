import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, EpochMs, Logger, Secret, Seq } from '../kernel/index.ts'
import { type Change, type Followed, follow } from '../modules/journal/index.ts'
import { ownServiceId } from '../modules/services/index.ts'

export type HeartbeatOptions = {
  /** `null`: nobody is called. */
  readonly url: Secret | null
  readonly intervalMs: number
  readonly store: Pick<SqlStore, 'journal' | 'views' | 'wake' | 'arming'>
  readonly clock: Clock
  readonly log: Logger
  readonly fetch: typeof globalThis.fetch
}

const patienceMs = 10_000
const againMs = 1_000
/** How a check that found everything well stands in the strip of the latest ones. */
const wellBeat = 'u'

/**
 * Calls somebody else for as long as Pharos works (a dead man's switch). What counts is a check of
 * Pharos by itself that has gone all the way: scheduled, run, committed, and read back from the change
 * ledger. When any of these stands still, so does this.
 */
export function createHeartbeat(options: HeartbeatOptions) {
  const { url, intervalMs, store, clock, log } = options
  let calledAt = Number.NEGATIVE_INFINITY
  let checkedAt: EpochMs | null | undefined
  let failing = false

  /** Whether Pharos' own check has newly found it well: the last one, not only the verdict. */
  async function isCanaryWell(): Promise<boolean> {
    const [own] = await store.views.some([ownServiceId])
    const isNew = checkedAt !== undefined && own?.lastCheckedAt !== checkedAt
    checkedAt = own?.lastCheckedAt ?? null
    return isNew && own?.status === 'up' && own.recent.at(-1) === wellBeat
  }

  const mayCall = async (): Promise<boolean> =>
    (await isCanaryWell()) && (await store.arming.armed())

  /** Where the ledger stands, and when the canary was checked last: what is older than the start proves nothing. */
  async function untilKnown(signal: AbortSignal): Promise<Seq | null> {
    while (!signal.aborted) {
      try {
        const after = await store.journal.head()
        await isCanaryWell()
        return after
      } catch {
        await clock.sleep(againMs, signal)
      }
    }
    return null
  }

  async function call(to: Secret, stopped: AbortSignal): Promise<void> {
    calledAt = clock.monotonic()
    try {
      const signal = AbortSignal.any([stopped, AbortSignal.timeout(patienceMs)])
      const response = await options.fetch(to.reveal(), { redirect: 'error', signal })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`it answers ${response.status}`)
      if (failing) log.info('the heartbeat is heard again')
      failing = false
    } catch (error) {
      if (stopped.aborted) return
      // The address holds a key, and so may what the error says of it.
      const reason = error instanceof Error ? error.name : 'unknown'
      if (!failing) log.warn('the heartbeat was not heard; trying on', { reason })
      failing = true
    }
  }

  return {
    async run(signal: AbortSignal): Promise<void> {
      if (url === null) return
      const read = store.journal.changes
      const after = await untilKnown(signal)
      if (after === null) return
      for await (const step of follow({ read, after, wake: store.wake, clock, signal })) {
        if (!hasCanary(step) || clock.monotonic() - calledAt < intervalMs) continue
        if (await mayCall().catch(() => false)) await call(url, signal)
      }
    },
  }
}

/** Whether a reading of the ledger says that Pharos' own service has changed. */
const hasCanary = (step: Followed<Change>): boolean =>
  step.kind === 'rows' &&
  step.rows.some(({ kind, id }) => kind === 'service' && id === ownServiceId)
