import { expect, test } from 'vitest'
import type { Notification } from '../../../../modules/alerts/index.ts'
import { aService, by, morning } from '../../../../modules/services/examples.contract.ts'
import { onEachDialect, type Place } from '../places.contract.ts'
import { openAlerting, said } from './alerting.contract.ts'

/** All that was written, sent or not. */
async function written({ query }: Place): Promise<string[]> {
  const rows = await query('select notification from alerts_outbox order by id')
  return rows.map(({ notification }) =>
    said({ notification: JSON.parse(String(notification)) as Notification }),
  )
}

onEachDialect('what nobody is to hear of', (fresh) => {
  const open = async () => openAlerting(await fresh())
  const all = { services: [], tags: [], all: true }

  test('is trouble in a maintenance; it is told after it, if it is still true', async () => {
    const { store, channel, service, turn, react, claim } = await open()
    await channel()
    const id = await service({ name: 'shop' })
    await turn(id, 'up')
    await react()
    const plan = { kind: 'once', from: morning, to: morning + 60_000 } as const
    const definition = { name: 'deploy', plan, scope: all, endsWhenGreen: false }
    const { id: work } = await store.maintenance.create(definition, by('ann'))
    await turn(id, 'down')
    expect(await react()).toBe(0)
    expect(await store.alerts.settle(morning + 5)).toBe(0)
    await store.maintenance.end(work, by('ann', morning + 6))
    expect(await store.alerts.settle(morning + 7)).toBe(1)
    expect((await claim(morning + 8)).map(said)).toEqual(['shop > down'])
  })

  test('is what follows from something that is down, however far below; its end is told', async () => {
    const { place, channel, service, turn, react } = await open()
    await channel()
    const host = await service({ name: 'host' })
    const database = await service({ name: 'database', dependsOn: [host] })
    const shop = await service({ name: 'shop', dependsOn: [database] })
    for (const id of [host, database, shop]) await turn(id, 'up')
    await react()
    await turn(host, 'down')
    await react()
    await turn(shop, 'down')
    await react()
    expect(await written(place)).toEqual(['host > down'])
    await turn(host, 'up')
    await turn(shop, 'up')
    await react()
    expect(await written(place)).toEqual(['host > down', 'host > up'])
  })

  test('is trouble that is reacted to late, and was over before its maintenance was', async () => {
    const { store, place, channel, service, turn, react } = await open()
    await channel()
    const id = await service({ name: 'shop' })
    await turn(id, 'up')
    await react()
    const real = Date.now()
    const plan = { kind: 'once', from: real - 60_000, to: real + 60_000 } as const
    const definition = { name: 'deploy', plan, scope: all, endsWhenGreen: false }
    const { id: work } = await store.maintenance.create(definition, by('ann', real))
    await turn(id, 'down')
    await turn(id, 'up')
    await store.maintenance.end(work, by('ann', Date.now() + 1))
    await store.alerts.react(Date.now() + 1_000)
    expect(await written(place)).toEqual([])
  })

  test('is what depends on something that was down when both fell silent, or has just failed', async () => {
    const { place, channel, service, turn, react } = await open()
    await channel()
    const host = await service({ name: 'host', failuresToDown: 2 })
    const shop = await service({ name: 'shop', dependsOn: [host] })
    for (const id of [host, shop]) await turn(id, 'up')
    await react()
    await turn(host, 'down')
    await turn(shop, 'down')
    await react()
    expect(await written(place)).toEqual([])
    await turn(host, 'down')
    await react()
    expect(await written(place)).toEqual(['host > down'])
    await place.driver().write(function* () {
      const text = `update checks_service_states set status = 'unknown' where service_id = ?`
      yield { text, params: [host] }
      yield { text: 'update checks_states set failures = 0 where service_id = ?', params: [host] }
    })
    await turn(shop, 'up')
    await turn(shop, 'down')
    await react()
    expect(await written(place)).toEqual(['host > down'])
  })

  test('never suppresses the recovery of what was told', async () => {
    const { place, channel, service, turn, react } = await open()
    await channel()
    const host = await service({ name: 'host' })
    const shop = await service({ name: 'shop', dependsOn: [host] })
    await turn(shop, 'down')
    await react()
    await turn(host, 'down')
    await turn(shop, 'up')
    await react()
    expect(await written(place)).toEqual(['shop > down', 'host > down', 'shop > up'])
  })

  test('a circle is refused with the way round, and what is not there by its id', async () => {
    const { store, service } = await open()
    const host = await service({ name: 'host' })
    const database = await service({ name: 'database', dependsOn: [host] })
    const shop = await service({ name: 'shop', dependsOn: [database] })
    expect((await store.services.find(shop))?.dependsOn).toEqual([database])
    const save = (dependsOn: (typeof host)[]) =>
      store.services.save(
        host,
        { definition: aService({ name: 'host', dependsOn }), expectedRev: 1 },
        by('ann'),
      )
    await expect(save([shop])).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: 'depends_on', message: 'goes in a circle: host → shop → database → host' }],
    })
    await expect(save([999 as typeof host])).rejects.toMatchObject({
      fields: [{ path: 'depends_on', message: 'names no service: 999' }],
    })
    expect(await store.services.find(host)).toMatchObject({ dependsOn: [], rev: 1 })
  })

  test('a service that goes leaves those that depended on it free, and drawn again', async () => {
    const { store, service } = await open()
    const host = await service({ name: 'host' })
    const shop = await service({ name: 'shop', dependsOn: [host] })
    const head = await store.journal.head()
    await store.services.remove(host, by('ann'))
    expect((await store.services.find(shop))?.dependsOn).toEqual([])
    const changes = await store.journal.changes(head, 10)
    expect(changes).toMatchObject({
      rows: [
        { kind: 'service', id: host, deleted: true },
        { kind: 'service', id: shop, deleted: false },
      ],
    })
  })
})
