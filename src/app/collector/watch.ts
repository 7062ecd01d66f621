import type { Checking, Stale } from '../../adapters/web/index.ts'
import type { Clock, Logger, Secret } from '../../kernel/index.ts'
import type { CollectorAddress } from './address.ts'
import { askCollector } from './ask.ts'
import { type CollectorReport, parseReport } from './report.ts'

export type WatchOptions = {
  readonly address: CollectorAddress
  readonly secret: Secret
  readonly clock: Clock
  readonly log: Logger
}

/** What `web` knows of the collector. */
export type CollectorWatch = Checking & {
  /** What it said last; `null` before it said anything. */
  report(): CollectorReport | null
  follow(signal: AbortSignal): Promise<void>
}

const everyMs = 1_000
const patienceMs = 2_000
/** A collector that is started anew is away for less, and nobody needs to hear of it. */
const politeMs = 4_000

/** Asks the collector every second how it is, and tells when it goes and comes back. */
export function watchCollector({ address, secret, clock, log }: WatchOptions): CollectorWatch {
  const listeners = new Set<() => void>()
  let seen = { at: clock.now(), monotonic: clock.monotonic() }
  let stale: Stale | null = null
  let report: CollectorReport | null = null

  function turn(of: Stale['of'] | null): void {
    if (stale?.of === (of ?? undefined)) return
    stale = of === null ? null : { of, since: seen.at }
    for (const listener of listeners) listener()
  }

  /** It is there; whether it can record what it finds is another question. */
  function found(): void {
    if (stale?.of === 'checks') log.info('the collector is there again')
    const trouble = troubleOf(report)
    if (trouble === null) seen = { at: clock.now(), monotonic: clock.monotonic() }
    turn(trouble)
  }

  function missed(trouble: string): void {
    if (stale?.of === 'checks' || clock.monotonic() - seen.monotonic <= politeMs) return
    log.warn('the collector cannot be reached: nothing is checked', { reason: trouble })
    turn('checks')
  }

  async function look(signal: AbortSignal): Promise<string | null> {
    try {
      const ask = { address, path: '/status', secret, timeoutMs: patienceMs, signal }
      const { status, body } = await askCollector(ask)
      if (status === 401) return 'it does not know our secret: both need the same COLLECTOR_SECRET'
      report = status === 200 ? parseReport(body) : null
      if (report === null) return `it answers ${status}, and not as a collector`
      return report.progressing ? null : 'its loops are stuck'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  return {
    stale: () => stale,
    report: () => report,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async follow(signal) {
      while (!signal.aborted) {
        const trouble = await look(signal)
        if (signal.aborted) return
        if (trouble === null) found()
        else missed(trouble)
        await clock.sleep(everyMs, signal)
      }
    },
  }
}

const troubleOf = (report: CollectorReport | null): 'writes' | 'full' | null => {
  const store = report?.parts.store
  // While it begins it has nothing to record yet.
  if (store === undefined || store.status === 'ok' || store.state === 'starting') return null
  return store.disk_full === true ? 'full' : 'writes'
}
