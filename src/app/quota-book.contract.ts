import type { Logged } from '../adapters/connectors/replay.contract.ts'
import type { Clock, EpochMs } from '../kernel/index.ts'
import { type FindingStore, isFinal } from '../modules/pipelines/index.ts'
import type { Happening } from './quota-github.contract.ts'

/** What was asked of a platform in an hour, by what it was: `runs`, `jobs`, `branches`. */
export type Hour = {
  /** Requests that were answered with anything but 304: GitHub counts those. */
  readonly counted: Readonly<Record<string, number>>
  readonly all: Readonly<Record<string, number>>
}

/** How soon it was known that runs had ended. */
export type Seen = {
  /** From the end of a run until it was stored, in milliseconds. */
  readonly lags: readonly number[]
  /** Runs whose end nobody noticed. */
  readonly unseen: number
}

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

const hourMs = 3_600_000
/** What GitHub gives a user an hour. */
const limit = 5_000

/** What was asked in each hour, and what GitHub says is left of it. */
export function createBook(from: EpochMs) {
  const hours: { counted: Record<string, number>; all: Record<string, number> }[] = []
  let known = 0
  const hourOf = (now: EpochMs): number => Math.floor((now - from) / hourMs)

  function at(now: EpochMs) {
    const hour = hours[hourOf(now)] ?? { counted: {}, all: {} }
    hours[hourOf(now)] = hour
    return hour
  }

  return {
    hours: hours as readonly Hour[],
    /** Notes what has come since the last time as of this hour. */
    read(log: readonly Logged[], now: EpochMs): void {
      const { counted, all } = at(now)
      for (const { path, status } of log.slice(known)) {
        const what = whatOf(path)
        all[what] = (all[what] ?? 0) + 1
        if (status !== 304) counted[what] = (counted[what] ?? 0) + 1
      }
      known = log.length
    },
    headers(now: EpochMs): Readonly<Record<string, string>> {
      const used = sumOf(at(now).counted)
      const reset = from + (hourOf(now) + 1) * hourMs
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - used)),
        'x-ratelimit-used': String(used),
        'x-ratelimit-reset': String(reset / 1_000),
      }
    },
  }
}

function whatOf(path: string): string {
  const [, last] = /\/(jobs|branches|deployments|repos|user|runs)(?:\?|$)/.exec(path) ?? []
  return last ?? 'others'
}

/** Notes when runs are stored as ended. */
export function createLags(clock: Clock) {
  const began = clock.now()
  const seenAt = new Map<string, EpochMs>()
  return {
    watch:
      (save: FindingStore['saveRuns']): FindingStore['saveRuns'] =>
      async (...asked) => {
        const changed = await save(...asked)
        for (const { externalId, status } of changed) {
          if (isFinal(status) && !seenAt.has(externalId)) seenAt.set(externalId, clock.now())
        }
        return changed
      },
    /** Of the runs that began and ended in that time. */
    until(end: EpochMs, runs: readonly Happening[]): Seen {
      const ended = runs.filter(({ createdAt, endedAt }) => createdAt > began && endedAt < end)
      const lags = ended.flatMap(({ id, endedAt }) => {
        const at = seenAt.get(String(id))
        return at === undefined ? [] : [at - endedAt]
      })
      return { lags, unseen: ended.length - lags.length }
    },
  }
}
