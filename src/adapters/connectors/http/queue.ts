import type { Clock, EpochMs } from '../../../kernel/index.ts'
import { type Priority, priorities } from '../../../modules/pipelines/index.ts'
import { aborted } from './faults.ts'

export type Queue = {
  /** Waits for its turn. Who is most urgent is asked when there is one. @returns what gives the place back. */
  enter(priority: () => Priority, signal: AbortSignal): Promise<() => void>
  /** Lets nobody begin before that. */
  hold(until: EpochMs): void
}

export type QueueOptions = {
  readonly clock: Clock
  readonly concurrency: number
  /** Calls a second, as many of which may come at once; no limit where it is `null`. */
  readonly rate: number | null
  /** Aborts when nobody is let in any more. */
  readonly closed: AbortSignal
}

type Waiting = { readonly priority: () => Priority; readonly begin: () => void }

/** Who waits begins by urgency, then by age, so many at a time and so many a second. */
export function createQueue({ clock, concurrency, rate, closed }: QueueOptions): Queue {
  const waiting: Waiting[] = []
  const bucket = createBucket(clock, rate)
  let running = 0
  let heldUntil = 0
  let sleeps = false

  function pump(): void {
    while (!sleeps && running < concurrency && waiting.length > 0) {
      const wait = Math.max(heldUntil - clock.now(), bucket.waitMs())
      if (wait > 0) {
        sleep(wait)
        return
      }
      bucket.take()
      running += 1
      waiting.splice(mostUrgent(waiting), 1)[0]?.begin()
    }
  }

  function sleep(ms: number): void {
    sleeps = true
    void clock.sleep(ms, closed).then(() => {
      sleeps = false
      if (!closed.aborted) pump()
    })
  }

  function leave(): void {
    running -= 1
    pump()
  }

  return {
    enter: (priority, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(aborted())
        const giveUp = () => {
          waiting.splice(waiting.indexOf(mine), 1)
          reject(aborted())
        }
        const mine: Waiting = {
          priority,
          begin() {
            signal.removeEventListener('abort', giveUp)
            resolve(leave)
          },
        }
        signal.addEventListener('abort', giveUp, { once: true })
        waiting.push(mine)
        pump()
      }),
    hold(until) {
      heldUntil = Math.max(heldUntil, until)
    },
  }
}

function mostUrgent(waiting: readonly Waiting[]): number {
  const ranks = waiting.map(({ priority }) => priorities.indexOf(priority()))
  return ranks.indexOf(Math.min(...ranks))
}

/** A token bucket that is full after a second of rest. */
function createBucket(clock: Clock, rate: number | null) {
  const size = Math.max(1, rate ?? 1)
  let tokens = size
  let filledAt = clock.monotonic()
  return {
    waitMs(): number {
      if (rate === null) return 0
      const now = clock.monotonic()
      tokens = Math.min(size, tokens + ((now - filledAt) / 1_000) * rate)
      filledAt = now
      // Up to whole milliseconds, so that the token is there when the time is over.
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / rate) * 1_000)
    },
    take() {
      tokens -= 1
    },
  }
}
