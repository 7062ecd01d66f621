import type { Clock, Seq, ServiceId } from '../../../kernel/index.ts'
import type { Change } from '../../../modules/journal/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { type Counts, changedBy, countOf, sameCounts } from './counts.ts'
import { createMarks } from './marks.ts'
import { createPast, type Formers, sameShape } from './past.ts'
import { createTombstones } from './tombstones.ts'

/** A service as the board has it. A new entry takes its place at every change. */
export type Entry = {
  readonly service: Service
  /** The ledger's position of its latest change. */
  readonly seq: Seq
  /** The ledger's position at which it came onto the board. */
  readonly bornAt: Seq
}

/** Another object after every full reading: what was kept of the time before has no meaning then. */
export type Era = Readonly<Record<never, never>>

/** What happened after a point. */
export type Since = {
  /** Everything that changed, as it is now. */
  readonly changed: readonly Entry[]
  /** Services that were removed. */
  readonly removed: readonly ServiceId[]
  /**
   * How those that came, went, or changed what lists go by stood at the point. `null` when the board
   * itself never stood there, as for a tab that another process drew, or when it was too long ago.
   */
  readonly formers: Formers | null
}

export type Tally = { readonly counts: Counts; readonly seq: Seq }

/** What changed, and how the services that still are stand now. */
export type Step = {
  readonly changes: readonly Change[]
  readonly services: ReadonlyMap<ServiceId, Service>
  /** Of projects and connections: they only move marks. */
  readonly marking: readonly Change[]
  /** The point of the ledger that is reached with it. */
  readonly point: Seq
  /** Nothing in it is from after that point. */
  readonly isExact: boolean
}

const start = 0 as Seq

/** Tabs ask for the same few points, so what happened since is found once a point. */
const pointsKnown = 256

/** The services at one point of the ledger, in memory. It moves in whole steps. */
export function createShelf(clock: Clock) {
  const entries = new Map<ServiceId, Entry>()
  const tombstones = createTombstones(clock)
  const past = createPast()
  const marks = createMarks()
  const known = createKnown()
  let [seq, edition, era]: [Seq, number, Era] = [start, 0, {}]
  const tally = createTally()

  function put(service: Service, at: Seq): void {
    const before = entries.get(service.id)
    if (before?.service.name !== service.name) edition += 1
    if (!sameShape(before?.service, service)) past.turned(service.id, at, before?.service ?? null)
    tombstones.drop(service.id)
    entries.set(service.id, { service, seq: at, bornAt: before?.bornAt ?? at })
  }

  function bury(id: ServiceId, at: Seq): void {
    const before = entries.get(id)
    if (before !== undefined) {
      past.turned(id, at, before.service)
      entries.delete(id)
      edition += 1
    }
    tombstones.add(id, at)
  }

  const since = (point: Seq): Since =>
    known.of(point, () => ({
      changed: [...entries.values()].filter((entry) => entry.seq > point),
      removed: tombstones.since(point),
      formers: past.since(point),
    }))

  return {
    seq: () => seq,
    floor: tombstones.floor,
    entry: (id: ServiceId) => entries.get(id),
    entries: (): Iterable<Entry> => entries.values(),
    edition: () => edition,
    era: () => era,
    removed: tombstones.all,
    tally: tally.now,
    turnedAt: past.turnedAt,
    markOf: marks.of,
    since,

    /** Starts anew from a full reading. The point may lie before the present one: a restored database. */
    refill(services: readonly Service[], point: Seq): void {
      entries.clear()
      tombstones.clear(point)
      seq = point
      for (const service of services) put(service, point)
      past.clear(point)
      marks.clear(point)
      known.clear()
      edition += 1
      era = {}
      tally.count(services, point)
    },

    move({ changes, services, marking, point, isExact }: Step): void {
      const ids = new Set(changes.map(({ id }) => id as ServiceId))
      const before = standing(entries, ids)
      for (const change of changes) {
        const service = services.get(change.id as ServiceId)
        if (change.deleted) bury(change.id as ServiceId, change.seq)
        else if (service !== undefined) put(service, change.seq)
      }
      marks.move(marking)
      seq = Math.max(seq, point) as Seq
      if (isExact) past.stands(seq)
      known.clear()
      tally.change(before, standing(entries, ids), seq)
    },
  }
}

/** The figures, which go on from step to step: all of 10,000 at each was an eighth of a processor. */
function createTally() {
  let tally: Tally = { counts: countOf([]), seq: start }
  return {
    now: () => tally,
    count(services: readonly Service[], seq: Seq): void {
      tally = { counts: countOf(services), seq }
    },
    change(before: readonly Entry[], after: readonly Entry[], seq: Seq): void {
      const counts = changedBy(tally.counts, countOf(before), countOf(after))
      if (!sameCounts(counts, tally.counts)) tally = { counts, seq }
    },
  }
}

/** What happened since each of a few points, found once. */
function createKnown() {
  const known = new Map<Seq, Since>()
  return {
    clear: () => known.clear(),
    of(point: Seq, find: () => Since): Since {
      const found = known.get(point) ?? find()
      if (known.size < pointsKnown) known.set(point, found)
      return found
    },
  }
}

/** Those that changed, as they are now. */
const standing = (entries: ReadonlyMap<ServiceId, Entry>, ids: Iterable<ServiceId>): Entry[] =>
  [...ids].flatMap((id) => entries.get(id) ?? [])
