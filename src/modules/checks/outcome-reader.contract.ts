import { describe, expect, test } from 'vitest'
import type { ServiceId } from '../../kernel/index.ts'
import { add, addClaimed, type Fresh, failed, type House, reportOf } from './house.contract.ts'
import type { ResultOutcome } from './outcome.ts'
import type { Claim, OutcomeCursor, OutcomeRecord, TrailRequest } from './ports.ts'
import { seriesContract } from './series.contract.ts'

const minute = 60_000
const slow = { status: 'degraded', reason: 'slow', message: 'slow' } as const

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

  seriesContract(fresh)

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
