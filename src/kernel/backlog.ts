import type { Clock } from './world.ts'

export type BacklogOptions<Item> = {
  /** Gives an item to the store. Rejects while the store does not take it. */
  readonly take: (item: Item) => Promise<void>
  readonly clock: Pick<Clock, 'sleep'>
  readonly retryAfterMs: { readonly first: number; readonly most: number }
  readonly observe: { storeAway(cause: unknown): void }
  /** An item that the store had not taken when the signal aborted. */
  readonly dropped: (item: Item) => void
}

/**
 * What has been done and is on its way into the store: results that exist once. One that the store
 * does not take is offered again until it does. Whoever fills it takes on nothing new while something
 * is stuck here, so it never holds more than may be under way at once.
 */
export type Backlog<Item> = {
  /** Resolves when the item is committed, or when the signal aborts. */
  deliver(item: Item, signal: AbortSignal): Promise<void>
  /** Items that the store has refused at least once. */
  readonly stuck: number
  /** Items that the store has not taken yet. */
  readonly waiting: number
}

export function createBacklog<Item>(options: BacklogOptions<Item>): Backlog<Item> {
  const { take, clock, retryAfterMs, observe, dropped } = options
  let stuck = 0
  let waiting = 0

  async function offer(item: Item): Promise<boolean> {
    try {
      await take(item)
      return true
    } catch (cause) {
      observe.storeAway(cause)
      return false
    }
  }

  return {
    async deliver(item, signal) {
      waiting += 1
      await untilTaken(item, signal)
      waiting -= 1
    },
    get stuck() {
      return stuck
    },
    get waiting() {
      return waiting
    },
  }

  async function untilTaken(item: Item, signal: AbortSignal): Promise<void> {
    if (await offer(item)) return
    stuck += 1
    let pause = retryAfterMs.first
    let taken = false
    while (!taken && !signal.aborted) {
      await clock.sleep(pause, signal)
      pause = Math.min(pause * 2, retryAfterMs.most)
      taken = await offer(item)
    }
    stuck -= 1
    if (!taken) dropped(item)
  }
}
