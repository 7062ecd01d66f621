import type { monitorEventLoopDelay } from 'node:perf_hooks'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Logger } from '../kernel/index.ts'
import { programMetrics } from './metrics.ts'
import { type MetricFamily, metricsContentType, writeMetrics } from './metrics-text.ts'
import type { StoreReadiness } from './readiness.ts'
import { version } from './version.ts'

/** What a part of the program says of itself. */
export type Organ = {
  readonly health: () => Readonly<Record<string, Part>>
  /** Whether its loops move. */
  readonly progressing: () => boolean
  /** What it has met of the store that keeps it from its work. */
  readonly trouble: () => 'store' | 'writes' | 'full' | 'checks' | null
  readonly metrics: () => readonly MetricFamily[]
}

export type Part = {
  readonly status: 'ok' | 'degraded' | 'down'
  readonly [figure: string]: string | number | boolean | null
}

export type OperationsOptions = {
  readonly clock: Clock
  readonly log: Logger
  readonly store: SqlStore
  readonly readiness: StoreReadiness
  /** The parts that this process runs. */
  readonly organs: readonly Organ[]
  readonly loopDelay: ReturnType<typeof monitorEventLoopDelay>
  readonly startedAt: number
  /** Aborts when the process stops. */
  readonly signal: AbortSignal
}

export type Operations = ReturnType<typeof createOperations>

const probeEveryMs = 1_000

/** What the running program says about itself. */
export function createOperations(options: OperationsOptions) {
  const { clock, log, store, readiness, organs, signal } = options
  const progressing = () =>
    readiness.state !== 'ready' || organs.every((organ) => organ.progressing())

  const isDiskFull = () => readiness.full || organs.some((organ) => organ.trouble() === 'full')

  function storePart(): Part {
    const { state } = readiness
    const troubles = organs.map((organ) => organ.trouble())
    const works = state === 'ready' && troubles.every((trouble) => trouble === null)
    const full = isDiskFull() ? { disk_full: true } : {}
    return { status: works ? 'ok' : 'down', engine: store.dialect, state, ...full }
  }

  /** One write a second answers all who ask: strangers may. What went wrong is for the log alone. */
  let asked = { at: Number.NEGATIVE_INFINITY, answer: Promise.resolve(false) }
  function canCommit(): Promise<boolean> {
    if (clock.monotonic() - asked.at < probeEveryMs) return asked.answer
    const answer = store.probe().then(
      () => true,
      (error: unknown) => {
        log.warn('not ready: the database takes no writes', { error })
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
        ...Object.assign({}, ...organs.map((organ) => organ.health())),
      } as Readonly<Record<string, Part>>,
    }),

    /** Ready means: a write would be committed now. */
    async readiness() {
      const no = (reason: string) => ({ ready: false as const, reasons: [reason] })
      if (signal.aborted) return no('the process is stopping')
      if (isDiskFull()) return no('the disk is full')
      if (readiness.state !== 'ready') return no('the database is not ready')
      return (await canCommit()) ? { ready: true as const } : no('the database takes no writes')
    },

    async metrics() {
      const { commits } = store
      const { loopDelay, startedAt } = options
      const storeReady = storePart().status === 'ok'
      const families = programMetrics({ version, commits, loopDelay, storeReady, startedAt })
      const all = [...families, ...organs.flatMap((organ) => organ.metrics())]
      return { type: metricsContentType, body: writeMetrics(all) }
    },
  }
}
