import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Logger } from '../kernel/index.ts'
import { createFollower, type Follower, watchedOf } from '../modules/pipelines/index.ts'
import type { Config } from './config/index.ts'
import type { OpenedPlatforms } from './connectors.ts'
import { isFull } from './full-disk.ts'
import { gauge } from './metrics.ts'
import type { MetricFamily } from './metrics-text.ts'
import type { Organ } from './operations.ts'

export type FollowingOptions = {
  readonly config: Config
  readonly store: SqlStore
  readonly platforms: OpenedPlatforms['platforms']
  readonly clock: Clock
  readonly log: Logger
}

export type Following = {
  readonly organ: Organ
  /** Follows platforms until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** A loop that has not gone round for this long is stuck. */
const stuckMs = 60_000

/** Follows the platforms of code and pipelines. */
export function startFollowing(options: FollowingOptions): Following {
  const { config, store, platforms, clock, log } = options
  const seen = createSeen(clock)
  const follower = createFollower({
    connections: store.connections,
    store: store.pipelines,
    platforms,
    wake: store.wake,
    watched: watchedOf(config.watched),
    mayAct: async () => (await store.arming.standing()).armed,
    refreshMs: config.cache.refreshMs,
    clock,
    log,
    observe: seen.observer,
  })
  return {
    organ: organOf(seen, follower),
    async run(signal) {
      await store.pipelines.useZone(zoneOf(config))
      await follower.run(signal)
    },
  }
}

/** The zone whose days are counted. */
export const zoneOf = ({ ui }: Pick<Config, 'ui'>): string =>
  ui.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone

type Seen = ReturnType<typeof createSeen>

function createSeen(clock: Clock) {
  const counts = { looks: new Map<string, number>(), deliveries: new Map<string, number>() }
  const state = { progressedAt: clock.monotonic(), trouble: null as 'writes' | 'full' | null }
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1)
  return {
    counts,
    state,
    observer: {
      progressed() {
        state.progressedAt = clock.monotonic()
        state.trouble = null
      },
      looked: (platform: string, result: string) =>
        void count(counts.looks, `${platform} ${result}`),
      processed: (platform: string, status: string) =>
        void count(counts.deliveries, `${platform} ${status}`),
      storeAway(cause: unknown) {
        state.trouble = isFull(cause) ? 'full' : 'writes'
        // A loop that keeps trying is not stuck.
        state.progressedAt = clock.monotonic()
      },
    },
    progressing: () => clock.monotonic() - state.progressedAt < stuckMs,
  }
}

function organOf({ counts, state, progressing }: Seen, follower: Follower): Organ {
  return {
    progressing,
    trouble: () => state.trouble,
    health: () => ({
      pipelines: {
        status: !progressing() ? 'down' : state.trouble !== null ? 'degraded' : 'ok',
        connections: follower.open,
      },
    }),
    metrics: () => [
      gauge('pharos_connections_followed', 'Platforms that are followed.', follower.open),
      counted(
        'pharos_project_looks_total',
        'Looks at projects, by platform and result.',
        counts.looks,
      ),
      counted(
        'pharos_webhook_deliveries_total',
        'Deliveries that were processed, by platform and result.',
        counts.deliveries,
      ),
    ],
  }
}

const counted = (
  name: string,
  help: string,
  counts: ReadonlyMap<string, number>,
): MetricFamily => ({
  name,
  help,
  type: 'counter',
  samples: [...counts].map(([key, value]) => {
    const [platform = '', result = ''] = key.split(' ')
    return { labels: { platform, result }, value }
  }),
})
