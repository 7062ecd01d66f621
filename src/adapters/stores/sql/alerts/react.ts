import type { EpochMs } from '../../../../kernel/index.ts'
import type { ReactionStore } from '../../../../modules/alerts/index.ts'
import type { DomainEvent } from '../../../../modules/journal/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, marks, maybe, one, run, type Tx } from '../statement.ts'
import { announce, type Look, looksAt } from './announce.ts'

/** Entries of one reaction: what one transaction works on. */
const entriesAtOnce = 200
/** Services whose trouble was held back, looked at in one go. */
const unsettledAtOnce = 500

export const createReactionStore = (driver: Driver): ReactionStore => ({
  async react(at) {
    // Most looks find nothing, and a look must not hold up those who write.
    const behind = await driver.read(isBehind)
    return behind ? driver.write(() => react(at)) : { written: 0, more: false }
  },
  async settle(at) {
    const some = await driver.read(() =>
      maybe('select service_id from alerts_services where unsettled = 1 limit 1'),
    )
    if (some === null) return 0
    return driver.write(function* () {
      const where = `join alerts_services a on a.service_id = v.service_id and a.unsettled = 1
        where v.service_id in (select service_id from alerts_services
          where unsettled = 1 order by service_id limit ${unsettledAtOnce})`
      return yield* announce(yield* looksAt(where), at)
    })
  },
})

function* isBehind(): Tx<boolean> {
  const { seq, value } = yield* one<{ seq: number; value: number }>(
    `select c.seq, j.value from alerts_cursor c, journal_sequence j where c.one = 1 and j.one = 1`,
  )
  return seq !== value
}

type Position = { seq: number; value: number; journal_floor: number }

function* react(at: EpochMs): Tx<{ written: number; more: boolean }> {
  // Locked first: of two processes that react at once, the second finds nothing left.
  const { seq } = yield* one<{ seq: number }>(
    'select seq from alerts_cursor where one = 1 /*pg for update*/',
  )
  const { value, journal_floor } = yield* one<Omit<Position, 'seq'>>(
    'select value, journal_floor from journal_sequence where one = 1',
  )
  if (seq < journal_floor || seq > value) {
    // Entries are gone, or the database is another one: how things stand is all that is known.
    const written = yield* announce(yield* looksAt(''), at)
    yield* moveTo(value)
    return { written, more: false }
  }
  const rows = yield* all<{ seq: number; at: number; data: string }>(
    `select seq, at, data from journal_entries where seq > ? and seq <= ? order by seq limit ?`,
    seq,
    value,
    entriesAtOnce,
  )
  const events = rows.map((row) => ({ at: row.at, event: JSON.parse(row.data) as DomainEvent }))
  const written = yield* announce(events.flatMap(lookOf), at)
  yield* forget(events.map(({ event }) => event))
  const more = rows.length === entriesAtOnce
  yield* moveTo(more ? (rows.at(-1)?.seq ?? value) : value)
  return { written, more }
}

const moveTo = (seq: number): Tx<void> => run('update alerts_cursor set seq = ? where one = 1', seq)

function lookOf({ at, event }: { readonly at: number; readonly event: DomainEvent }): Look[] {
  if (event.type !== 'service.status_changed') return []
  return [{ serviceId: event.serviceId, status: event.to, since: at }]
}

/** What was told of a service goes with it; what was written about it is still sent. */
function* forget(events: readonly DomainEvent[]): Tx<void> {
  const ids = events.flatMap((event) =>
    event.type === 'service.deleted' ? [Number(event.serviceId)] : [],
  )
  if (ids.length === 0) return
  yield* run(`delete from alerts_services where service_id in (${marks(ids.length)})`, ...ids)
}
