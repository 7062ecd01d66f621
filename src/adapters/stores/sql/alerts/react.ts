import type { EpochMs } from '../../../../kernel/index.ts'
import type { ReactionStore } from '../../../../modules/alerts/index.ts'
import type { DomainEvent } from '../../../../modules/journal/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, marks, maybe, one, run, type Tx } from '../statement.ts'
import { announce, type Look, looksAt } from './announce.ts'
import { announceRuns, type Finished } from './announce-runs.ts'

/** Entries of one reaction: what one transaction works on. */
const entriesAtOnce = 200
/** Services whose trouble was held back, looked at in one go. */
const unsettledAtOnce = 500

export const createReactionStore = (driver: Driver): ReactionStore => ({
  async react(at) {
    // Most commits are outcomes that turn nothing: they cost a look, and no commit of our own.
    const behind = await driver.read(isBehind)
    return behind ? driver.write(() => react(at)) : { written: 0, more: false }
  },
  async settle(at) {
    const some = await driver.read(() =>
      maybe('select service_id from alerts_services where unsettled = 1 limit 1'),
    )
    return some === null ? 0 : driver.write(() => settle(at))
  },
})

type Position = { seq: number; value: number; journal_floor: number }

/** Something to react to lies behind the cursor, or the cursor means nothing any more. */
function* isBehind(): Tx<boolean> {
  const { seq, value, journal_floor } = yield* one<Position>(
    `select c.seq, j.value, j.journal_floor from alerts_cursor c, journal_sequence j
      where c.one = 1 and j.one = 1`,
  )
  if (isLost({ seq, value, journal_floor })) return true
  return (yield* maybe('select seq from journal_entries where seq > ? limit 1', seq)) !== null
}

const isLost = ({ seq, value, journal_floor }: Position): boolean =>
  seq < journal_floor || seq > value

function* react(at: EpochMs): Tx<{ written: number; more: boolean }> {
  // Locked first: of two processes that react at once, the second finds nothing left.
  const { seq } = yield* one<{ seq: number }>(
    'select seq from alerts_cursor where one = 1 /*pg for update*/',
  )
  const place = yield* one<Omit<Position, 'seq'>>(
    'select value, journal_floor from journal_sequence where one = 1',
  )
  if (isLost({ seq, ...place })) {
    // Entries are gone, or the database is another one: how things stand is all that is known. Of
    // runs that ended meanwhile nobody is told: which of them still stand nobody can say.
    const written = yield* announce(yield* looksAt(''), { at, muting: 'now' })
    yield* moveTo(place.value)
    return { written, more: false }
  }
  const rows = yield* all<{ seq: number; at: number; data: string }>(
    `select seq, at, data from journal_entries where seq > ? and seq <= ? order by seq limit ?`,
    seq,
    place.value,
    entriesAtOnce,
  )
  const events = rows.map((row) => ({ at: row.at, event: JSON.parse(row.data) as DomainEvent }))
  const changes = yield* announce(events.flatMap(lookOf), { at, muting: 'then' })
  const runs = yield* announceRuns(events.flatMap(finishedOf), at)
  yield* forget(events.map(({ event }) => event))
  const last = rows.at(-1)
  if (last !== undefined) yield* moveTo(last.seq)
  return { written: changes + runs, more: rows.length === entriesAtOnce }
}

/**
 * Tells of trouble that was held back, where it is still true. What happened up to now comes first,
 * under the same lock: else a service could be told to be down after its recovery was taken as known.
 */
function* settle(at: EpochMs): Tx<number> {
  const reaction = yield* react(at)
  if (reaction.more) return reaction.written
  const where = `join alerts_services a on a.service_id = v.service_id and a.unsettled = 1
    where v.service_id in (select service_id from alerts_services
      where unsettled = 1 order by service_id limit ${unsettledAtOnce})`
  return reaction.written + (yield* announce(yield* looksAt(where), { at, muting: 'now' }))
}

const moveTo = (seq: number): Tx<void> => run('update alerts_cursor set seq = ? where one = 1', seq)

function lookOf({ at, event }: { readonly at: number; readonly event: DomainEvent }): Look[] {
  if (event.type !== 'service.status_changed') return []
  return [{ serviceId: event.serviceId, status: event.to, since: at }]
}

const finishedOf = ({ event }: { readonly event: DomainEvent }): Finished[] =>
  event.type === 'run.finished' ? [event] : []

/** What was told of a service goes with it; what was written about it is still sent. */
function* forget(events: readonly DomainEvent[]): Tx<void> {
  const ids = events.flatMap((event) =>
    event.type === 'service.deleted' ? [Number(event.serviceId)] : [],
  )
  if (ids.length === 0) return
  yield* run(`delete from alerts_services where service_id in (${marks(ids.length)})`, ...ids)
}
