import { describe, expect, test } from 'vitest'
import type { CheckId, Seq } from '../../kernel/index.ts'
import { rowsOf } from '../journal/rows.contract.ts'
import { by } from '../services/examples.contract.ts'
import {
  add,
  addClaimed,
  allOutcomes,
  claimAt,
  eventsAfter,
  type Fresh,
  failed,
  firstSlotsMs,
  type House,
  only,
  reportOf,
  turn,
} from './house.contract.ts'
import type { Report } from './ports.ts'

const minute = 60_000
const start = 0 as Seq

/** What every `OutcomeStore` and `OutcomeReader` must do. */
export function outcomeStoreContract(fresh: Fresh): void {
  describe('an outcome', () => {
    test('is kept as it was reported, and shows on its service', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      const { slot, service } = claim
      const report = reportOf(claim, { message: 'answered 200 – "fine" ✓ \ud83d\udea8' })
      await house.schedule.accept(report)
      const { checkId: _, kind: __, ...kept } = report.outcome
      const { items, total } = await allOutcomes(house, service)
      expect(total).toBe(1)
      expect(only(items)).toEqual({
        ...kept,
        maintenance: false,
        id: expect.any(Number),
        evidence: null,
        serviceId: service.id,
        slots: 1,
      })
      expect(await house.services.find(service.id)).toMatchObject({
        status: 'up',
        reason: 'ok',
        since: slot,
        lastCheckedAt: slot + 20,
        responseMs: 12.25,
        recent: 'u',
      })
    })

    test('that is reported twice counts once', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      const report = reportOf(claim, failed)
      await Promise.all([house.schedule.accept(report), house.schedule.accept(report)])
      const head = await house.journal.head()
      await house.schedule.accept(report)
      expect((await allOutcomes(house, claim.service)).total).toBe(1)
      // Two failures would make it down.
      expect(await house.services.find(claim.service.id)).toMatchObject({ status: 'unknown' })
      expect(await house.journal.head()).toBe(head)
    })

    test('of a slot that has another one changes nothing', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await house.schedule.accept(reportOf(claim))
      await house.schedule.accept(reportOf(claim, failed))
      const { items, total } = await allOutcomes(house, claim.service)
      expect(only(items)).toMatchObject({ status: 'up', reason: 'ok' })
      expect(total).toBe(1)
      expect(await house.services.find(claim.service.id)).toMatchObject({
        status: 'up',
        recent: 'u',
      })
    })

    test('from two processes at once is one outcome', async () => {
      const place = await fresh()
      const [first, second] = [await place.open(), await place.open()]
      const claim = await addClaimed(first)
      const slots = Array.from({ length: 20 }, (_, i) => ({
        ...claim,
        slot: claim.slot + i * minute,
      }))
      await Promise.all([
        ...slots.map((slot) => first.schedule.accept(reportOf(slot))),
        ...slots.map((slot) => second.schedule.accept(reportOf(slot, failed))),
      ])
      const { items, total } = await allOutcomes(first, claim.service)
      expect(items).toHaveLength(20)
      expect(total).toBe(20)
      const service = await first.services.find(claim.service.id)
      expect(service?.recent.length).toBeLessThanOrEqual(20)
    })

    test('of an older slot is history only', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house, { failuresToDown: 1 })
      const later = { ...claim, slot: claim.slot + minute }
      await house.schedule.accept(reportOf(later))
      const before = await house.services.find(claim.service.id)
      const events = await eventsAfter(house, start)
      await house.schedule.accept(reportOf(claim, failed))
      expect(await house.services.find(claim.service.id)).toEqual(before)
      expect(await eventsAfter(house, start)).toEqual(events)
      const { items } = await allOutcomes(house, claim.service)
      expect(items.map(({ slot, status }) => [slot, status])).toEqual([
        [later.slot, 'up'],
        [claim.slot, 'down'],
      ])
    })

    test('of a check that was deleted, or never was, changes nothing', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await house.services.remove(claim.service.id, by('ann'))
      const head = await house.journal.head()
      const nobody = { check: { id: 4711 as CheckId, rev: 1 }, slot: claim.slot }
      await house.schedule.accept(reportOf(claim))
      await house.schedule.accept(reportOf(nobody))
      expect((await allOutcomes(house, claim.service)).items).toEqual([])
      expect(await house.journal.head()).toBe(head)
      expect(await house.services.find(claim.service.id)).toBeNull()
    })

    test('of an older definition is kept, and does not turn the verdict of the new one', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house, { failuresToDown: 1 })
      await house.schedule.accept(reportOf(claim))
      const moved = {
        definition: { ...claim.service, url: 'https://new.example/' },
        expectedRev: 1,
      }
      await house.services.save(claim.service.id, moved, by('ann'))
      const late = { ...claim, slot: claim.slot + minute }
      await house.schedule.accept(reportOf(late, failed))
      expect(await house.services.find(claim.service.id)).toMatchObject({
        status: 'unknown',
        reason: 'not_checked_yet',
        responseMs: null,
      })
      expect((await allOutcomes(house, claim.service)).items).toMatchObject([
        { slot: late.slot, status: 'down' },
        { slot: claim.slot, status: 'up' },
      ])
      const present = { check: { ...claim.check, rev: 2 }, slot: claim.slot + 2 * minute }
      await house.schedule.accept(reportOf(present, failed))
      expect(await house.services.find(claim.service.id)).toMatchObject({ status: 'down' })
    })

    test('of a paused check is history only', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      const pause = { definition: { ...claim.service, paused: true }, expectedRev: 1 }
      await house.services.save(claim.service.id, pause, by('ann'))
      await house.schedule.accept(reportOf({ ...claim, check: { ...claim.check, rev: 2 } }))
      expect(await house.services.find(claim.service.id)).toMatchObject({ status: 'paused' })
      expect((await allOutcomes(house, claim.service)).total).toBe(1)
    })
  })

  describe('a verdict', () => {
    test('turns down at the second failure with one entry for the check and one for its service', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      const { service, check } = claim
      await house.schedule.accept(reportOf(claim))
      const up = await house.journal.head()
      await house.schedule.accept(reportOf({ ...claim, slot: claim.slot + minute }, failed))
      expect(await eventsAfter(house, up)).toEqual([])
      await house.schedule.accept(reportOf({ ...claim, slot: claim.slot + 2 * minute }, failed))
      const ids = { serviceId: service.id, checkId: check.id }
      expect(await eventsAfter(house, up)).toEqual([
        { type: 'check.verdict_changed', ...ids, from: 'up', to: 'down', reason: 'timeout' },
        {
          type: 'service.status_changed',
          serviceId: service.id,
          from: 'up',
          to: 'down',
          announced: 'up',
          definite: 'down',
        },
      ])
      expect(await house.services.find(service.id)).toMatchObject({
        status: 'down',
        reason: 'timeout',
        since: claim.slot + 2 * minute,
        responseMs: null,
        recent: 'udd',
      })
    })

    test('that stays writes the ledger row of its service and no journal entry', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await house.schedule.accept(reportOf(claim))
      const head = await house.journal.head()
      for (const i of [1, 2, 3]) {
        await house.schedule.accept(reportOf({ ...claim, slot: claim.slot + i * minute }))
      }
      expect(await eventsAfter(house, head)).toEqual([])
      expect(rowsOf(await house.journal.changes(head, 10))).toEqual([
        { kind: 'service', id: claim.service.id, seq: head + 3, deleted: false },
      ])
    })

    test('that turns back and forth says what was last announced', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house, { failuresToDown: 1, degradedAboveMs: 100 })
      const start = await house.journal.head()
      const slow = { status: 'degraded', reason: 'slow' } as const
      for (const [i, differs] of [{}, slow, failed, {}].entries()) {
        const slot = claim.slot + i * minute
        await house.schedule.accept(reportOf({ ...claim, slot }, differs))
      }
      const events = await eventsAfter(house, start)
      expect(
        events.flatMap((event) =>
          event.type === 'service.status_changed'
            ? [[event.from, event.to, event.announced, event.definite]]
            : [],
        ),
      ).toEqual([
        ['unknown', 'up', null, 'up'],
        ['up', 'degraded', 'up', 'up'],
        ['degraded', 'down', 'up', 'down'],
        ['down', 'up', 'down', 'up'],
      ])
    })
  })

  describe('a group of outcomes', () => {
    const many = async (house: House, services: number, each: number) => {
      for (let i = 0; i < services; i++) await add(house, { name: `service ${i}` })
      const now = (await house.schedule.now()) + firstSlotsMs
      const { claims } = await house.schedule.claim(claimAt(now))
      return claims.flatMap((claim) =>
        Array.from({ length: each }, (_, i) =>
          reportOf({ ...claim, slot: claim.slot + i * minute }),
        ),
      )
    }

    test('of 500 at once ends in few commits', async () => {
      const house = await (await fresh()).open()
      const reports = await many(house, 50, 10)
      const before = house.commits.count
      await Promise.all(reports.map((report) => house.schedule.accept(report)))
      expect(house.commits.count - before).toBeLessThanOrEqual(4)
      const { items } = await house.services.list({
        search: null,
        status: 'up',
        page: 1,
        limit: 200,
      })
      expect(items.map(({ recent }) => recent)).toEqual(Array(50).fill('u'.repeat(10)))
    })

    test('turns verdicts in the order in which it was accepted, however many commits it takes', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house, { failuresToDown: 1 })
      const head = await house.journal.head()
      const reports = Array.from({ length: 1_200 }, (_, i) =>
        reportOf({ ...claim, slot: claim.slot + i * minute }, i % 2 === 0 ? failed : {}),
      )
      await Promise.all(reports.map((report) => house.schedule.accept(report)))
      const turns = (await eventsAfter(house, head)).flatMap((event) =>
        event.type === 'check.verdict_changed' ? [event.to] : [],
      )
      expect(turns).toEqual(reports.map((_, i) => (i % 2 === 0 ? 'down' : 'up')))
    })

    test('resolves after the commit: another process sees what was acknowledged', async () => {
      const place = await fresh()
      const [house, other] = [await place.open(), await place.open()]
      const claim = await addClaimed(house)
      const seen = await Promise.all(
        Array.from({ length: 60 }, async (_, i) => {
          const slot = claim.slot + i * minute
          await house.schedule.accept(reportOf({ ...claim, slot }))
          return (await allOutcomes(other, claim.service)).items.some((one) => one.slot === slot)
        }),
      )
      expect(seen).toEqual(Array(60).fill(true))
    })

    test.each([
      ['NUL', 'before\u0000after', 'beforeafter'],
      ['half a character', 'half \ud83d', 'half \ufffd'],
      ['endless', 'x'.repeat(50_000), 'x'.repeat(1_000)],
    ])('takes a message with text that no database holds: %s', async (_name, message, kept) => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await house.schedule.accept(reportOf(claim, { message }))
      expect(only((await allOutcomes(house, claim.service)).items).message).toBe(kept)
    })

    test('with one that cannot be stored keeps the others', async () => {
      const house = await (await fresh()).open()
      const reports = await many(house, 10, 3)
      const poisoned = reports.with(7, poison(turn(reports, 7)))
      const settled = await Promise.allSettled(
        poisoned.map((report) => house.schedule.accept(report)),
      )
      expect(settled.filter(({ status }) => status === 'rejected')).toEqual([])
      const { items } = await house.services.list({
        search: null,
        status: 'up',
        page: 1,
        limit: 50,
      })
      expect(items.map(({ recent }) => recent.length).toSorted()).toEqual([2, ...Array(9).fill(3)])
    })

    test('that is one which cannot be stored ends like one among others', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      // A rejection would have it offered again for ever, and nothing claimed meanwhile.
      await expect(house.schedule.accept(poison(reportOf(claim)))).resolves.toBeUndefined()
      await house.schedule.accept(reportOf(claim))
      expect((await allOutcomes(house, claim.service)).total).toBe(1)
    })
  })

  describe('the outcomes of a service', () => {
    test('are newest first, in pages, with the total of all', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      const reports = Array.from({ length: 7 }, (_, i) =>
        reportOf({ ...claim, slot: claim.slot + i * minute }),
      )
      for (const report of reports) await house.schedule.accept(report)
      const page = (number: number) =>
        house.outcomes.outcomesOf(claim.service.id, { page: number, limit: 3 })
      const pages = [await page(1), await page(2), await page(3), await page(4)]
      expect(
        pages.map(({ items }) => items.map(({ slot }) => (slot - claim.slot) / minute)),
      ).toEqual([[6, 5, 4], [3, 2, 1], [0], []])
      expect(pages.map(({ total }) => total)).toEqual([7, 7, 7, 7])
    })

    test('are its own', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await house.schedule.accept(reportOf(claim))
      const other = await add(house, { name: 'other' })
      expect(await allOutcomes(house, other)).toEqual({ items: [], total: 0 })
    })
  })
}

/** Its slot is no number: no column takes it. */
const poison = (report: Report): Report => ({
  ...report,
  outcome: { ...report.outcome, slot: Number.NaN },
})
