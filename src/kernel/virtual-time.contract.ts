import { fnv1a } from './hash.ts'
import type { EpochMs } from './time.ts'
import type { Clock } from './world.ts'

/** 2026-06-01T12:00:00Z: where virtual wall clocks begin. */
export const virtualEpoch: EpochMs = Date.UTC(2026, 5, 1, 12)

/** Time that passes only when a test lets it, and then as fast as the machine can. */
export type VirtualTime = {
  /** Milliseconds since the start. */
  now(): number
  after(ms: number, happen: () => void): void
  /** Lets everything happen that is due by then, one thing after another, in order of time. */
  runUntil(until: number): Promise<void>
  /** Lets time pass until the promise settles, and gives its value. Fails when nothing is left to happen. */
  runUntilSettled<Value>(promise: Promise<Value>): Promise<Value>
}

type Happening = { readonly at: number; readonly order: number; readonly happen: () => void }

export function createVirtualTime(): VirtualTime {
  const coming = createHeap()
  let now = 0
  let order = 0

  /** Lets the next thing happen and all that follows from it at once. @returns whether there was one. */
  async function next(until: number): Promise<boolean> {
    const first = coming.least()
    if (first === undefined || first.at > until) return false
    coming.takeLeast()
    now = first.at
    first.happen()
    await quiet()
    return true
  }

  return {
    now: () => now,
    after(ms, happen) {
      order += 1
      coming.add({ at: now + Math.max(0, ms), order, happen })
    },
    async runUntil(until) {
      await quiet()
      while (await next(until)) {
        // `next` did it.
      }
      now = Math.max(now, until)
    },
    async runUntilSettled(promise) {
      let settled = false
      const note = () => {
        settled = true
      }
      promise.then(note, note)
      await quiet()
      while (!settled) {
        if (!(await next(Number.POSITIVE_INFINITY))) throw new Error('nothing is left to happen')
      }
      return promise
    },
  }
}

/** A turn of the event loop comes only after every promise that can go on has gone on. */
const quiet = () => new Promise<void>((resolve) => setImmediate(resolve))

const before = (a: Happening, b: Happening): boolean =>
  a.at === b.at ? a.order < b.order : a.at < b.at

/** A binary heap, the earliest on top. */
function createHeap() {
  const items: Happening[] = []

  function swapIfBefore(child: number, parent: number): boolean {
    const [below, above] = [items[child], items[parent]]
    if (below === undefined || above === undefined || !before(below, above)) return false
    items[child] = above
    items[parent] = below
    return true
  }

  function sink(from: number): void {
    for (let at = from; ; ) {
      const [left, right] = [items[2 * at + 1], items[2 * at + 2]]
      if (left === undefined) return
      const child = right !== undefined && before(right, left) ? 2 * at + 2 : 2 * at + 1
      if (!swapIfBefore(child, at)) return
      at = child
    }
  }

  return {
    least: () => items[0],
    add(item: Happening) {
      items.push(item)
      for (let at = items.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1
        if (!swapIfBefore(at, parent)) return
        at = parent
      }
    },
    takeLeast() {
      const last = items.pop()
      if (last === undefined || items.length === 0) return
      items[0] = last
      sink(0)
    },
  }
}

/** A clock of a process that lives in virtual time. */
export const virtualClock = (time: VirtualTime): Clock => ({
  now: () => virtualEpoch + Math.floor(time.now()),
  monotonic: () => time.now(),
  sleep: (ms, signal) => sleepIn(time, ms, signal),
})

/** Ends after `ms` or when the signal aborts, and leaves no listener behind. */
export function sleepIn(time: VirtualTime, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      signal?.removeEventListener('abort', done)
      resolve()
    }
    time.after(ms, done)
    signal?.addEventListener('abort', done, { once: true })
  })
}

/** Chance that a seed repeats. */
export type Dice = {
  /** In [0, 1). */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly [Item, ...Item[]]): Item
}

/** A counter through a mixing function: each number is the hash of the seed and its place. */
export function createDice(seed: number | string): Dice {
  const base = fnv1a(`seed ${seed}`)
  let count = 0
  const next = (): number => {
    count += 1
    let mixed = (base + Math.imul(count, 0x9e3779b9)) | 0
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    whole,
    chance: (probability) => next() < probability,
    pick: (items) => items[whole(0, items.length - 1)] ?? items[0],
  }
}
