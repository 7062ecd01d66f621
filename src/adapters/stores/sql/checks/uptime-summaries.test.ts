import { expect, test } from 'vitest'
import type { ServiceId } from '../../../../kernel/index.ts'
import { add, claimAt, failed, reportOf } from '../../../../modules/checks/house.contract.ts'
import { levels } from '../../../../modules/checks/index.ts'
import { onEachDialect } from '../places.contract.ts'

const { minute, day } = levels

onEachDialect('the uptime of many services', (fresh) => {
  test('is told of each by itself, and of none that nobody looked at', async () => {
    const place = await fresh()
    const store = await place.open()
    const good = await add(store, { name: 'good' })
    const bad = await add(store, { name: 'bad' })
    await add(store, { name: 'new', paused: true })
    const { claims } = await store.schedule.claim(claimAt(bad.since + 5_000))
    const now = Date.now()
    for (const claim of claims) {
      const slotAgo = (ms: number) => ({ ...claim, slot: now - ms })
      const half = claim.check.serviceId === bad.id ? failed : {}
      await store.schedule.accept(reportOf(slotAgo(minute)))
      await store.schedule.accept(reportOf(slotAgo(2 * minute), half))
      await store.schedule.accept(reportOf(slotAgo(40 * day), failed))
      await store.schedule.accept(reportOf(slotAgo(95 * day), failed))
    }
    const found = await store.history.summariesOf([
      good.id,
      bad.id,
      3 as ServiceId,
      99 as ServiceId,
    ])
    expect([...found.keys()]).toEqual([good.id, bad.id])
    expect(found.get(good.id)).toMatchObject({ day: 1, week: 1, month: 1 })
    expect(found.get(bad.id)).toMatchObject({ day: 0.5, week: 0.5, month: 0.5 })
    expect(found.get(bad.id)?.days.filter((share) => share === 0)).toHaveLength(1)
  })

  test('of more services than are read at once is complete', async () => {
    const store = await (await fresh()).open()
    const ids: ServiceId[] = []
    let since = 0
    for (let i = 0; i < 45; i++) {
      const service = await add(store, { name: `${i}` })
      ids.push(service.id)
      since = service.since
    }
    const { claims } = await store.schedule.claim(claimAt(since + 5_000))
    await Promise.all(claims.map((claim) => store.schedule.accept(reportOf(claim))))
    expect((await store.history.summariesOf(ids)).size).toBe(45)
  })
})
