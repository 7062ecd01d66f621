import { describe, expect, test } from 'vitest'
import type { CheckId, Seq } from '../../../kernel/index.ts'
import {
  addClaimed,
  allOutcomes,
  claimAt,
  failed,
  reportOf,
} from '../../../modules/checks/house.contract.ts'
import { levels } from '../../../modules/checks/index.ts'
import { rowsOf } from '../../../modules/journal/rows.contract.ts'
import { aService, by } from '../../../modules/services/examples.contract.ts'
import type { Horizon, SqlStore } from './index.ts'
import { onEachDialect, type Place } from './places.contract.ts'

const minute = 60_000
/** A transaction removes no more than this, however quick it is. */
const portion = 1_000

const rollups = { minute: null, hour: null, day: null }
const nothing: Horizon = { outcomes: null, rollups, events: null, tombstones: 0, idempotency: 0 }

async function count({ query }: Place, table: string): Promise<number> {
  const [row] = await query(`select count(*) as n from ${table}`)
  return Number(row?.n)
}

/** A service with that many outcomes, a minute apart. @returns the slot of the i-th. */
async function withOutcomes(store: SqlStore, outcomes: number) {
  const claim = await addClaimed(store)
  const slotOf = (i: number) => claim.slot + i * minute
  await Promise.all(
    Array.from({ length: outcomes }, (_, i) =>
      store.schedule.accept(reportOf({ ...claim, slot: slotOf(i) })),
    ),
  )
  return { ...claim, slotOf }
}

/** Removes portions until it is said that there are no more. @returns rows left after each. */
async function removeAll(store: SqlStore, horizon: Horizon, left: () => Promise<number>) {
  const rows: number[] = []
  for (let more = true; more; ) {
    more = await store.retention.removePortion(horizon)
    rows.push(await left())
    if (rows.length > 200) throw new Error('it never ends')
  }
  return rows
}

/** How many rows each portion took. */
const taken = (before: number, left: readonly number[]): number[] =>
  left.map((rows, i) => (left[i - 1] ?? before) - rows)

onEachDialect('retention', (fresh) => {
  describe('of outcomes', () => {
    test('removes old ones in portions, and the totals stay right after each', async () => {
      const place = await fresh()
      const store = await place.open()
      const { service, slotOf } = await withOutcomes(store, 2_300)
      const horizon = { ...nothing, outcomes: slotOf(2_250) }
      const totals: number[] = []
      const left = await removeAll(store, horizon, async () => {
        const { total } = await store.outcomes.outcomesOf(service.id, { page: 1, limit: 1 })
        totals.push(total)
        return count(place, 'checks_outcomes')
      })
      expect(left.at(-1)).toBe(50)
      expect(left.length).toBeGreaterThan(2)
      expect(Math.max(...taken(2_300, left))).toBeLessThanOrEqual(portion)
      expect(totals).toEqual(left)
      const { items } = await allOutcomes(store, service)
      expect(items.at(-1)?.slot).toBe(slotOf(2_250))
      expect(await store.services.find(service.id)).toMatchObject({ status: 'up' })
    })

    test('takes those of every check, and nothing from one that has only young ones', async () => {
      const place = await fresh()
      const store = await place.open()
      const old = await withOutcomes(store, 5)
      const young = await withOutcomes(store, 5)
      const slots = [...Array(5).keys()].map((i) => young.slotOf(i) + 1_000 * minute)
      for (const slot of slots) await store.schedule.accept(reportOf({ ...young, slot }))
      const horizon = { ...nothing, outcomes: old.slotOf(500) }
      await removeAll(store, horizon, () => count(place, 'checks_outcomes'))
      expect(await allOutcomes(store, old.service)).toEqual({ items: [], total: 0 })
      const { items, total } = await allOutcomes(store, young.service)
      expect(items.map(({ slot }) => slot)).toEqual(slots.toReversed())
      expect(total).toBe(5)
    })

    test('keeps all of them when it is told to', async () => {
      const place = await fresh()
      const store = await place.open()
      const { service } = await withOutcomes(store, 3)
      expect(await store.retention.removePortion(nothing)).toBe(false)
      expect((await allOutcomes(store, service)).total).toBe(3)
    })

    test('removes those of a deleted service, in portions, and no others', async () => {
      const place = await fresh()
      const store = await place.open()
      const gone = await withOutcomes(store, 1_200)
      const other = await withOutcomes(store, 4)
      await store.services.remove(gone.service.id, by('ann'))
      // Its removal itself is quick: the outcomes go later.
      expect(await count(place, 'checks_outcomes')).toBe(1_204)
      const left = await removeAll(store, nothing, () => count(place, 'checks_outcomes'))
      expect(left.at(-1)).toBe(4)
      expect(left.length).toBeGreaterThan(2)
      expect(Math.max(...taken(1_204, left))).toBeLessThanOrEqual(portion)
      expect((await allOutcomes(store, other.service)).total).toBe(4)
    })

    test('says that there may be more while those of another deleted service are left', async () => {
      const place = await fresh()
      const store = await place.open()
      for (let i = 0; i < 3; i++) {
        const { service } = await withOutcomes(store, 2)
        await store.services.remove(service.id, by('ann'))
      }
      await removeAll(store, nothing, () => count(place, 'checks_outcomes'))
      expect(await count(place, 'checks_outcomes')).toBe(0)
    })

    test('removes those of a service that left the configuration file', async () => {
      const place = await fresh()
      const store = await place.open()
      await store.owned.keepFromFile([aService({ name: 'of the file' })], by('pharos'))
      const [check] = await place.query('select id from checks')
      const owned = { check: { id: Number(check?.id) as CheckId, rev: 1 }, slot: minute }
      await store.schedule.accept(reportOf(owned))
      await store.owned.keepFromFile([], by('pharos'))
      await removeAll(store, nothing, () => count(place, 'checks_outcomes'))
      expect(await count(place, 'checks_outcomes')).toBe(0)
    })
  })

  describe('of roll-ups', () => {
    const spansOf = async (place: Place) => {
      const rows = await place.query(
        'select span_ms, count(*) as n from checks_rollups group by span_ms order by span_ms',
      )
      return rows.map((row) => [Number(row.span_ms), Number(row.n)])
    }

    test('removes each level by its own age, in whole hours and days', async () => {
      const place = await fresh()
      const store = await place.open()
      const { slotOf } = await withOutcomes(store, 200)
      const hours = new Set([...Array(200).keys()].map((i) => Math.floor(slotOf(i) / levels.hour)))
      const at = slotOf(150)
      const before = await spansOf(place)
      expect(before.slice(0, 2)).toEqual([
        [levels.minute, 200],
        [levels.hour, hours.size],
      ])
      const horizon = { ...nothing, rollups: { minute: at, hour: at, day: at } }
      await removeAll(store, horizon, () => count(place, 'checks_rollups'))
      const young = [...Array(200).keys()].filter((i) => slotOf(i) >= at - (at % levels.hour))
      const midnight = at - (at % levels.day)
      const starts = await place.query('select span_ms, start from checks_rollups')
      expect(await spansOf(place)).toContainEqual([levels.minute, young.length])
      // Longer parts go by whole days of UTC.
      expect(starts.filter(({ start }) => Number(start) < midnight)).toEqual([])
      expect(before.length).toBe(3)
    })

    test('removes few at a time, and comes again when the horizon has moved on', async () => {
      const place = await fresh()
      const store = await place.open()
      const { slotOf } = await withOutcomes(store, 1_300)
      const olderThan = (at: number) => ({
        ...nothing,
        rollups: { minute: at, hour: null, day: null },
      })
      const minutes = async () =>
        (await spansOf(place)).find(([span]) => span === levels.minute)?.[1]
      const total = await count(place, 'checks_rollups')
      const left = await removeAll(store, olderThan(slotOf(1_000)), () =>
        count(place, 'checks_rollups'),
      )
      expect(Math.max(...taken(total, left))).toBeLessThanOrEqual(portion)
      const before = (await minutes()) ?? 0
      expect(await store.retention.removePortion(olderThan(slotOf(1_000)))).toBe(false)
      await removeAll(store, olderThan(slotOf(1_200)), minutes as () => Promise<number>)
      expect(before - ((await minutes()) ?? 0)).toBeGreaterThanOrEqual(120)
    })

    test('removes gaps of missed slots with their level', async () => {
      const place = await fresh()
      const store = await place.open()
      const claim = await addClaimed(store, { intervalMs: minute })
      await store.schedule.claim(claimAt(claim.slot + 600 * minute))
      expect(await count(place, 'checks_gaps')).toBe(1)
      const young = { ...nothing, rollups: { minute: 0, hour: claim.slot, day: claim.slot } }
      await removeAll(store, young, () => count(place, 'checks_gaps'))
      expect(await count(place, 'checks_gaps')).toBe(1)
      const at = claim.slot + 50 * levels.hour
      const old = { ...nothing, rollups: { minute: at, hour: at, day: null } }
      await removeAll(store, old, () => count(place, 'checks_gaps'))
      expect(await count(place, 'checks_gaps')).toBe(0)
    })

    test('removes those of a deleted service', async () => {
      const place = await fresh()
      const store = await place.open()
      const gone = await withOutcomes(store, 300)
      await withOutcomes(store, 2)
      await store.services.remove(gone.service.id, by('ann'))
      await removeAll(store, nothing, () => count(place, 'checks_rollups'))
      const rows = await place.query('select distinct check_id from checks_rollups')
      expect(rows).toHaveLength(1)
      expect(Number(rows[0]?.check_id)).not.toBe(gone.check.id)
      expect(await count(place, 'checks_removed')).toBe(0)
    })
  })

  describe('of events', () => {
    test('moves the floor with the entries, and leaves the head', async () => {
      const store = await (await fresh()).open()
      for (let i = 1; i <= 5; i++) {
        await store.services.create(aService({ name: `${i}` }), by('ann', i * minute), null)
      }
      const head = await store.journal.head()
      const entries = rowsOf(await store.journal.tail(0 as Seq, 10))
      const floor = entries[2]?.seq ?? (0 as Seq)
      await store.retention.removePortion({ ...nothing, events: 4 * minute })
      expect(await store.journal.tail(0 as Seq, 10)).toEqual({ kind: 'reset', head })
      expect(await store.journal.tail((floor - 1) as Seq, 10)).toMatchObject({ kind: 'reset' })
      expect(rowsOf(await store.journal.tail(floor, 10))).toEqual(entries.slice(3))
      expect(await store.journal.head()).toBe(head)
      expect(rowsOf(await store.journal.changes(0 as Seq, 10))).toHaveLength(5)
    })

    test('removes them in portions, and a reader never has a hole without a reset', async () => {
      const place = await fresh()
      const store = await place.open()
      const claim = await addClaimed(store, { failuresToDown: 1 })
      // Every outcome turns the verdict.
      for (let batch = 0; batch < 6; batch++) {
        await Promise.all(
          Array.from({ length: 200 }, (_, i) => {
            const slot = claim.slot + (batch * 200 + i) * minute
            return store.schedule.accept(reportOf({ ...claim, slot }, i % 2 === 0 ? failed : {}))
          }),
        )
      }
      const all = rowsOf(await store.journal.tail(0 as Seq, 10_000))
      expect(all.length).toBeGreaterThan(1_200)
      const horizon = { ...nothing, events: Number.MAX_SAFE_INTEGER }
      for (let more = true; more; ) {
        more = await store.retention.removePortion(horizon)
        const left = await count(place, 'journal_entries')
        const gone = all.length - left
        if (gone === 0) continue
        expect(await store.journal.tail(0 as Seq, 1)).toMatchObject({ kind: 'reset' })
        const floor = all[gone - 1]?.seq ?? (0 as Seq)
        expect(rowsOf(await store.journal.tail(floor, 10_000))).toEqual(all.slice(gone))
      }
      expect(await count(place, 'journal_entries')).toBe(0)
    })
  })

  test('of keys of clients lets an old key make something again', async () => {
    const store = await (await fresh()).open()
    const once = { key: 'k', fingerprint: 'f' }
    const first = await store.services.create(aService(), by('ann', minute), once)
    await store.retention.removePortion({ ...nothing, idempotency: minute })
    const again = await store.services.create(aService(), by('ann', minute), once)
    expect(again.value.id).toBe(first.value.id)
    await store.retention.removePortion({ ...nothing, idempotency: minute + 1 })
    const anew = await store.services.create(aService(), by('ann', minute), once)
    expect(anew.value.id).not.toBe(first.value.id)
  })
})
