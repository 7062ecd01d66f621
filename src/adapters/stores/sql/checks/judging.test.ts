import { describe, expect, test } from 'vitest'
import type { Seq } from '../../../../kernel/index.ts'
import {
  addClaimed,
  allOutcomes,
  eventsAfter,
  failed,
  type House,
  only,
  reportOf,
} from '../../../../modules/checks/house.contract.ts'
import type { Claim, Report } from '../../../../modules/checks/index.ts'
import { by } from '../../../../modules/services/examples.contract.ts'
import { onEachDialect } from '../places.contract.ts'

const minute = 60_000

/** Reports one outcome a minute, from the claim's slot on: `u` for up, `d` for down. */
async function report(house: House, claim: Claim, letters: string, from = 0): Promise<void> {
  for (const [i, letter] of [...letters].entries()) {
    const at = { ...claim, slot: claim.slot + (from + i) * minute }
    await house.schedule.accept(reportOf(at, letter === 'd' ? failed : {}))
  }
}

const excused = ({ check, slot }: Claim, after: number): Report => ({
  checkRev: check.rev,
  outcome: {
    kind: 'missed',
    checkId: check.id,
    slot: slot + after * minute,
    slots: 1,
    reason: 'guard',
    checkedAt: slot + after * minute + 20,
  },
})

onEachDialect('how checks are judged', (fresh) => {
  describe('a check that flaps', () => {
    const nervous = { failuresToDown: 1, flappingAfter: 3 }

    test('is held at down, and says so until it is calm', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house, nervous)
      await report(house, claim, 'udud')
      const { service } = claim
      expect(await house.services.find(service.id)).toMatchObject({
        status: 'down',
        reason: 'flapping',
        flappingAfter: 3,
      })
      const head = await house.journal.head()
      await report(house, claim, 'ududu', 4)
      expect(await eventsAfter(house, head)).toEqual([])
      await report(house, claim, 'u'.repeat(21), 9)
      expect(await house.services.find(service.id)).toMatchObject({ status: 'up', reason: 'ok' })
      expect(await eventsAfter(house, head)).toMatchObject([
        { type: 'check.verdict_changed', from: 'down', to: 'up', reason: 'ok' },
        { type: 'service.status_changed', from: 'down', to: 'up' },
      ])
    })

    test('turns as its outcomes do once nobody asks for it any more', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house, nervous)
      await report(house, claim, 'ududu')
      const definition = { ...claim.service, flappingAfter: null }
      await house.services.save(claim.service.id, { definition, expectedRev: 1 }, by('ann'))
      await report(house, claim, 'u', 5)
      expect(await house.services.find(claim.service.id)).toMatchObject({
        status: 'up',
        flappingAfter: null,
      })
    })
  })

  describe('a failure that the guard excused', () => {
    test('is a missed slot with that reason, and turns nothing', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house, { failuresToDown: 1 })
      await report(house, claim, 'u')
      const head = await house.journal.head()
      await house.schedule.accept(excused(claim, 1))
      expect((await allOutcomes(house, claim.service)).items).toMatchObject([
        { status: 'missed', reason: 'guard', slots: 1, phases: null },
        { status: 'up' },
      ])
      expect(await house.services.find(claim.service.id)).toMatchObject({
        status: 'up',
        recent: 'u-',
      })
      expect(await eventsAfter(house, head)).toEqual([])
    })

    test('leaves the check unknown by that reason when there were three of them', async () => {
      const house = await (await fresh()).open()
      const claim = await addClaimed(house)
      await report(house, claim, 'u')
      for (const after of [1, 2, 3]) await house.schedule.accept(excused(claim, after))
      expect(await house.services.find(claim.service.id)).toMatchObject({
        status: 'unknown',
        reason: 'guard',
      })
      const told = await eventsAfter(house, 0 as Seq)
      const unknown = told.filter((event) => 'to' in event && event.to === 'unknown')
      expect(unknown[0]).toMatchObject({ type: 'check.verdict_changed', reason: 'guard' })
    })
  })

  test('a check that the guard excused from the first slot on is unknown by that reason', async () => {
    const house = await (await fresh()).open()
    const claim = await addClaimed(house)
    for (const after of [0, 1, 2, 3]) await house.schedule.accept(excused(claim, after))
    const { id } = claim.service
    expect(await house.services.find(id)).toMatchObject({ status: 'unknown', reason: 'guard' })
    const other = excused(claim, 4)
    await house.schedule.accept({
      ...other,
      outcome: { ...other.outcome, reason: 'overload' } as Report['outcome'],
    })
    expect(await house.services.find(id)).toMatchObject({ status: 'unknown', reason: 'no_data' })
    await report(house, claim, 'u', 5)
    expect(await house.services.find(id)).toMatchObject({ status: 'up', reason: 'ok' })
  })

  test('a failure that was tried again keeps what each try found', async () => {
    const house = await (await fresh()).open()
    const claim = await addClaimed(house, { retries: 2 })
    expect(claim.check.retries).toBe(2)
    const evidence = { 'try 1': 'connection_refused: nobody listens' }
    await house.schedule.accept(reportOf(claim, { evidence }))
    const { items } = await allOutcomes(house, claim.service)
    expect(only(items)).toMatchObject({ status: 'up', evidence })
  })
})
