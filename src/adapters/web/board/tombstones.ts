import type { Clock, Seq, ServiceId } from '../../../kernel/index.ts'

/** A tab that was away for longer than this gets the whole list instead. */
const keptMs = 15 * 60_000
const keptMost = 10_000

/** Remembers removals for a while, and the point before which they are forgotten. */
export function createTombstones(clock: Clock) {
  const stones = new Map<ServiceId, { seq: Seq; at: number }>()
  let floor = 0 as Seq

  function prune(): void {
    const oldest = clock.monotonic() - keptMs
    for (const [id, stone] of stones) {
      if (stone.at >= oldest && stones.size <= keptMost) return
      stones.delete(id)
      if (stone.seq > floor) floor = stone.seq
    }
  }

  return {
    add(id: ServiceId, seq: Seq): void {
      stones.delete(id)
      stones.set(id, { seq, at: clock.monotonic() })
      prune()
    },
    /** Forgets all: what was removed before this point is no longer known one by one. */
    clear(point: Seq): void {
      stones.clear()
      floor = point
    },
    /** It is there again. */
    drop(id: ServiceId): void {
      stones.delete(id)
    },
    floor: () => floor,
    since: (point: Seq): ServiceId[] =>
      [...stones].flatMap(([id, { seq }]) => (seq > point ? [id] : [])),
    *all(): Iterable<readonly [ServiceId, Seq]> {
      for (const [id, { seq }] of stones) yield [id, seq]
    },
  }
}
