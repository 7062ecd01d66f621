import { createHash } from 'node:crypto'
import type { Clock } from '../../../kernel/index.ts'

/** Takes a signal of this secret, or says how many seconds to wait; 0 is no wait. */
export type Pace = (secret: string) => number

/** A job may send this many at once, and this many a second for long. */
const burst = 20
const perSecond = 2
/** Secrets that are remembered, wrong ones among them: a few hundred bytes each. */
const rememberedMost = 5_000

type Bucket = { left: number; at: number }

/**
 * A token bucket a secret: a job gone wild costs a bounded number of commits. Whoever sends wrong
 * secrets in great number pushes others out of the memory, which gives those a full bucket again.
 */
export function createPace(clock: Pick<Clock, 'monotonic'>): Pace {
  const buckets = new Map<string, Bucket>()
  return (secret) => {
    const key = createHash('sha256').update(secret).digest('base64')
    const now = clock.monotonic()
    const { left, at } = buckets.get(key) ?? { left: burst, at: now }
    const filled = Math.min(burst, left + ((now - at) / 1_000) * perSecond)
    buckets.delete(key)
    const [oldest] = buckets.size >= rememberedMost ? buckets.keys() : []
    if (oldest !== undefined) buckets.delete(oldest)
    buckets.set(key, { left: filled < 1 ? filled : filled - 1, at: now })
    return filled < 1 ? Math.ceil((1 - filled) / perSecond) : 0
  }
}
