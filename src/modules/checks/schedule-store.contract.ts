import { describe, expect, test } from 'vitest'
import { by } from '../services/examples.contract.ts'
import {
  add,
  addClaimed,
  allOutcomes,
  claimAt,
  type Fresh,
  firstSlotsMs,
  only,
  reportOf,
  turn,
} from './house.contract.ts'
import type { Claim } from './ports.ts'
import { claimAhead, slotAfter } from './schedule.ts'

const minute = 60_000
const slotKey = ({ check, slot }: Claim) => `${check.id} at ${slot}`

/** What every `ScheduleStore` must do. */
export function scheduleStoreContract(fresh: Fresh): void {
  describe('a claim', () => {
    test('gives a due slot with the whole definition of its check', async () => {
      const house = await (await fresh()).open()
      const config = { method: 'HEAD' }
      const { service, check } = await addClaimed(house, { timeoutMs: 900, config })
      expect(check).toEqual({
        id: check.id,
        serviceId: service.id,
        type: 'http',
        target: 'https://shop.example/health',
        intervalMs: minute,
        retries: 0,
        timeoutMs: 900,
        failuresToDown: 2,
        successesToUp: 1,
        degradedAboveMs: null,
        config,
        paused: false,
        rev: 1,
      })
    })

    test('gives every slot once, however many processes ask at the same time', async () => {
      const place = await fresh()
      const houses = [await place.open(), await place.open()]
      for (let i = 0; i < 40; i++) await add(turn(houses, i))
      const now = (await turn(houses, 0).schedule.now()) + firstSlotsMs
      const claimed = await Promise.all(
        Array.from({ length: 16 }, (_, i) =>
          turn(houses, i).schedule.claim(claimAt(now, { limit: 7 })),
        ),
      )
      const rest = await turn(houses, 0).schedule.claim(claimAt(now))
      const slots = [...claimed, rest].flatMap(({ claims }) => claims.map(slotKey))
      expect(slots).toHaveLength(40)
      expect(new Set(slots).size).toBe(40)
    })

    test('takes at most as many as were asked for, those due first first', async () => {
      const house = await (await fresh()).open()
      const since = new Map<number, number>()
      for (let i = 0; i < 12; i++) {
        const service = await add(house)
        since.set(service.id, service.since)
      }
      const now = (await house.schedule.now()) + firstSlotsMs
      const dueAt: number[] = []
      const counts: number[] = []
      for (let i = 0; i < 4; i++) {
        const { claims } = await house.schedule.claim(claimAt(now, { limit: 5 }))
        counts.push(claims.length)
        for (const { check, slot } of claims) {
          const made = since.get(check.serviceId) ?? Number.NaN
          dueAt.push(Math.max(made, slot - claimAhead(check.intervalMs)))
        }
      }
      expect(counts).toEqual([5, 5, 2, 0])
      expect(dueAt).toEqual(dueAt.toSorted((a, b) => a - b))
    })

    test.each([1_000, 3_000, 60_000, 86_400_000])(
      'finds the first slot of a check every %i ms within 5 s and one interval',
      async (intervalMs) => {
        const house = await (await fresh()).open()
        const { since } = await add(house, { intervalMs })
        const { nextAt, claims: early } = await house.schedule.claim(claimAt(since - 1))
        expect(early).toEqual([])
        const { slot } = only((await house.schedule.claim(claimAt(nextAt ?? 0))).claims)
        expect(slot).toBeGreaterThanOrEqual(since)
        expect(slot).toBeLessThan(since + Math.min(intervalMs, firstSlotsMs))
      },
    )

    test('says when the next one may succeed, and that is when it does', async () => {
      const house = await (await fresh()).open()
      expect((await house.schedule.claim(claimAt(Number.MAX_SAFE_INTEGER))).nextAt).toBeNull()
      const { check, slot, now } = await addClaimed(house)
      await house.schedule.accept(reportOf({ check, slot }))
      const following = slotAfter(slot, { checkId: check.id, intervalMs: minute })
      const nothing = await house.schedule.claim(claimAt(now))
      expect(nothing).toEqual({ claims: [], missed: 0, nextAt: following - 500 })
      expect((await house.schedule.claim(claimAt(following - 501))).claims).toEqual([])
      const next = await house.schedule.claim(claimAt(following - 500))
      expect(next.claims.map(({ slot }) => slot)).toEqual([following])
    })

    test('leaves paused checks and removed ones alone', async () => {
      const house = await (await fresh()).open()
      await add(house, { paused: true })
      const removed = await add(house)
      await house.services.remove(removed.id, by('ann'))
      const now = (await house.schedule.now()) + minute
      expect(await house.schedule.claim(claimAt(now))).toEqual({
        claims: [],
        missed: 0,
        nextAt: null,
      })
    })

    test('finds a check soon after it was resumed, and not while it is paused', async () => {
      const house = await (await fresh()).open()
      const { service, now } = await addClaimed(house)
      const pause = { definition: { ...service, paused: true }, expectedRev: 1 }
      await house.services.save(service.id, pause, by('ann'))
      expect((await house.schedule.claim(claimAt(now + 3 * minute))).claims).toEqual([])
      const resume = { definition: { ...service, paused: false }, expectedRev: 2 }
      const resumed = await house.services.save(service.id, resume, by('ann'))
      const since = resumed.kind === 'saved' ? resumed.service.since : Number.NaN
      const { slot } = only((await house.schedule.claim(claimAt(since + firstSlotsMs))).claims)
      expect(slot - since).toBeGreaterThanOrEqual(0)
      expect(slot - since).toBeLessThan(firstSlotsMs)
    })
  })

  describe('slots that nobody ran', () => {
    const due = async (fresh: Fresh, intervalMs: number) => {
      const house = await (await fresh()).open()
      const claimed = await addClaimed(house, { intervalMs })
      await house.schedule.accept(reportOf(claimed))
      const next = slotAfter(claimed.slot, { checkId: claimed.check.id, intervalMs })
      return { house, next, ...claimed }
    }

    test('are missed in whole ranges, with no gap before the slot that is claimed', async () => {
      const { house, next, service } = await due(fresh, minute)
      const { claims, missed } = await house.schedule.claim(claimAt(next + 10 * minute))
      expect(only(claims).slot).toBe(next + 10 * minute)
      expect(missed).toBe(10)
      const { items, total } = await allOutcomes(house, service)
      const gone = items.filter(({ status }) => status === 'missed')
      const slots = gone.flatMap(({ slot, slots }) =>
        Array.from({ length: slots }, (_, i) => slot + i * minute),
      )
      expect(slots.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 10 }, (_, i) => next + i * minute),
      )
      expect(gone.map(({ reason }) => reason)).toEqual(gone.map(() => 'overload'))
      expect(gone.map(({ phases }) => phases)).toEqual(gone.map(() => null))
      expect(total).toBe(items.length)
    })

    test('before the scheduler began are missed because it was stopped', async () => {
      const { house, next, service } = await due(fresh, minute)
      const now = next + 5 * minute + 2_000
      const { claims, missed } = await house.schedule.claim(claimAt(now, { startedAt: now }))
      // A check that runs every minute does not catch up after a stop.
      expect(claims).toEqual([])
      expect(missed).toBe(6)
      const { items } = await allOutcomes(house, service)
      expect(items.slice(0, -1).map(({ reason }) => reason)).toEqual(['stopped', 'stopped'])
    })

    test('of a slow check are missed but for the latest, which is caught up', async () => {
      const hour = 60 * minute
      const { house, next } = await due(fresh, hour)
      const now = next + 3 * hour + 1
      const { claims, missed } = await house.schedule.claim(claimAt(now, { startedAt: now }))
      expect(only(claims).slot).toBe(next + 3 * hour)
      expect(missed).toBe(3)
    })

    test('that the clock jumped over are missed because of the clock', async () => {
      const { house, next, service } = await due(fresh, minute)
      await house.schedule.claim(claimAt(next + 3 * minute, { jumped: true }))
      const { items } = await allOutcomes(house, service)
      expect(items[0]).toMatchObject({ status: 'missed', reason: 'clock' })
    })

    test('make the check unknown after three intervals, with the ledger row of its service', async () => {
      const { house, next, service } = await due(fresh, minute)
      const head = await house.journal.head()
      await house.schedule.claim(claimAt(next + 10 * minute))
      expect(await house.services.find(service.id)).toMatchObject({
        status: 'unknown',
        reason: 'no_data',
        recent: 'u----------',
      })
      const changes = await house.journal.changes(head, 10)
      expect(changes).toMatchObject({ rows: [{ kind: 'service', id: service.id, deleted: false }] })
    })

    test('and were claimed but never reported are missed when the next one is due', async () => {
      const house = await (await fresh()).open()
      const { check, slot, service } = await addClaimed(house)
      const next = slotAfter(slot, { checkId: check.id, intervalMs: minute })
      const { claims, missed } = await house.schedule.claim(claimAt(next))
      expect(only(claims).slot).toBe(next)
      expect(missed).toBe(1)
      await house.schedule.accept(reportOf({ check, slot }))
      const { items } = await allOutcomes(house, service)
      expect(items).toMatchObject([{ slot, status: 'missed', slots: 1 }])
    })
  })

  describe('a lease', () => {
    // Its next slot is far away, so that there is time to run an expired one again.
    const slow = { intervalMs: 20 * minute }

    test('that expired lets another process claim the slot, once', async () => {
      const place = await fresh()
      const [first, second] = [await place.open(), await place.open()]
      const { slot, now, check } = await addClaimed(first, slow)
      // 10 s of timeout and 5 s to commit.
      const until = now + 15_000
      expect((await second.schedule.claim(claimAt(until - 1))).claims).toEqual([])
      const again = await Promise.all(
        [first, second, first, second].map(({ schedule }) => schedule.claim(claimAt(until))),
      )
      expect(only(again.flatMap(({ claims }) => claims))).toMatchObject({ slot, check })
      await second.schedule.accept(reportOf({ check, slot }))
      expect((await first.schedule.claim(claimAt(until + minute))).claims).toEqual([])
    })

    test('that expired too late for another try ends as a missed slot', async () => {
      const house = await (await fresh()).open()
      const { slot, check, service } = await addClaimed(house, slow)
      const next = slotAfter(slot, { checkId: check.id, ...slow })
      expect((await house.schedule.claim(claimAt(next - 5_000))).claims).toEqual([])
      expect(only((await house.schedule.claim(claimAt(next))).claims).slot).toBe(next)
      const { items } = await allOutcomes(house, service)
      expect(items).toMatchObject([{ slot, status: 'missed' }])
    })

    test('that was given back is free at once', async () => {
      const place = await fresh()
      const [first, second] = [await place.open(), await place.open()]
      const { slot, now, check } = await addClaimed(first, slow)
      await first.schedule.release([{ check, slot }])
      expect(only((await second.schedule.claim(claimAt(now))).claims).slot).toBe(slot)
      expect((await first.schedule.claim(claimAt(now))).claims).toEqual([])
    })

    test('given back after its slot had an outcome frees nothing', async () => {
      const house = await (await fresh()).open()
      const { slot, now, check } = await addClaimed(house, slow)
      await house.schedule.accept(reportOf({ check, slot }))
      await house.schedule.release([{ check, slot }])
      expect((await house.schedule.claim(claimAt(now + minute))).claims).toEqual([])
    })
  })

  describe('the high water', () => {
    test('is the newest slot that was ever claimed, also after an older one was', async () => {
      const house = await (await fresh()).open()
      expect(await house.schedule.highWater()).toBeNull()
      // So long that its latest slot is worth running at almost any moment.
      const month = 30 * 24 * 60 * minute
      const { since } = await add(house, { intervalMs: month })
      await add(house, { name: 'second', intervalMs: month })
      const now = since + firstSlotsMs
      const far = await house.schedule.claim(claimAt(now + 3 * month, { limit: 1 }))
      const newest = only(far.claims).slot
      expect(await house.schedule.highWater()).toBe(newest)
      const near = await house.schedule.claim(claimAt(now + 1_000))
      expect(only(near.claims).slot).toBeLessThan(newest)
      expect(await house.schedule.highWater()).toBe(newest)
    })

    test('is where new checks begin when the clock was set back', async () => {
      const house = await (await fresh()).open()
      const { slot, check } = await addClaimed(house)
      const far = slotAfter(slot, { checkId: check.id, intervalMs: minute }) + 60 * minute
      expect(only((await house.schedule.claim(claimAt(far))).claims).slot).toBe(far)
      const { since } = await add(house, { name: 'second' })
      expect(since).toBe(far)
    })
  })
}
