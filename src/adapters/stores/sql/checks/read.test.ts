import { expect, test } from 'vitest'
import { addClaimed, failed, reportOf } from '../../../../modules/checks/house.contract.ts'
import { trailDepth } from '../../../../modules/checks/index.ts'
import { outcomeReaderContract } from '../../../../modules/checks/outcome-reader.contract.ts'
import { onEachDialect } from '../places.contract.ts'

onEachDialect('the reading of outcomes', (fresh) => {
  outcomeReaderContract(fresh)

  test('looks at so many outcomes for a rare status, and then says where to go on', async () => {
    const place = await fresh()
    const house = await place.open()
    const claim = await addClaimed(house)
    const { id } = claim.service
    await house.schedule.accept(reportOf(claim, failed))
    const numbers =
      place.dialect === 'postgres'
        ? `generate_series(1, ${trailDepth}) as n(i)`
        : `(with recursive n(i) as (select 1 union all select i + 1 from n where i < ${trailDepth})
            select i from n) as n`
    const columns = 'check_id, slot, slots, status, reason, message, checked_at'
    await place.query(`insert into checks_outcomes (${columns})
      select ${claim.check.id}, ${claim.slot} + i, 1, 'up', 'ok', '', 0 from ${numbers}`)
    const first = await house.outcomes.trailOf(id, { before: null, status: 'down', limit: 5 })
    expect(first.items).toEqual([])
    expect(first.next?.slot).toBe(claim.slot + 1)
    const second = await house.outcomes.trailOf(id, {
      before: first.next,
      status: 'down',
      limit: 5,
    })
    expect(second.items).toMatchObject([{ slot: claim.slot, status: 'down' }])
    expect(second.next).toBeNull()
  })
})
