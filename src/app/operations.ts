import type { monitorEventLoopDelay } from 'node:perf_hooks'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Logger } from '../kernel/index.ts'
import type { Scheduler } from '../modules/checks/index.ts'
import type { HttpStats } from './http/stats.ts'
import { collectMetrics, type Family } from './metrics.ts'
import type { Observation } from './observer.ts'
import type { StoreReadiness } from './readiness.ts'
import { version } from './version.ts'

export type OperationsOptions = {
  readonly clock: Clock
  readonly log: Logger
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

const probeEveryMs = 1_000

/** A loop that has not gone round for this long is stuck (reliability: invariant of progress). */
const stuckMs = 60_000

/** What the running program says about itself. */
export function createOperations(options: OperationsOptions) {
  const { clock, store, readiness, observation, scheduler, signal } = options
  const sinceRound = () => clock.monotonic() - observation.stats.lastRound
  const progressing = () => readiness.state !== 'ready' || sinceRound() < stuckMs

  function storePart(): Part {
    const { state } = readiness
    const engine = store.dialect
    if (state !== 'ready') return { status: 'down', engine, state }
    return { status: observation.stats.storeAway ? 'down' : 'ok', engine, state }
  }

  /** One write a second answers all who ask: strangers may. What went wrong is for the log alone. */
  let asked = { at: Number.NEGATIVE_INFINITY, answer: Promise.resolve(false) }
  function canCommit(): Promise<boolean> {
    if (clock.monotonic() - asked.at < probeEveryMs) return asked.answer
    const answer = store.probe().then(
      () => true,
      (error: unknown) => {
        options.log.warn('not ready: the database takes no writes', { error })
        return false
      },
    )
    asked = { at: clock.monotonic(), answer }
    return answer
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
          reasons: ['the database is not ready'],
        }
      }
      return (await canCommit())
        ? { ready: true as const }
        : { ready: false as const, reasons: ['the database takes no writes'] }
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
