import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Logger } from '../kernel/index.ts'
import {
  createReactor,
  createSender,
  type Notification,
  type Senders,
} from '../modules/alerts/index.ts'
import { isFull } from './full-disk.ts'
import { counter, gauge } from './metrics.ts'
import type { Organ } from './operations.ts'
import { systemRandom } from './world.ts'

export type AlertingOptions = {
  readonly store: SqlStore
  readonly senders: Senders
  /** Where people find the pages; `null` when nobody has said. */
  readonly publicUrl: () => string | null
  readonly clock: Clock
  readonly log: Logger
}

export type Alerting = {
  readonly organ: Organ
  /** Reacts and sends until the signal aborts; resolves when what was on its way has arrived. */
  run(signal: AbortSignal): Promise<void>
}

/** A loop that has not gone round for this long is stuck. */
const stuckMs = 60_000
/** What is counted by asking the store is asked for this often. */
const figuresEveryMs = 10_000

/** Turns what happened into messages, and sends them. */
export function startAlerting(options: AlertingOptions): Alerting {
  const { store, senders, publicUrl, clock, log } = options
  const seen = createSeen(clock)
  const parts = { wake: store.wake, clock, log }
  const linkOf = (notification: Notification) => {
    const base = publicUrl()
    if (base === null) return null
    if (notification.kind === 'run') return `${base}/ci/runs/${notification.run.runId}`
    return notification.kind === 'change' ? `${base}/services/${notification.news.serviceId}` : base
  }
  const reactor = createReactor({ ...parts, store: store.alerts, observe: seen.reactor })
  const sender = createSender({
    ...parts,
    store: store.alerts,
    senders,
    linkOf,
    random: systemRandom,
    observe: seen.sender,
  })
  return {
    organ: organOf(seen, sender),
    async run(signal) {
      await Promise.all([reactor.run(signal), sender.run(signal), count(signal)])
    },
  }

  async function count(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await store.alerts.figures().then(
        (figures) => {
          seen.stats.figures = figures
        },
        () => undefined,
      )
      await clock.sleep(figuresEveryMs, signal)
    }
  }
}

type Seen = ReturnType<typeof createSeen>

function createSeen(clock: Clock) {
  const stats = {
    reactedAt: clock.monotonic(),
    sentAt: clock.monotonic(),
    written: 0,
    died: 0,
    tried: new Map<string, number>(),
    trouble: null as 'writes' | 'full' | null,
    figures: { due: 0, dead: 0, oldestDueAt: null as number | null },
  }
  const storeAway = (cause: unknown) => {
    stats.trouble = isFull(cause) ? 'full' : 'writes'
    // A loop that keeps trying is not stuck.
    stats.reactedAt = clock.monotonic()
    stats.sentAt = clock.monotonic()
  }
  return {
    stats,
    reactor: {
      reacted(written: number) {
        stats.reactedAt = clock.monotonic()
        stats.trouble = null
        stats.written += written
      },
      storeAway,
    },
    sender: {
      progressed() {
        stats.sentAt = clock.monotonic()
      },
      tried(kind: string, type: string) {
        const key = `${type} ${kind}`
        stats.tried.set(key, (stats.tried.get(key) ?? 0) + 1)
      },
      died() {
        stats.died += 1
      },
      storeAway,
    },
    progressing: () => clock.monotonic() - Math.min(stats.reactedAt, stats.sentAt) < stuckMs,
    ageOfOldest: () =>
      stats.figures.oldestDueAt === null
        ? 0
        : Math.max(0, (clock.now() - stats.figures.oldestDueAt) / 1_000),
  }
}

function organOf(seen: Seen, sender: { readonly inFlight: number }): Organ {
  const { stats } = seen
  return {
    progressing: seen.progressing,
    trouble: () => stats.trouble,
    health: () => ({
      notifications: {
        status: !seen.progressing() ? 'down' : stats.trouble !== null ? 'degraded' : 'ok',
        due: stats.figures.due,
        dead: stats.figures.dead,
      },
    }),
    metrics: () => [
      gauge('pharos_messages_due', 'Messages that are on their way.', stats.figures.due),
      gauge('pharos_messages_dead', 'Messages that were given up.', stats.figures.dead),
      gauge('pharos_messages_in_flight', 'Messages that are being sent.', sender.inFlight),
      gauge(
        'pharos_messages_oldest_due_seconds',
        'Age of the oldest message that is on its way.',
        seen.ageOfOldest(),
      ),
      counter('pharos_messages_written_total', 'Messages that were written.', stats.written),
      {
        name: 'pharos_message_attempts_total',
        help: 'Attempts to send a message, by channel type and result.',
        type: 'counter',
        samples: [...stats.tried].map(([key, value]) => {
          const [type = '', result = ''] = key.split(' ')
          return { labels: { type, result }, value }
        }),
      },
    ],
  }
}
