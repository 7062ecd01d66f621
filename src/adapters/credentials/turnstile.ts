import { Refusal } from '../../kernel/index.ts'

export type TurnstileOptions = {
  /** How many run at once. */
  readonly width: number
  /** How many may wait for their turn. */
  readonly waiting: number
}

/** Runs tasks a few at a time, in the order they came. Throws `Refusal('unavailable')` when too many wait. */
export type Turnstile = <Value>(task: () => Promise<Value>) => Promise<Value>

export function createTurnstile({ width, waiting }: TurnstileOptions): Turnstile {
  const queue: (() => void)[] = []
  let running = 0

  const leave = () => {
    const next = queue.shift()
    // The place goes straight to the next in line, so that nobody who comes now overtakes.
    if (next === undefined) running -= 1
    else next()
  }

  const enter = (): Promise<void> | null => {
    if (running < width) {
      running += 1
      return null
    }
    if (queue.length >= waiting) {
      throw new Refusal('unavailable', 'Too many passwords are being checked; try again', {
        retryAfter: 2,
      })
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    queue.push(resolve)
    return promise
  }

  return async (task) => {
    await enter()
    try {
      return await task()
    } finally {
      leave()
    }
  }
}
