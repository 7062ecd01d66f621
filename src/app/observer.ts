import type { Checking, Stale } from '../adapters/web/index.ts'
import type { Clock, Logger } from '../kernel/index.ts'
import type { SchedulerObserver } from '../modules/checks/index.ts'
import { isFull } from './full-disk.ts'

/** Upper bounds of the start delay's histogram, in seconds. */
const delayBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export type SchedulerStats = {
  readonly results: Map<string, number>
  missed: number
  /** Counts at or below each bound; the last is everything. */
  readonly delays: number[]
  delaySum: number
  /** When the loop last went round, by the monotonic clock. */
  lastRound: number
  /** Why outcomes cannot be recorded. */
  trouble: Stale | null
  /** How long the oldest slot that is due waits for a place. */
  overdueMs: number
}

/** Collects what the scheduler says about itself, and logs when the store goes and comes back. */
export function createObserver(clock: Clock, log: Logger) {
  const stats: SchedulerStats = {
    results: new Map(),
    missed: 0,
    delays: Array(delayBounds.length + 1).fill(0),
    delaySum: 0,
    lastRound: clock.monotonic(),
    trouble: null,
    overdueMs: 0,
  }
  const listeners = new Set<() => void>()
  let progressedAt = clock.now()

  function turn(trouble: Stale | null): void {
    stats.trouble = trouble
    for (const listener of listeners) listener()
  }

  const observer: SchedulerObserver = {
    started(delayMs) {
      stats.delaySum += delayMs / 1_000
      const bucket = delayBounds.findIndex((bound) => delayMs <= bound * 1_000)
      for (let i = bucket < 0 ? delayBounds.length : bucket; i <= delayBounds.length; i++) {
        stats.delays[i] = (stats.delays[i] ?? 0) + 1
      }
    },
    finished(outcome) {
      const status = outcome.kind === 'missed' ? 'missed' : outcome.status
      if (outcome.kind === 'missed') stats.missed += outcome.slots
      const key = `${status} ${outcome.reason}`
      stats.results.set(key, (stats.results.get(key) ?? 0) + 1)
    },
    missed(slots) {
      stats.missed += slots
      log.warn('slots were missed', { slots })
    },
    storeAway(cause) {
      const of = isFull(cause) ? 'full' : 'writes'
      if (stats.trouble === null) {
        log.error('the store cannot be used; trying on', { error: cause })
        turn({ of, since: progressedAt })
      } else if (of === 'full' && stats.trouble.of !== 'full') {
        // What people can do something about is told, whichever came first.
        turn({ of, since: stats.trouble.since })
      }
      stats.lastRound = clock.monotonic()
    },
    progressed(overdueMs) {
      stats.overdueMs = overdueMs
      progressedAt = clock.now()
      if (stats.trouble !== null) {
        log.info('the store can be used again')
        turn(null)
      }
      stats.lastRound = clock.monotonic()
    },
  }
  const checking: Checking = {
    stale: () => stats.trouble,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return { stats, observer, checking, delayBounds }
}

export type Observation = ReturnType<typeof createObserver>
