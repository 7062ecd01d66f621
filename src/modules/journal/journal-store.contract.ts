import { describe, expect, test } from 'vitest'
import type { Clock, EpochMs, Seq } from '../../kernel/index.ts'
import type { JournalEntry } from './events.ts'
import { follow } from './follow.ts'
import type { Reading } from './ledger.ts'
import type { JournalStore, Wake } from './ports.ts'
import { rowsOf } from './rows.contract.ts'

/** A journal, and ways to have things happen in it. */
type House = {
  readonly journal: JournalStore
  readonly wake: Wake
  /** Makes an entity with one entry and one change in its commit. */
  make(name: string): Promise<{ readonly id: number; readonly seq: Seq }>
  /** Changes it, with one entry and one change in the commit. */
  change(id: number, name: string): Promise<Seq>
  remove(id: number): Promise<Seq>
  /** Changes it without an entry: one change only. */
  touch(id: number): Promise<void>
  /** Lets the entries and the tombstones of everything before that time go. */
  forget(before: { readonly entries: EpochMs | null; readonly tombstones: EpochMs }): Promise<void>
}

type Suite = {
  /** Makes an empty database; each `open` is a store on it that shares nothing else with the others. */
  readonly fresh: () => Promise<{ open(): Promise<House> }>
  readonly clock: Clock
}

const start = 0 as Seq
const endOfTime = Number.MAX_SAFE_INTEGER
const seqs = (rows: readonly { readonly seq: Seq }[]) => rows.map(({ seq }) => seq)
const rising = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)

const namesOf = (entries: readonly JournalEntry[]) =>
  entries.map(({ event }) => ('name' in event ? event.name : event.type))

/** What every `JournalStore` and `Wake` must do. */
export function journalStoreContract({ fresh, clock }: Suite): void {
  describe('the tail', () => {
    test('is empty at first, and then has every entry once, in order, after the cursor', async () => {
      const house = await (await fresh()).open()
      expect(await house.journal.head()).toBe(0)
      expect(await house.journal.tail(start, 10)).toEqual({ kind: 'rows', head: 0, rows: [] })
      const { id } = await house.make('first')
      await house.change(id, 'second')
      const last = await house.change(id, 'third')
      const entries = rowsOf(await house.journal.tail(start, 10))
      expect(namesOf(entries)).toEqual(['first', 'second', 'third'])
      expect(seqs(entries)).toEqual(rising(seqs(entries)))
      const [first] = seqs(entries)
      const rest = rowsOf(await house.journal.tail(first ?? start, 10))
      expect(namesOf(rest)).toEqual(['second', 'third'])
      expect(await house.journal.head()).toBe(last)
      expect(rowsOf(await house.journal.tail(last, 10))).toEqual([])
    })

    test('gives the oldest ones when there are more than were asked for', async () => {
      const house = await (await fresh()).open()
      for (const name of ['a', 'b', 'c', 'd']) await house.make(name)
      const reading = await house.journal.tail(start, 3)
      expect(namesOf(rowsOf(reading))).toEqual(['a', 'b', 'c'])
      expect(reading.head).toBe(await house.journal.head())
    })

    test('of a cursor that is not of this database is a reset', async () => {
      const house = await (await fresh()).open()
      const { seq } = await house.make('one')
      expect(await house.journal.tail((seq + 1) as Seq, 10)).toEqual({ kind: 'reset', head: seq })
      expect(await house.journal.changes((seq + 1) as Seq, 10)).toEqual({
        kind: 'reset',
        head: seq,
      })
    })

    test('of a cursor whose entries are gone is a reset, and of a later one goes on', async () => {
      const house = await (await fresh()).open()
      await house.make('old')
      const { seq } = await house.make('older than nothing')
      await house.forget({ entries: endOfTime, tombstones: 0 })
      const after = await house.make('new')
      expect(await house.journal.tail(start, 10)).toEqual({ kind: 'reset', head: after.seq })
      expect(namesOf(rowsOf(await house.journal.tail(seq, 10)))).toEqual(['new'])
      expect(rowsOf(await house.journal.changes(start, 10))).toHaveLength(3)
    })

    test('with nothing forgotten is no reset', async () => {
      const house = await (await fresh()).open()
      await house.make('one')
      await house.forget({ entries: 1, tombstones: 1 })
      await house.forget({ entries: null, tombstones: 1 })
      expect(rowsOf(await house.journal.tail(start, 10))).toHaveLength(1)
    })
  })

  describe('the ledger', () => {
    test('has one row an entity, with its latest sequence', async () => {
      const house = await (await fresh()).open()
      const a = await house.make('a')
      const b = await house.make('b')
      const c = await house.make('c')
      const changed = await house.change(a.id, 'a again')
      await house.touch(b.id)
      const rows = rowsOf(await house.journal.changes(start, 10))
      expect(rows.map(({ id, seq, deleted }) => [id, seq, deleted])).toEqual([
        [c.id, c.seq, false],
        [a.id, changed, false],
        [b.id, changed + 1, false],
      ])
      expect(rowsOf(await house.journal.changes(c.seq, 1)).map(({ id }) => id)).toEqual([a.id])
    })

    test('says what was deleted until that is forgotten, and then resets who missed it', async () => {
      const house = await (await fresh()).open()
      const a = await house.make('a')
      const b = await house.make('b')
      const removed = await house.remove(a.id)
      expect(rowsOf(await house.journal.changes(start, 10))).toEqual([
        { kind: 'service', id: b.id, seq: b.seq, deleted: false },
        { kind: 'service', id: a.id, seq: removed, deleted: true },
      ])
      await house.forget({ entries: null, tombstones: endOfTime })
      expect(await house.journal.changes(b.seq, 10)).toEqual({ kind: 'reset', head: removed })
      expect(rowsOf(await house.journal.changes(removed, 10))).toEqual([])
      // The entries of the journal have a floor of their own.
      expect(namesOf(rowsOf(await house.journal.tail(start, 10)))).toEqual(['a', 'b', 'a'])
    })

    test('keeps living entities when tombstones are forgotten', async () => {
      const house = await (await fresh()).open()
      const a = await house.make('a')
      const b = await house.make('b')
      const removed = await house.remove(a.id)
      await house.forget({ entries: null, tombstones: endOfTime })
      const seq = await house.change(b.id, 'b again')
      expect(rowsOf(await house.journal.changes(removed, 10))).toEqual([
        { kind: 'service', id: b.id, seq, deleted: false },
      ])
    })
  })

  describe('with many writers', () => {
    const perWriter = 50

    test('a reader that was there before them never skips an entry', async () => {
      const place = await fresh()
      const [first, second] = [await place.open(), await place.open()]
      const reader = await place.open()
      let writing = true
      const read = readOn(reader.journal, () => writing)
      const written = await Promise.all([first, second, first, second].map(writeMany))
      writing = false
      const entries = await read
      const all = rowsOf(await reader.journal.tail(start, 10_000))
      expect(all).toHaveLength(4 * perWriter)
      expect(entries).toEqual(all)
      expect(new Set(seqs(all)).size).toBe(all.length)
      for (const own of written) expect(own).toEqual(rising(own))
    })

    test('a follower hears every entry and every latest change', async () => {
      const place = await fresh()
      const [first, second] = [await place.open(), await place.open()]
      const stop = new AbortController()
      const options = { wake: second.wake, clock, signal: stop.signal, after: start } as const
      const heard: Seq[] = []
      const listening = (async () => {
        for await (const step of follow({ ...options, read: second.journal.tail })) {
          if (step.kind !== 'rows') throw new Error(`the follower heard ${step.kind}`)
          heard.push(...seqs(step.rows))
          if (heard.length >= 2 * perWriter) break
        }
      })()
      await Promise.all([writeMany(first), writeMany(second)])
      await listening
      stop.abort()
      expect(heard).toEqual(seqs(rowsOf(await first.journal.tail(start, 10_000))))
    })

    /** @returns its sequences in the order in which they were acknowledged. */
    async function writeMany(house: House): Promise<Seq[]> {
      const own: Seq[] = []
      const { id } = await house.make('0')
      for (let i = 1; i < perWriter; i++) own.push(await house.change(id, `${i}`))
      return own
    }

    /** Reads without a pause while they write, and once more when they have ended. */
    async function readOn(journal: JournalStore, writing: () => boolean): Promise<JournalEntry[]> {
      const entries: JournalEntry[] = []
      let cursor = start
      for (let last = false; !last; ) {
        last = !writing()
        const reading: Reading<JournalEntry> = await journal.tail(cursor, 500)
        entries.push(...rowsOf(reading))
        cursor = reading.head
        await clock.sleep(0)
      }
      return entries
    }
  })

  describe('the wake-up', () => {
    /** The next ring. A commit is heard within a second. */
    const ring = (wake: Wake, withinMs = 1_000) =>
      new Promise<void>((resolve, reject) => {
        const stop = wake.subscribe(() => {
          stop()
          resolve()
        })
        clock
          .sleep(withinMs)
          .then(() => reject(new Error(`nothing was heard for ${withinMs} ms`)))
          .catch(() => undefined)
      })

    /** A store that listens: it rings once by itself when it begins to. */
    const listening = async (place: { open(): Promise<House> }) => {
      const house = await place.open()
      await ring(house.wake, 10_000)
      return house
    }

    test('comes after a commit in the same store', async () => {
      const house = await listening(await fresh())
      const heard = ring(house.wake)
      await house.make('one')
      await heard
    })

    test('comes in another store within a second of the commit, every time', async () => {
      const place = await fresh()
      const first = await place.open()
      const { id } = await first.make('zero')
      const second = await listening(place)
      for (const name of ['one', 'two', 'three']) {
        const heard = ring(second.wake)
        const seq = await first.change(id, name)
        await heard
        expect(await second.journal.head()).toBe(seq)
      }
    })

    test('reaches all who subscribed and nobody who has left', async () => {
      const house = await listening(await fresh())
      let calls = 0
      const leave = house.wake.subscribe(() => {
        calls += 1
      })
      leave()
      const heard = [ring(house.wake), ring(house.wake)]
      await house.make('one')
      await Promise.all(heard)
      expect(calls).toBe(0)
    })
  })
}
