import type { Clock } from '../kernel/index.ts'
import type { Scheduler } from '../modules/checks/index.ts'
import { counter, gauge } from './metrics.ts'
import type { MetricFamily } from './metrics-text.ts'
import type { Observation } from './observer.ts'
import type { Organ } from './operations.ts'

/** A loop that has not gone round for this long is stuck (reliability: invariant of progress). */
const stuckMs = 60_000

export type ChecksOrganOptions = {
  readonly scheduler: Scheduler
  readonly observation: Observation
  readonly clock: Clock
}

/** What the scheduler says of itself. */
export function checksOrgan({ scheduler, observation, clock }: ChecksOrganOptions): Organ {
  const { stats } = observation
  const progressing = () => clock.monotonic() - stats.lastRound < stuckMs
  return {
    progressing,
    trouble: () => stats.trouble?.of ?? null,
    health: () => ({
      scheduler: {
        status: !progressing() ? 'down' : stats.trouble !== null ? 'degraded' : 'ok',
        in_flight: scheduler.inFlight,
        waiting: scheduler.waiting,
        missed_slots: stats.missed,
      },
    }),
    metrics: () => [
      {
        name: 'pharos_checks_total',
        help: 'Probes that ran, by status and reason; missed where the guard excused a failure.',
        type: 'counter',
        samples: [...stats.results].map(([key, value]) => {
          const [status = '', reason = ''] = key.split(' ')
          return { labels: { status, reason }, value }
        }),
      },
      counter('pharos_slots_missed_total', 'Slots that were missed.', stats.missed),
      gauge('pharos_checks_in_flight', 'Slots that are claimed or run.', scheduler.inFlight),
      gauge(
        'pharos_outcomes_waiting',
        'Outcomes that the database has not taken yet.',
        scheduler.waiting,
      ),
      gauge(
        'pharos_schedule_overdue_seconds',
        'How long the oldest slot that is due waits for a place; 0 when none does.',
        stats.overdueMs / 1_000,
      ),
      startDelays(observation),
    ],
  }
}

function startDelays({ stats, delayBounds }: Observation): MetricFamily {
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
