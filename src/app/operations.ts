import type { monitorEventLoopDelay } from 'node:perf_hooks'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { Scheduler } from '../modules/checks/index.ts'
import type { HttpStats } from './http/stats.ts'
import { collectMetrics, type Family } from './metrics.ts'
import type { Observation } from './observer.ts'
import type { StoreReadiness } from './readiness.ts'
import { version } from './version.ts'

export type OperationsOptions = {
  readonly clock: Clock
  readonly store: SqlStore
  readonly readiness: StoreReadiness
  readonly observation: Observation
  readonly scheduler: Scheduler
  readonly loopDelay: ReturnType<typeof monitorEventLoopDelay>
  readonly stats: HttpStats
  readonly startedAt: number
  /** Aborts when the process stops. */
  readonly signal: AbortSignal
}

type Part = {
  readonly status: 'ok' | 'degraded' | 'down'
  readonly [figure: string]: string | number | boolean | null
}

/** A loop that has not gone round for this long is stuck (reliability: invariant of progress). */
const stuckMs = 60_000

/** What the running program says about itself. */
export function createOperations(options: OperationsOptions) {
  const { clock, store, readiness, observation, scheduler, signal } = options
  const sinceRound = () => clock.monotonic() - observation.stats.lastRound
  const progressing = () => readiness.state !== 'ready' || sinceRound() < stuckMs

  function storePart(): Part {
    const { state, cause } = readiness
    const engine = store.dialect
    if (state !== 'ready') return { status: 'down', engine, state, cause }
    return { status: observation.stats.storeAway ? 'down' : 'ok', engine, state }
  }

  return {
    health: () => ({
      version,
      startedAt: options.startedAt,
      progressing: progressing(),
      parts: {
        store: storePart(),
        scheduler: {
          status: progressing() ? ('ok' as const) : ('down' as const),
          in_flight: scheduler.inFlight,
          missed_slots: observation.stats.missed,
        },
      },
    }),

    /** Ready means: a write would be committed now. */
    async readiness() {
      if (signal.aborted) return { ready: false as const, reasons: ['the process is stopping'] }
      if (readiness.state !== 'ready') {
        return {
          ready: false as const,
          reasons: [readiness.cause ?? 'the database is being prepared'],
        }
      }
      try {
        await store.probe()
        return { ready: true as const }
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error)
        return { ready: false as const, reasons: [words] }
      }
    },

    metrics: async (): Promise<readonly Family[]> =>
      collectMetrics({
        version,
        observation,
        commits: store.commits,
        loopDelay: options.loopDelay,
        routes: options.stats.all(),
        inFlight: scheduler.inFlight,
        storeReady: readiness.state === 'ready' && !observation.stats.storeAway,
        startedAt: options.startedAt,
      }),
  }
}
