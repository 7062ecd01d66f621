import type { WebFigures } from '../adapters/web/index.ts'
import type { Clock } from '../kernel/index.ts'
import type { CollectorWatch } from './collector/watch.ts'
import type { HttpStats, RouteStats } from './http/stats.ts'
import { counter, gauge } from './metrics.ts'
import type { MetricFamily, MetricSample } from './metrics-text.ts'
import type { Organ, Part } from './operations.ts'

export type PagesOrganOptions = {
  readonly figures: () => WebFigures
  readonly stats: HttpStats
  /** Where another process checks. */
  readonly collector: CollectorWatch | null
  readonly clock: Clock
}

/** What pages, streams and the API say of themselves. That they answer at all is their progress. */
export const pagesOrgan = ({ figures, stats, collector, clock }: PagesOrganOptions): Organ => ({
  progressing: () => true,
  trouble: () =>
    figures().storeAway ? 'store' : collector?.stale()?.of === 'full' ? 'full' : null,
  health: () => ({
    pages: { status: 'ok', streams: figures().streams },
    ...(collector !== null && { collector: partOf(collector, clock) }),
  }),
  metrics: () => [
    ...pageMetrics(figures()),
    ...(collector === null
      ? []
      : [
          gauge(
            'pharos_collector_up',
            '1 while the collector is seen at work.',
            collector.stale()?.of === 'checks' ? 0 : 1,
          ),
        ]),
    ...httpMetrics(stats.all()),
  ],
})

function partOf(collector: CollectorWatch, clock: Clock): Part {
  const stale = collector.stale()
  const scheduler = collector.report()?.parts.scheduler
  if (stale?.of !== 'checks') return { ...scheduler, status: scheduler?.status ?? 'ok' }
  return { status: 'down', away_seconds: Math.round((clock.now() - stale.since) / 1_000) }
}

const pageMetrics = (now: WebFigures): readonly MetricFamily[] => [
  gauge('pharos_streams', 'Open pages that are kept up to date.', now.streams),
  counter(
    'pharos_streams_cut_total',
    'Streams that were cut because nobody read them.',
    now.streamsCut,
  ),
  gauge('pharos_ledger_position', 'The position of the change ledger on pages.', now.position),
  gauge(
    'pharos_pages_lag_seconds',
    'How old the reading of the ledger is that pages show.',
    (now.readAgoMs ?? 0) / 1_000,
  ),
]

const httpMetrics = (routes: readonly RouteStats[]): readonly MetricFamily[] => [
  {
    name: 'pharos_http_requests_total',
    help: 'HTTP requests answered.',
    type: 'counter',
    samples: perRoute(routes, ({ count }) => count),
  },
  {
    name: 'pharos_http_request_seconds_total',
    help: 'Time spent answering HTTP requests.',
    type: 'counter',
    samples: perRoute(routes, ({ seconds }) => seconds),
  },
]

const perRoute = (
  routes: readonly RouteStats[],
  value: (route: RouteStats) => number,
): readonly MetricSample[] =>
  routes.map((route) => ({
    labels: { method: route.method, route: route.path, status: route.status },
    value: value(route),
  }))
