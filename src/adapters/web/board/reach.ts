import type { Clock, Seq } from '../../../kernel/index.ts'

/** A page after a write waits at most this long for its own change. */
const patienceMs = 2_000

/** Lets callers wait until a rising number has reached a target. */
export function createReach(clock: Clock, now: () => Seq) {
  const waiting = new Set<{ target: Seq; arrive: () => void }>()
  return {
    /** Wakes everybody whose target is reached. */
    check(): void {
      for (const waiter of waiting) if (waiter.target <= now()) waiter.arrive()
    },
    async wait(target: Seq): Promise<boolean> {
      if (target <= now()) return true
      const done = new AbortController()
      const waiter = { target, arrive: () => done.abort() }
      waiting.add(waiter)
      await clock.sleep(patienceMs, done.signal)
      waiting.delete(waiter)
      return target <= now()
    },
  }
}
