import { describe, expect, test } from 'vitest'
import type { ServiceId } from '../../kernel/index.ts'
import {
  add,
  addClaimed,
  claimAt,
  type Fresh,
  failed,
  type House,
  reportOf,
} from './house.contract.ts'
import type { ResultOutcome } from './outcome.ts'
import type { Claim, OutcomeCursor, OutcomeRecord, TrailRequest } from './ports.ts'
import { mostBuckets } from './series.ts'

const minute = 60_000
const slow = { status: 'degraded', reason: 'slow', message: 'slow' } as const

const took = (totalMs: number): Partial<ResultOutcome> => ({
  phases: { dnsMs: null, connectMs: 1, tlsMs: null, firstByteMs: 2, totalMs },
})

/** What every `OutcomeReader` must do beyond listing pages. */
export function outcomeReaderContract(fresh: Fresh): void {
  /** One outcome a minute from the claim's slot on. */
  async function accept(house: House, claim: Claim, outcomes: readonly Partial<ResultOutcome>[]) {
    const reports = outcomes.map((differs, i) =>
      reportOf({ ...claim, slot: claim.slot + i * minute }, differs),
    )
    await Promise.all(reports.map((report) => house.schedule.accept(report)))
  }

  describe('evidence', () => {
    test('comes back as it was kept, and is none where there was none', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      const evidence = { status: 503, address: '192.0.2.10', odd: 'a\u0000b "✓" \ud83d\udea8' }
      await accept(house, claim, [{}, { ...failed, evidence }])
      const { items } = await house.outcomes.outcomesOf(claim.service.id, { page: 1, limit: 5 })
      expect(items.map((item) => item.evidence)).toEqual([evidence, null])
    })
  })

  describe('a series', () => {
    test('adds up each part by status, with the response times of the answers', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await accept(house, claim, [
        took(10),
        { ...slow, ...took(40.5) },
        { ...failed, ...took(10_000) },
        took(5),
        { ...failed, ...took(7) },
      ])
      const request = { from: claim.slot, to: claim.slot + 9 * minute, buckets: 3 }
      const { buckets, ...rest } = await house.outcomes.seriesOf(claim.service.id, request)
      const { from, to } = request
      expect(rest).toEqual({ from, to, bucketMs: 3 * minute })
      const none = { up: 0, degraded: 0, down: 0, missed: 0, response: null }
      expect(buckets).toEqual([
        {
          from,
          ...none,
          up: 1,
          degraded: 1,
          down: 1,
          response: { min: 10, avg: 25.25, max: 40.5 },
        },
        { from: from + 3 * minute, ...none, up: 1, down: 1, response: { min: 5, avg: 5, max: 5 } },
        { from: from + 6 * minute, ...none },
      ])
    })

    test('begins with its first millisecond and ends before its last', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await accept(house, claim, [took(1), took(2), took(3)])
      const request = { from: claim.slot + minute, to: claim.slot + 2 * minute, buckets: 1 }
      const { buckets } = await house.outcomes.seriesOf(claim.service.id, request)
      expect(buckets).toMatchObject([{ up: 1, response: { min: 2, max: 2 } }])
    })

    test('counts missed slots and not their answers', async () => {
      const house = await (await fresh()).open()
      const { slot, service } = await addClaimed(house)
      await house.schedule.claim(claimAt(slot + 10 * minute))
      const request = { from: slot, to: slot + 20 * minute, buckets: 1 }
      const { buckets } = await house.outcomes.seriesOf(service.id, request)
      expect(buckets).toMatchObject([{ up: 0, down: 0, response: null }])
      expect(buckets[0]?.missed).toBeGreaterThan(5)
    })

    test('is its own service’s, and empty for one that is not there', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await accept(house, claim, [{}])
      const other = await add(house, { name: 'other' })
      const request = { from: claim.slot, to: claim.slot + minute, buckets: 1 }
      for (const id of [other.id, 4711 as ServiceId]) {
        const { buckets } = await house.outcomes.seriesOf(id, request)
        expect(buckets).toMatchObject([{ up: 0, response: null }])
      }
    })

    test.each([0, 1.5, mostBuckets + 1])('of %d parts is refused', async (buckets) => {
      const house = await (await fresh()).open()
      const request = { from: 0, to: minute, buckets }
      await expect(house.outcomes.seriesOf(1 as ServiceId, request)).rejects.toThrow(RangeError)
    })
  })

  describe('a trail', () => {
    async function walk(house: House, id: ServiceId, request: Omit<TrailRequest, 'before'>) {
      const pages: OutcomeRecord[][] = []
      let before: OutcomeCursor | null = null
      do {
        const { items, next }: Awaited<ReturnType<House['outcomes']['trailOf']>> =
          await house.outcomes.trailOf(id, { ...request, before })
        pages.push([...items])
        before = next
      } while (before !== null && pages.length < 20)
      return pages
    }

    test('leads from the newest to the oldest, each once', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await accept(house, claim, [{}, failed, {}, slow, failed])
      const pages = await walk(house, claim.service.id, { status: null, limit: 2 })
      expect(pages.map((page) => page.map(({ slot }) => (slot - claim.slot) / minute))).toEqual([
        [4, 3],
        [2, 1],
        [0],
      ])
    })

    test('of one status leaves the others out', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await accept(house, claim, [failed, {}, failed, {}, failed])
      const pages = await walk(house, claim.service.id, { status: 'down', limit: 2 })
      expect(pages.map((page) => page.map(({ slot }) => (slot - claim.slot) / minute))).toEqual([
        [4, 2],
        [0],
      ])
      expect(await walk(house, claim.service.id, { status: 'missed', limit: 2 })).toEqual([[]])
    })

    test('of a service without outcomes, or that is not there, is empty', async () => {
      const house = await (await fresh()).open()
      const { id } = await add(house)
      const request = { before: null, status: null, limit: 10 }
      for (const asked of [id, 4711 as ServiceId]) {
        expect(await house.outcomes.trailOf(asked, request)).toEqual({ items: [], next: null })
      }
    })
  })
}
