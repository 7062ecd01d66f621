import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Clock, Random } from '../kernel/index.ts'

/** setTimeout counts in 32 bits; longer sleeps go in pieces. In milliseconds, almost 25 days. */
export const longestTimer = 2_147_483_647

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    let left = Math.max(0, ms)
    do {
      const piece = Math.min(left, longestTimer)
      await nap(piece, signal)
      left -= piece
    } while (left > 0 && !signal?.aborted)
  },
}

/** A sleep of at most `longestTimer`. */
const nap = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })

/** The machine's randomness. */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  float: () => Math.random(),
}
