import type { monitorEventLoopDelay } from 'node:perf_hooks'
import { memoryUsage } from 'node:process'
import type { CommitStats } from '../adapters/stores/sql/index.ts'
import type { MetricFamily } from './metrics-text.ts'

export type ProgramFacts = {
  readonly version: string
  readonly commits: CommitStats
  readonly loopDelay: ReturnType<typeof monitorEventLoopDelay>
  readonly storeReady: boolean
  readonly startedAt: number
}

/*
 * What Pharos tells of itself, named as Prometheus' guide asks: base units, `_total` for counters.
 * https://prometheus.io/docs/practices/naming/
 */

export const gauge = (name: string, help: string, value: number): MetricFamily => ({
  name,
  help,
  type: 'gauge',
  samples: [{ value }],
})

export const counter = (name: string, help: string, value: number): MetricFamily => ({
  name,
  help,
  type: 'counter',
  samples: [{ value }],
})

/** What every process has. */
export const programMetrics = (from: ProgramFacts): readonly MetricFamily[] => [
  {
    name: 'pharos_build_info',
    help: 'The version that runs; always 1.',
    type: 'gauge',
    samples: [{ labels: { version: from.version }, value: 1 }],
  },
  gauge('process_start_time_seconds', 'When the process started.', from.startedAt / 1_000),
  gauge('process_resident_memory_bytes', 'Resident memory.', memoryUsage.rss()),
  gauge('pharos_store_ready', '1 while the database can be used.', from.storeReady ? 1 : 0),
  counter('pharos_store_commits_total', 'Committed write transactions.', from.commits.count),
  counter(
    'pharos_store_commit_seconds_total',
    'Time spent in committed write transactions.',
    from.commits.totalMs / 1_000,
  ),
  gauge(
    'pharos_event_loop_delay_p99_seconds',
    'How late the event loop runs, 99th percentile since the start.',
    from.loopDelay.percentile(99) / 1e9,
  ),
]
