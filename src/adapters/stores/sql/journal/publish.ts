import type { EpochMs, Seq } from '../../../../kernel/index.ts'
import type { DomainEvent, EntityKind } from '../../../../modules/journal/index.ts'
import { chunks, one, run, type Tx, tuples } from '../statement.ts'

/** What a transaction announces. */
export type News = {
  readonly events: readonly DomainEvent[]
  readonly changes: readonly {
    readonly kind: EntityKind
    readonly id: number
    readonly deleted?: boolean
  }[]
}

/**
 * Writes journal and ledger rows under the next sequence numbers. It is the last thing a transaction
 * does: the row of the counter is locked until the commit, so numbers are seen in commit order, and
 * nobody waits for other rows while holding it.
 * @returns the last number given.
 */
export function* publish({ events, changes }: News, at: EpochMs): Tx<Seq> {
  const count = events.length + changes.length
  const { value } = yield* one<{ value: number }>(
    'update journal_sequence set value = value + ? where one = 1 returning value',
    count,
  )
  let seq = value - count
  for (const some of chunks(events)) {
    const rows = some.flatMap((event) => [
      ++seq,
      at,
      event.type,
      JSON.stringify(event),
      'serviceId' in event ? event.serviceId : null,
    ])
    yield* run(
      `insert into journal_entries (seq, at, type, data, service_id)
        values ${tuples(some.length, 5)}`,
      ...rows,
    )
  }
  for (const some of chunks(changes)) {
    const rows = some.flatMap(({ kind, id, deleted }) => [kind, id, ++seq, deleted ? 1 : 0, at])
    yield* run(
      `insert into journal_changes (kind, id, seq, deleted, at) values ${tuples(some.length, 5)}
        on conflict (kind, id) do update
        set seq = excluded.seq, deleted = excluded.deleted, at = excluded.at`,
      ...rows,
    )
  }
  return value as Seq
}
