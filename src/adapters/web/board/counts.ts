import type { Service } from '../../../modules/services/index.ts'
import type { Entry } from './shelf.ts'

/** Users' services by health. Down by timeout is counted apart from down. */
export type Counts = {
  readonly total: number
  /** Up and degraded. */
  readonly healthy: number
  readonly degraded: number
  readonly unhealthy: number
  readonly timeout: number
  readonly unknown: number
  readonly paused: number
}

export function countOf(of: Iterable<Entry | Service>): Counts {
  const counts = {
    total: 0,
    healthy: 0,
    degraded: 0,
    unhealthy: 0,
    timeout: 0,
    unknown: 0,
    paused: 0,
  }
  for (const item of of) {
    const service = 'service' in item ? item.service : item
    if (service.system) continue
    counts.total += 1
    counts[groupOf(service)] += 1
    if (service.status === 'degraded') counts.degraded += 1
  }
  return counts
}

export function groupOf(service: Pick<Service, 'status' | 'reason'>): Group {
  switch (service.status) {
    case 'up':
    case 'degraded':
      return 'healthy'
    case 'down':
      return service.reason === 'timeout' ? 'timeout' : 'unhealthy'
    case 'unknown':
      return 'unknown'
    case 'paused':
      return 'paused'
  }
}

export const groups = ['healthy', 'unhealthy', 'timeout', 'unknown', 'paused'] as const
export type Group = (typeof groups)[number]

export const sameCounts = (a: Counts, b: Counts): boolean =>
  a.total === b.total && a.degraded === b.degraded && groups.every((group) => a[group] === b[group])

/** The figures after some services went and others came; one that changed does both. */
export const changedBy = (counts: Counts, minus: Counts, plus: Counts): Counts => ({
  total: counts.total - minus.total + plus.total,
  healthy: counts.healthy - minus.healthy + plus.healthy,
  degraded: counts.degraded - minus.degraded + plus.degraded,
  unhealthy: counts.unhealthy - minus.unhealthy + plus.unhealthy,
  timeout: counts.timeout - minus.timeout + plus.timeout,
  unknown: counts.unknown - minus.unknown + plus.unknown,
  paused: counts.paused - minus.paused + plus.paused,
})
