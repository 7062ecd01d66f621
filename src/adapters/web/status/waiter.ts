import type { Clock, Logger } from '../../../kernel/index.ts'

/** Waits for a ring or for some time, whichever comes first. A ring while nobody waits is kept. */
export function createWaiter(clock: Pick<Clock, 'sleep'>) {
  let pulled = false
  let waiting: AbortController | null = null
  return {
    ring(): void {
      pulled = true
      waiting?.abort()
    },
    async wait(ms: number, signal: AbortSignal): Promise<void> {
      if (!pulled) {
        waiting = new AbortController()
        await clock.sleep(ms, AbortSignal.any([waiting.signal, signal]))
        waiting = null
      }
      pulled = false
    },
  }
}

export type Turn = {
  readonly waiter: ReturnType<typeof createWaiter>
  /** From one to the next at least, and without a ring at most. */
  readonly restMs: number
  readonly everyMs: number
  readonly clock: Pick<Clock, 'sleep'>
  readonly signal: AbortSignal
  readonly log: Logger
}

/** Does it again and again until the signal aborts. A failure leaves what was. */
export async function repeat(work: () => Promise<void>, turn: Turn): Promise<void> {
  const { waiter, restMs, everyMs, clock, signal, log } = turn
  while (!signal.aborted) {
    await work().catch((error) => log.warn('the public status may be old', { error }))
    await clock.sleep(restMs, signal)
    await waiter.wait(everyMs, signal)
  }
}
