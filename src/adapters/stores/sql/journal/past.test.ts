import { expect, test } from 'vitest'
import type { ServiceId } from '../../../../kernel/index.ts'
import { add, addClaimed, failed, reportOf } from '../../../../modules/checks/house.contract.ts'
import { by } from '../../../../modules/services/examples.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the past of a service', (fresh) => {
  test('is what the journal says of it and of nothing else, newest first', async () => {
    const house = await (await fresh()).open()
    const claim = await addClaimed(house, { failuresToDown: 1 })
    const { id } = claim.service
    await house.schedule.accept(reportOf(claim, failed))
    await add(house, { name: 'other' })
    const saved = { definition: { ...claim.service, name: 'renamed' }, expectedRev: 1 }
    await house.services.save(id, saved, by('ann'))
    const past = await house.past.pastOf(id, 10)
    expect(past.map(({ event }) => event.type)).toEqual([
      'service.updated',
      'service.status_changed',
      'check.verdict_changed',
      'service.created',
    ])
    expect(past.map(({ seq }) => seq)).toEqual(past.map(({ seq }) => seq).sort((a, b) => b - a))
    expect(await house.past.pastOf(id, 2)).toEqual(past.slice(0, 2))
  })

  test('of one that is not there is empty', async () => {
    const house = await (await fresh()).open()
    expect(await house.past.pastOf(4711 as ServiceId, 10)).toEqual([])
  })
})
