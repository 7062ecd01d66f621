import { describe, expect, test } from 'vitest'
import type { CheckId, Seq } from '../../../kernel/index.ts'
import {
  addClaimed,
  allOutcomes,
  failed,
  reportOf,
} from '../../../modules/checks/house.contract.ts'
import { rowsOf } from '../../../modules/journal/rows.contract.ts'
import { aService, by } from '../../../modules/services/examples.contract.ts'
import type { Horizon, SqlStore } from './index.ts'
import { onEachDialect, type Place } from './places.contract.ts'

const minute = 60_000
const portion = 1_000

const nothing: Horizon = { outcomes: null, events: null, tombstones: 0, idempotency: 0 }

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
    if (rows.length > 50) throw new Error('it never ends')
  }
  return rows
}

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
      expect(left).toEqual([1_300, 300, 50])
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
      const left: number[] = []
      for (let i = 0; i < 6; i++) {
        const before = await count(place, 'checks_outcomes')
        await store.retention.removePortion(nothing)
        left.push(await count(place, 'checks_outcomes'))
        expect(before - (left.at(-1) ?? 0)).toBeLessThanOrEqual(portion)
      }
      expect(left.at(-1)).toBe(4)
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
      const left = () => count(place, 'journal_entries')
      expect(await store.retention.removePortion(horizon)).toBe(true)
      expect(await left()).toBe(all.length - portion)
      expect(await store.journal.tail(0 as Seq, 1)).toMatchObject({ kind: 'reset' })
      const floor = all[portion - 1]?.seq ?? (0 as Seq)
      expect(rowsOf(await store.journal.tail(floor, 10_000))).toEqual(all.slice(portion))
      expect(await store.retention.removePortion(horizon)).toBe(false)
      expect(await left()).toBe(0)
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
