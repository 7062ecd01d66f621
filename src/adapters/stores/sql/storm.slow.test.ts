import { describe, expect, test } from 'vitest'
import type { CheckId, Seq, ServiceId } from '../../../kernel/index.ts'
import {
  add,
  allOutcomes,
  claimAt,
  failed,
  reportOf,
  turn,
} from '../../../modules/checks/house.contract.ts'
import { slotAfter } from '../../../modules/checks/index.ts'
import type { DomainEvent } from '../../../modules/journal/index.ts'
import { rowsOf } from '../../../modules/journal/rows.contract.ts'
import { aService, by } from '../../../modules/services/examples.contract.ts'
import { addedUpAgain, rollupsOf } from './checks/rollups.contract.ts'
import type { SqlStore } from './index.ts'
import { onEachDialect } from './places.contract.ts'

const services = 12
const rounds = 10
const minute = 60_000

type Turn = Extract<DomainEvent, { type: 'check.verdict_changed' }>

/** Claims what is due and reports it, some of it twice; half of the outcomes fail. */
async function work(store: SqlStore, now: number): Promise<void> {
  const { claims } = await store.schedule.claim(claimAt(now, { limit: 5 }))
  await Promise.all(
    claims.map(async (claim) => {
      const report = reportOf(claim, claim.slot % 2 === 0 ? failed : {})
      await store.schedule.accept(report)
      if (claim.slot % 3 === 0) await store.schedule.accept(report)
    }),
  )
}

/** Saves whatever version it finds, again and again. @returns how often it was the one. */
async function edit(store: SqlStore, id: ServiceId, times: number): Promise<number> {
  let saved = 0
  for (let i = 0; i < times; i++) {
    const service = await store.services.find(id)
    if (service === null) return saved
    const definition = { ...service, failuresToDown: (i % 3) + 1, paused: i % 5 === 4 }
    const change = { definition, expectedRev: service.rev }
    const { kind } = await store.services.save(id, change, by('ann'))
    if (kind === 'saved') saved += 1
  }
  return saved
}

/**
 * Everything that writes, from two stores at the same time. Each scheduler runs through slot time at
 * its own pace, so leases expire in front of their holders. @returns how many saves succeeded.
 */
async function storm(stores: readonly SqlStore[]): Promise<number> {
  const began = await turn(stores, 0).schedule.now()
  const schedulers = [0, 1, 2].map(async (i) => {
    for (let round = 1; round <= rounds * 3; round++) {
      await work(turn(stores, i), began + (round * minute) / 3)
    }
  })
  const editors = [0, 1].map((i) => edit(turn(stores, i), 1 as ServiceId, 15))
  const gardener = async () => {
    for (const id of [2, 3]) await turn(stores, id).services.remove(id as ServiceId, by('bob'))
    for (let i = 0; i < 4; i++) await add(turn(stores, i), { name: `late ${i}` })
    await turn(stores, 0).owned.keepFromFile([aService({ name: 'of the file' })], by('pharos'))
  }
  await Promise.all([...schedulers, gardener()])
  const saved = await Promise.all(editors)
  return saved.reduce((sum, one) => sum + one, 0)
}

onEachDialect('a store that everybody writes to at once', (fresh) => {
  describe('with schedulers, reporters and people', () => {
    test('loses no update, keeps one outcome a slot, and its totals agree with its rows', async () => {
      const place = await fresh()
      const stores = [await place.open(), await place.open()]
      for (let i = 0; i < services; i++) await add(turn(stores, i), { name: `service ${i}` })
      const saved = await storm(stores)
      const [store, other] = [turn(stores, 0), turn(stores, 1)]

      expect((await store.services.find(1 as ServiceId))?.rev).toBe(1 + saved)

      const { services: all } = await store.views.all()
      expect(all).toHaveLength(services - 2 + 4 + 1)
      for (const service of all) {
        const { items, total } = await allOutcomes(store, service)
        expect(items, service.name).toHaveLength(total)
        expect(new Set(items.map(({ slot }) => slot)).size).toBe(items.length)
      }
      expect(await other.views.all()).toEqual(await store.views.all())
      expect(place.logged.filter(({ level }) => level === 'error')).toEqual([])
    })

    test('has added up exactly what it stored', async () => {
      const place = await fresh()
      const stores = [await place.open(), await place.open()]
      for (let i = 0; i < services; i++) await add(turn(stores, i), { name: `service ${i}` })
      await storm(stores)
      // A run of missed slots that is too long to stand in every part.
      const store = turn(stores, 0)
      await store.schedule.claim(claimAt((await store.schedule.now()) + 3_000 * minute))
      const made = await rollupsOf(place)
      expect(made.length).toBeGreaterThan(services * 10)
      expect(await addedUpAgain(place, store)).toEqual(made)
    })

    test('says of every check how it turned, each time from where it was', async () => {
      const place = await fresh()
      const stores = [await place.open(), await place.open()]
      for (let i = 0; i < services; i++) await add(turn(stores, i), { name: `service ${i}` })
      await storm(stores)
      const events = rowsOf(await turn(stores, 0).journal.tail(0 as Seq, 10_000))
      const turns = events.flatMap(({ event }) =>
        event.type === 'check.verdict_changed' ? [event] : [],
      )
      const byCheck = Map.groupBy(turns, ({ checkId }) => checkId)
      expect(byCheck.size).toBeGreaterThan(0)
      for (const own of byCheck.values()) expect(broken(own)).toEqual([])
      const { services: all } = await turn(stores, 1).views.all()
      for (const service of all) {
        const last = turns.findLast(({ serviceId }) => serviceId === service.id)
        if (last !== undefined) expect(service.status).toBe(last.to)
      }
    })

    test('leaves no slot of a check without an outcome', async () => {
      const place = await fresh()
      const stores = [await place.open(), await place.open()]
      const service = await add(turn(stores, 0))
      for (let i = 1; i < services; i++) await add(turn(stores, i), { name: `service ${i}` })
      const began = await turn(stores, 0).schedule.now()
      // Some rounds are left out, so that slots are overtaken and missed.
      await Promise.all(
        [1, 2, 5, 6, 7, 12].map((round) => work(turn(stores, round), began + round * minute)),
      )
      await work(turn(stores, 0), began + 20 * minute)
      await turn(stores, 1).schedule.claim(claimAt(began + 20 * minute))
      const { items } = await allOutcomes(turn(stores, 0), service)
      const [check] = await place.query(`select id from checks where service_id = ${service.id}`)
      const schedule = { checkId: Number(check?.id) as CheckId, intervalMs: minute }
      let expected = items.at(-1)?.slot ?? 0
      for (const { slot, slots } of items.toReversed()) {
        expect(slot).toBe(expected)
        expected = slotAfter(slot + (slots - 1) * minute, schedule)
      }
      expect(expected).toBeGreaterThan(began + 18 * minute)
    })
  })
})

/** Turns that do not begin where the one before them ended. */
const broken = (turns: readonly Turn[]): readonly Turn[] =>
  turns.filter(({ from, to }, i) => from === to || from !== (turns[i - 1]?.to ?? 'unknown'))
