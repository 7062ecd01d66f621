import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, EpochMs, Logger, Secret, Seq } from '../kernel/index.ts'
import { follow } from '../modules/journal/index.ts'
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

/**
 * Calls somebody else for as long as Pharos works (a dead man's switch). What counts is a check of
 * Pharos by itself that has gone all the way: scheduled, run, committed, and read back from the change
 * ledger. When any of these stands still, so does this.
 */
export function createHeartbeat(options: HeartbeatOptions) {
  const { url, intervalMs, store, clock, log } = options
  let calledAt = Number.NEGATIVE_INFINITY
  let checkedAt: EpochMs | null = null
  let failing = false

  /** Whether Pharos' own check has newly found it up. */
  async function isCanaryWell(): Promise<boolean> {
    const [own] = await store.views.some([ownServiceId])
    const isNew = own !== undefined && own.lastCheckedAt !== checkedAt
    checkedAt = own?.lastCheckedAt ?? null
    return isNew && own.status === 'up'
  }

  async function call(to: Secret): Promise<void> {
    calledAt = clock.monotonic()
    try {
      const signal = AbortSignal.timeout(patienceMs)
      const response = await options.fetch(to.reveal(), { redirect: 'error', signal })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`it answers ${response.status}`)
      if (failing) log.info('the heartbeat is heard again')
      failing = false
    } catch (error) {
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
      const after = await store.journal.head().catch(() => 0 as Seq)
      for await (const step of follow({ read, after, wake: store.wake, clock, signal })) {
        if (step.kind !== 'rows' || clock.monotonic() - calledAt < intervalMs) continue
        if (!step.rows.some(({ kind, id }) => kind === 'service' && id === ownServiceId)) continue
        const well = await isCanaryWell().catch(() => false)
        if (well && (await store.arming.armed().catch(() => false))) await call(url)
      }
    },
  }
}
