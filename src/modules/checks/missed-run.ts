import type { EpochMs } from '../../kernel/index.ts'
import type { Slot } from './outcome.ts'

/** Consecutive slots, an interval apart. */
export type Run = {
  readonly slot: Slot
  readonly slots: number
  readonly intervalMs: number
}

/** Equal parts of time from a moment on, `to` left out. */
export type Parts = { readonly from: EpochMs; readonly to: EpochMs; readonly spanMs: number }

/** How many parts a run may touch at most, counted from the epoch on. */
export const partsTouched = ({ slot, slots, intervalMs }: Run, spanMs: number): number => {
  const last = slot + (slots - 1) * intervalMs
  return Math.min(slots, Math.floor(last / spanMs) - Math.floor(slot / spanMs) + 1)
}

/**
 * How many slots of a run fall into which part. It takes a step for each part that has some,
 * however many slots there are.
 */
export function* spread(
  { slot, slots, intervalMs }: Run,
  { from, to, spanMs }: Parts,
): Generator<{ readonly part: number; readonly slots: number }> {
  /** The first slot of the run at or after a moment, by its number. */
  const firstFrom = (at: EpochMs): number =>
    Math.min(slots, Math.max(0, Math.ceil((at - slot) / intervalMs)))
  const end = firstFrom(to)
  for (let next = firstFrom(from); next < end; ) {
    const part = Math.floor((slot + next * intervalMs - from) / spanMs)
    const after = Math.min(end, firstFrom(from + (part + 1) * spanMs))
    yield { part, slots: after - next }
    next = after
  }
}
