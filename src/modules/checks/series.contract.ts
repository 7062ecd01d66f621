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
import type { Claim } from './ports.ts'
import { type Level, levels } from './rollup.ts'
import { mostBuckets, windowOf } from './series.ts'
import { uptimeOf } from './uptime.ts'

const { minute, hour, day } = levels
const slow = { status: 'degraded', reason: 'slow', message: 'slow' } as const

const took = (totalMs: number): Partial<ResultOutcome> => ({
  phases: { dnsMs: null, connectMs: 1, tlsMs: null, firstByteMs: 2, totalMs },
})

const downTo = (at: number, spanMs: number): number => at - (at % spanMs)

/** One outcome an interval from a slot on. */
async function accept(house: House, claim: Claim, outcomes: readonly Partial<ResultOutcome>[]) {
  const { intervalMs } = claim.check
  const reports = outcomes.map((differs, i) =>
    reportOf({ ...claim, slot: claim.slot + i * intervalMs }, differs),
  )
  await Promise.all(reports.map((report) => house.schedule.accept(report)))
}

/** What every reader of series must do. */
export function seriesContract(fresh: Fresh): void {
  describe('a series', () => {
    /** A claim of a check a minute, and the minute in which its slot lies. */
    async function claimed(house: House) {
      const claim = await addClaimed(house, { intervalMs: minute })
      return { ...claim, from: downTo(claim.slot, minute) }
    }

    test('adds up each part by status, with the response times of the answers', async () => {
      const house = await (await fresh()).open()
      const { from, ...claim } = await claimed(house)
      await accept(house, claim, [
        took(10),
        { ...slow, ...took(40.5) },
        { ...failed, ...took(10_000) },
        took(5),
        { ...failed, ...took(7) },
      ])
      const to = from + 9 * minute
      const request = { from, to, buckets: 3 }
      const { buckets, ...rest } = await house.outcomes.seriesOf(claim.service.id, request)
      expect(rest).toEqual({ from, to, bucketMs: 3 * minute })
      expect(buckets).toMatchObject([
        {
          from,
          up: 1,
          degraded: 1,
          down: 1,
          missed: 0,
          upMs: 2 * minute,
          downMs: minute,
          response: { min: 10, avg: 25.25, max: 40.5 },
        },
        { from: from + 3 * minute, up: 1, down: 1, response: { min: 5, avg: 5, max: 5 } },
        { from: from + 6 * minute, up: 0, down: 0, response: null },
      ])
    })

    test.each<[Level, number]>([
      ['minute', minute],
      ['hour', hour],
      ['day', day],
    ])('tells the same by the %s', async (_, spanMs) => {
      const house = await (await fresh()).open()
      const { from: first, ...claim } = await claimed(house)
      await accept(house, claim, [took(10), failed, { ...slow, ...took(30) }])
      const from = downTo(first, spanMs)
      const request = { from, to: from + 4 * spanMs, buckets: 4 }
      const series = await house.outcomes.seriesOf(claim.service.id, request)
      const total = (of: 'up' | 'degraded' | 'down' | 'upMs') =>
        series.buckets.reduce((sum, bucket) => sum + bucket[of], 0)
      expect([total('up'), total('degraded'), total('down')]).toEqual([1, 1, 1])
      expect(total('upMs')).toBe(2 * minute)
      const bins = series.buckets.flatMap(({ response }) => response?.bins ?? [])
      expect(bins.reduce((sum, count) => sum + count, 0)).toBe(2)
    })

    test('begins with its first millisecond and ends before its last', async () => {
      const house = await (await fresh()).open()
      const { from, ...claim } = await claimed(house)
      const at = { ...claim, slot: from }
      await accept(house, at, [took(1), took(2), took(3)])
      const request = { from: from + minute, to: from + 2 * minute, buckets: 1 }
      const { buckets } = await house.outcomes.seriesOf(claim.service.id, request)
      expect(buckets).toMatchObject([{ up: 1, response: { min: 2, max: 2 } }])
    })

    test('counts an outcome once that is reported twice, and one that comes late where it belongs', async () => {
      const house = await (await fresh()).open()
      const { from, ...claim } = await claimed(house)
      await accept(house, { ...claim, slot: from + 5 * minute }, [took(1)])
      await accept(house, { ...claim, slot: from }, [took(2)])
      await accept(house, { ...claim, slot: from }, [failed])
      const request = { from, to: from + 6 * minute, buckets: 6 }
      const { buckets } = await house.outcomes.seriesOf(claim.service.id, request)
      expect(buckets.map(({ up }) => up)).toEqual([1, 0, 0, 0, 0, 1])
      expect(buckets.map(({ down }) => down)).toEqual([0, 0, 0, 0, 0, 0])
    })

    test.each([
      ['a few', 3],
      ['ten thousand', 10_000],
    ])('has %s missed slots where each of them lies', async (_, slots) => {
      const house = await (await fresh()).open()
      const { from, slot, service } = await claimed(house)
      await house.schedule.claim(claimAt(slot + slots * minute))
      const hours = { from: downTo(from, hour), to: downTo(from, hour) + 20 * hour, buckets: 20 }
      const { buckets } = await house.outcomes.seriesOf(service.id, hours)
      const found = buckets.map(({ missed }) => missed)
      const expected = Math.min(slots, 19 * 60)
      expect(found.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(expected - 2)
      if (slots > 20 * 60) expect(new Set(found.slice(1))).toEqual(new Set([60]))
      expect(buckets.every(({ up, down, response }) => up + down === 0 && response === null)).toBe(
        true,
      )
    })

    test('of a year says how much of it was observed', async () => {
      const house = await (await fresh()).open()
      const { from, ...claim } = await claimed(house)
      await accept(house, claim, [{}, failed, {}, {}])
      await house.schedule.claim(claimAt(claim.slot + 9 * minute))
      const now = claim.slot + 9 * minute
      const request = windowOf('1y', minute, now)
      const series = await house.outcomes.seriesOf(claim.service.id, request)
      const uptime = uptimeOf(series, { since: claim.slot, now })
      expect(uptime).toMatchObject({ percent: 75, observedMs: 4 * minute })
      expect(uptime.missedMs).toBeGreaterThanOrEqual(4 * minute)
      expect(uptime.coverage).toBeLessThan(60)
    })

    test('is its own service’s, and empty for one that is not there', async () => {
      const house = await (await fresh()).open()
      const { from, ...claim } = await claimed(house)
      await accept(house, claim, [{}])
      const other = await add(house, { name: 'other' })
      const request = { from, to: from + minute, buckets: 1 }
      for (const id of [other.id, 4711 as ServiceId]) {
        const { buckets } = await house.outcomes.seriesOf(id, request)
        expect(buckets).toMatchObject([{ up: 0, response: null }])
      }
    })

    test('is empty as soon as its service is deleted', async () => {
      const house = await (await fresh()).open()
      const { from, ...claim } = await claimed(house)
      await accept(house, claim, [{}, failed])
      const { id } = claim.service
      await house.services.remove(id, {
        actor: { userId: null, label: 'ann', requestId: null },
        at: from,
      })
      const request = { from, to: from + 3 * minute, buckets: 1 }
      const { buckets } = await house.outcomes.seriesOf(id, request)
      expect(buckets).toMatchObject([{ up: 0, down: 0, response: null }])
      expect((await house.outcomes.outcomesOf(id, { page: 1, limit: 5 })).items).toEqual([])
      expect(
        (await house.outcomes.trailOf(id, { before: null, status: null, limit: 5 })).items,
      ).toEqual([])
    })

    test.each([0, 1.5, mostBuckets + 1])('of %d parts is refused', async (buckets) => {
      const house = await (await fresh()).open()
      const request = { from: 0, to: minute, buckets }
      await expect(house.outcomes.seriesOf(1 as ServiceId, request)).rejects.toThrow(RangeError)
    })
  })
}
