import type { monitorEventLoopDelay } from 'node:perf_hooks'
import { memoryUsage } from 'node:process'
import type { CommitStats } from '../adapters/stores/sql/index.ts'
import type { RouteStats } from './http/stats.ts'
import type { Observation } from './observer.ts'

type Sample = {
  readonly suffix?: '_bucket' | '_sum' | '_count'
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}
export type Family = {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly samples: readonly Sample[]
}

export type MetricSources = {
  readonly version: string
  readonly observation: Observation
  readonly commits: CommitStats
  readonly loopDelay: ReturnType<typeof monitorEventLoopDelay>
  readonly routes: readonly RouteStats[]
  readonly inFlight: number
  readonly storeReady: boolean
  readonly startedAt: number
}

const single = (value: number): readonly Sample[] => [{ value }]

/** What Pharos tells of itself, named as Prometheus' guide asks: base units, `_total` for counters. */
export const collectMetrics = (from: MetricSources): readonly Family[] => [
  {
    name: 'pharos_build_info',
    help: 'The version that runs; always 1.',
    type: 'gauge',
    samples: [{ labels: { version: from.version }, value: 1 }],
  },
  gauge('process_start_time_seconds', 'When the process started.', from.startedAt / 1_000),
  gauge('process_resident_memory_bytes', 'Resident memory.', memoryUsage.rss()),
  gauge('pharos_store_ready', '1 while the database can be used.', from.storeReady ? 1 : 0),
  {
    name: 'pharos_checks_total',
    help: 'Probes that ran, by status and reason.',
    type: 'counter',
    samples: [...from.observation.stats.results].map(([key, value]) => {
      const [status = '', reason = ''] = key.split(' ')
      return { labels: { status, reason }, value }
    }),
  },
  counter('pharos_slots_missed_total', 'Slots that were missed.', from.observation.stats.missed),
  gauge('pharos_checks_in_flight', 'Slots that are claimed or run.', from.inFlight),
  delayHistogram(from.observation),
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
  {
    name: 'pharos_http_requests_total',
    help: 'HTTP requests answered.',
    type: 'counter',
    samples: perRoute(from.routes, (route) => route.count),
  },
  {
    name: 'pharos_http_request_seconds_total',
    help: 'Time spent answering HTTP requests.',
    type: 'counter',
    samples: perRoute(from.routes, (route) => route.seconds),
  },
]

const gauge = (name: string, help: string, value: number): Family => ({
  name,
  help,
  type: 'gauge',
  samples: single(value),
})

const counter = (name: string, help: string, value: number): Family => ({
  name,
  help,
  type: 'counter',
  samples: single(value),
})

function delayHistogram({ stats, delayBounds }: Observation): Family {
  const bounds = [...delayBounds.map(String), '+Inf']
  return {
    name: 'pharos_check_start_delay_seconds',
    help: 'How late probes start after their slot.',
    type: 'histogram',
    samples: [
      ...bounds.map((le, i) => ({
        suffix: '_bucket' as const,
        labels: { le },
        value: stats.delays[i] ?? 0,
      })),
      { suffix: '_sum', value: stats.delaySum },
      { suffix: '_count', value: stats.delays.at(-1) ?? 0 },
    ],
  }
}

const perRoute = (
  routes: readonly RouteStats[],
  value: (route: RouteStats) => number,
): readonly Sample[] =>
  routes.map((route) => ({
    labels: { method: route.method, route: route.path, status: route.status },
    value: value(route),
  }))
