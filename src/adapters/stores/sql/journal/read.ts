import type { Seq } from '../../../../kernel/index.ts'
import type {
  Change,
  DomainEvent,
  EntityKind,
  JournalEntry,
  JournalStore,
  Reading,
} from '../../../../modules/journal/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, one, type Tx } from '../statement.ts'

type Position = { value: number; journal_floor: number; ledger_floor: number }

const position = () =>
  one<Position>('select value, journal_floor, ledger_floor from journal_sequence where one = 1')

export function createJournalStore(driver: Driver): JournalStore {
  return {
    async head() {
      const { value } = await driver.read(position)
      return value as Seq
    },
    tail: (after, limit) => driver.read(() => tail(after, limit)),
    changes: (after, limit) => driver.read(() => changes(after, limit)),
  }
}

/** Below the floor rows were removed; above the head the cursor is of another database. */
const lost = (after: Seq, floor: number, head: number): boolean => after < floor || after > head

function* tail(after: Seq, limit: number): Tx<Reading<JournalEntry>> {
  const { value, journal_floor } = yield* position()
  const head = value as Seq
  if (lost(after, journal_floor, head)) return { kind: 'reset', head }
  const rows = yield* all<{ seq: number; at: number; data: string }>(
    'select seq, at, data from journal_entries where seq > ? order by seq limit ?',
    after,
    limit,
  )
  return {
    kind: 'rows',
    head,
    // Written by `publish` and by nothing else, so it is an event.
    rows: rows.map(({ seq, at, data }) => ({
      seq: seq as Seq,
      at,
      event: JSON.parse(data) as DomainEvent,
    })),
  }
}

function* changes(after: Seq, limit: number): Tx<Reading<Change>> {
  const { value, ledger_floor } = yield* position()
  const head = value as Seq
  if (lost(after, ledger_floor, head)) return { kind: 'reset', head }
  const rows = yield* all<{ seq: number; kind: string; id: number; deleted: number }>(
    'select seq, kind, id, deleted from journal_changes where seq > ? order by seq limit ?',
    after,
    limit,
  )
  return {
    kind: 'rows',
    head,
    rows: rows.map((row) => ({
      seq: row.seq as Seq,
      kind: row.kind as EntityKind,
      id: row.id,
      deleted: row.deleted === 1,
    })),
  }
}
