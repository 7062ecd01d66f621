import type { Seq, ServiceId } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { groupOf } from './counts.ts'

/** How services stood before they changed; `null`: it was not there. */
export type Formers = ReadonlyMap<ServiceId, Service | null>

type Turn = { readonly id: ServiceId; readonly seq: Seq; readonly before: Service | null }

/** What is asked about a longer past is answered as unknown; readers then get more than they lack. */
const turnsMost = 4_096
const pointsMost = 4_096

/**
 * Whether lists, counts and orders by name or health can differ between two states of a service.
 * A check that found what the one before it found changes a row, but no list.
 */
export function sameShape(a: Service | undefined, b: Service): boolean {
  return (
    a !== undefined &&
    a.status === b.status &&
    groupOf(a) === groupOf(b) &&
    a.name === b.name &&
    a.url === b.url &&
    (a.tags === b.tags || a.tags.join() === b.tags.join())
  )
}

/**
 * The latest turns of a board: services that came, went, or changed what lists go by. With them a
 * list follows from one point to the next in as many steps as there were turns.
 */
export function createPast() {
  let turns: Turn[] = []
  let points = new Set<Seq>()
  /** Turns up to here are forgotten. */
  let forgotten = 0 as Seq

  return {
    turned(id: ServiceId, seq: Seq, before: Service | null): void {
      turns.push({ id, seq, before })
      if (turns.length < 2 * turnsMost) return
      forgotten = turns[turnsMost - 1]?.seq ?? seq
      turns = turns.slice(turnsMost)
    },
    /** The board stands at this point now. */
    stands(point: Seq): void {
      points.add(point)
      const [oldest] = points
      if (points.size > pointsMost && oldest !== undefined) points.delete(oldest)
    },
    clear(point: Seq): void {
      turns = []
      points = new Set([point])
      forgotten = point
    },
    turnedAt: (): Seq => turns.at(-1)?.seq ?? forgotten,
    /** How the services that have turned since a point stood there; `null` when that is not known. */
    since(point: Seq): Formers | null {
      if (point < forgotten || !points.has(point)) return null
      const formers = new Map<ServiceId, Service | null>()
      for (let i = turns.length - 1; i >= 0; i--) {
        const turn = turns[i]
        if (turn === undefined || turn.seq <= point) break
        formers.set(turn.id, turn.before)
      }
      return formers
    },
  }
}
