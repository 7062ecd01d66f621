import type { Clock } from '../../../kernel/index.ts'

export type GroupOptions<Item> = {
  readonly clock: Pick<Clock, 'sleep'>
  readonly maxItems: number
  readonly maxWaitMs: number
  readonly flush: (items: readonly Item[]) => Promise<void>
}

/**
 * Group commit: items that arrive close together share one flush, and each caller hears of its own
 * item's flush. A group is flushed when it is full or when its first item has waited long enough, and
 * after the one before it has ended, so that items take effect in the order in which they came.
 */
export function createGroup<Item>(options: GroupOptions<Item>): (item: Item) => Promise<void> {
  const { clock, maxItems, maxWaitMs, flush } = options
  let last: Promise<unknown> = Promise.resolve()
  let open: { items: Item[]; done: Promise<void>; full: () => void } | null = null

  function begin() {
    const items: Item[] = []
    let full = () => {}
    const filled = new Promise<void>((resolve) => {
      full = resolve
    })
    const group = { items, full, done: Promise.resolve() }
    const before = last
    group.done = Promise.all([before, Promise.race([filled, clock.sleep(maxWaitMs)])]).then(() => {
      if (open === group) open = null
      return flush(items)
    })
    last = group.done.catch(() => undefined)
    return group
  }

  return (item) => {
    open ??= begin()
    const group = open
    group.items.push(item)
    if (group.items.length >= maxItems) {
      open = null
      group.full()
    }
    return group.done
  }
}
