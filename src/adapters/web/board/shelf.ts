import type { Clock, Seq, ServiceId } from '../../../kernel/index.ts'
import type { Change } from '../../../modules/journal/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { type Counts, countOf, sameCounts } from './counts.ts'
import { createTombstones } from './tombstones.ts'

/** A service as the board has it. A new entry takes its place at every change. */
export type Entry = {
  readonly service: Service
  /** The ledger's position of its latest change. */
  readonly seq: Seq
  /** The ledger's position at which it came onto the board. */
  readonly bornAt: Seq
}

export type Tally = { readonly counts: Counts; readonly seq: Seq }

/** What changed, and how the services that still are stand now. */
export type Step = {
  readonly changes: readonly Change[]
  readonly services: ReadonlyMap<ServiceId, Service>
  /** The point of the ledger that is reached with it. */
  readonly point: Seq
}

const start = 0 as Seq

/** The services at one point of the ledger, in memory. It moves in whole steps. */
export function createShelf(clock: Clock) {
  const entries = new Map<ServiceId, Entry>()
  const tombstones = createTombstones(clock)
  let seq = start
  let edition = 0
  let tally: Tally = { counts: countOf([]), seq: start }

  function put(service: Service, at: Seq): void {
    const before = entries.get(service.id)
    if (before?.service.name !== service.name) edition += 1
    entries.set(service.id, { service, seq: at, bornAt: before?.bornAt ?? at })
  }

  function bury(id: ServiceId, at: Seq): void {
    if (entries.delete(id)) edition += 1
    tombstones.add(id, at)
  }

  function count(): void {
    const counts = countOf(entries.values())
    if (!sameCounts(counts, tally.counts)) tally = { counts, seq }
  }

  return {
    seq: () => seq,
    floor: () => tombstones.floor(),
    entry: (id: ServiceId) => entries.get(id),
    entries: (): Iterable<Entry> => entries.values(),
    edition: () => edition,
    removed: () => tombstones.all(),
    tally: () => tally,

    /** Starts anew from a full reading. The point may lie before the present one: a restored database. */
    refill(services: readonly Service[], point: Seq): void {
      entries.clear()
      tombstones.clear(point)
      seq = point
      edition += 1
      for (const service of services) put(service, point)
      tally = { counts: countOf(services), seq: point }
    },

    move({ changes, services, point }: Step): void {
      for (const change of changes) {
        const id = change.id as ServiceId
        const service = services.get(id)
        if (change.deleted) bury(id, change.seq)
        else if (service !== undefined) put(service, change.seq)
      }
      if (point > seq) seq = point
      if (changes.length > 0) count()
    },
  }
}
