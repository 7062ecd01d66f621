import { describe, expect, test } from 'vitest'
import { by, morning } from '../../../../modules/services/examples.contract.ts'
import { onEachDialect } from '../places.contract.ts'
import { openAlerting, said } from './alerting.contract.ts'

onEachDialect('reacting to what happened', (fresh) => {
  const open = async () => openAlerting(await fresh())

  test('tells each channel once of a service that turns, with evidence', async () => {
    const { channel, service, turn, react, claim } = await open()
    await channel({ name: 'a' })
    await channel({ name: 'b' })
    const id = await service({ name: 'shop', tags: ['web'] })
    await turn(id, 'up')
    expect(await react()).toBe(0)
    await turn(id, 'down', 'answered 503, 200-299 was expected')
    expect(await react()).toBe(2)
    expect(await react()).toBe(0)
    const claimed = await claim()
    expect(claimed.map(said)).toEqual(['shop > down', 'shop > down'])
    expect(claimed[0]?.notification).toMatchObject({
      kind: 'change',
      news: {
        serviceId: id,
        name: 'shop',
        target: 'https://shop.example/health',
        tags: ['web'],
        from: 'up',
        to: 'down',
        reason: 'timeout',
        message: 'answered 503, 200-299 was expected',
        evidence: { status: 503 },
      },
    })
    expect(new Set(claimed.map(({ notification }) => notification.id)).size).toBe(2)
  })

  test('shows what turned it, though more has happened since', async () => {
    const { channel, service, turn, react, place } = await open()
    await channel()
    const id = await service()
    await turn(id, 'down', 'refused')
    await turn(id, 'up', 'answered 200')
    await react()
    const rows = await place.query('select notification from alerts_outbox order by id')
    const told = rows.map(({ notification }) => JSON.parse(String(notification)).news)
    expect(told.map(({ to, message }) => `${to}: ${message}`)).toEqual([
      'down: refused',
      'up: answered 200',
    ])
  })

  test('tells a channel with tags of their services alone, and one that is off of nothing', async () => {
    const { channel, service, turn, react, claim } = await open()
    await channel({ name: 'web', tags: ['web', 'shop'] })
    await channel({ name: 'off', enabled: false })
    for (const [name, tags] of [
      ['a', ['web']],
      ['b', ['database']],
    ] as const) {
      const id = await service({ name, tags })
      await turn(id, 'down')
    }
    expect(await react()).toBe(1)
    expect((await claim()).map(said)).toEqual(['a > down'])
  })

  test('of processes that react at once one writes', async () => {
    const { place, channel, service, turn } = await open()
    await channel()
    for (const name of ['a', 'b', 'c']) await turn(await service({ name }), 'down')
    const stores = [await place.open(), await place.open(), await place.open()]
    const written = await Promise.all(stores.map(({ alerts }) => alerts.react(morning + 1)))
    expect(written.reduce((sum, one) => sum + one.written, 0)).toBe(3)
    expect(await place.query('select * from alerts_outbox')).toHaveLength(3)
  })

  test('a process that begins again goes on where it was, and says nothing anew', async () => {
    const { place, channel, service, turn, react } = await open()
    await channel()
    await turn(await service(), 'down')
    expect(await react()).toBe(1)
    const again = await place.open()
    expect(await again.alerts.react(morning + 5)).toEqual({ written: 0, more: false })
  })

  // A commit for each of 150 turns, on a disk that others use too.
  test('goes through more than a transaction takes, in order', { timeout: 60_000 }, async () => {
    const { channel, service, turn, react, place } = await open()
    await channel()
    const id = await service()
    for (let i = 0; i < 150; i++) await turn(id, i % 2 === 0 ? 'down' : 'up')
    expect(await react()).toBe(150)
    const rows = await place.query('select notification from alerts_outbox order by id')
    const told = rows.map(({ notification }) => JSON.parse(String(notification)).news.to)
    expect(told).toEqual(Array.from({ length: 150 }, (_, i) => (i % 2 === 0 ? 'down' : 'up')))
  })

  test('outcomes that turn nothing cost no commit of the reaction', async () => {
    const { channel, service, turn, react, store } = await open()
    await channel()
    const id = await service()
    await turn(id, 'up')
    await react()
    await turn(id, 'up')
    const before = store.commits.count
    await react()
    expect(store.commits.count).toBe(before)
  })

  test('trouble that was held back is looked at after all that happened since', async () => {
    const { channel, service, turn, react, store, place } = await open()
    await channel()
    const host = await service({ name: 'host' })
    const shop = await service({ name: 'shop', dependsOn: [host] })
    for (const id of [host, shop]) await turn(id, 'up')
    await turn(host, 'down')
    await turn(shop, 'down')
    await react()
    await turn(host, 'up')
    await turn(shop, 'up')
    expect(await store.alerts.settle(morning + 5)).toBe(1)
    const rows = await place.query('select notification from alerts_outbox order by id')
    expect(
      rows.map(({ notification }) => said({ notification: JSON.parse(String(notification)) })),
    ).toEqual(['host > down', 'host > up'])
  })

  test('what the journal has lost is made up for by how things stand', async () => {
    const { place, channel, service, turn, react, claim, store } = await open()
    await channel()
    const id = await service({ name: 'shop' })
    await turn(id, 'up')
    await react()
    await turn(id, 'down')
    const head = await store.journal.head()
    const driver = place.driver()
    await driver.write(function* () {
      yield { text: 'delete from journal_entries', params: [] }
      yield { text: 'update journal_sequence set journal_floor = ?', params: [head] }
    })
    expect(await react()).toBe(1)
    expect((await claim()).map(said)).toEqual(['shop > down'])
  })

  test('a service that goes is forgotten, and what was written of it is still sent', async () => {
    const { channel, service, turn, react, claim, store, place } = await open()
    await channel()
    const id = await service({ name: 'shop' })
    await turn(id, 'down')
    await react()
    await store.services.remove(id, by('ann'))
    await react()
    expect(await place.query('select * from alerts_services')).toEqual([])
    expect((await claim()).map(said)).toEqual(['shop > down'])
  })

  test('a message that holds NUL or half a character is kept all the same', async () => {
    const { channel, service, turn, react, claim } = await open()
    await channel()
    await turn(await service({ name: 'odd' }), 'down', 'a\u0000b\ud800')
    expect(await react()).toBe(1)
    expect((await claim()).map(said)).toEqual(['odd > down'])
  })

  describe('a copy that was restored', () => {
    test('writes down what it would have told, and sends nothing until it is armed', async () => {
      const { channel, service, turn, react, claim, store, place } = await open()
      await channel()
      await place.driver().write(function* () {
        yield { text: 'update app_state set armed = 0', params: [] }
      })
      const id = await service()
      await turn(id, 'down')
      expect(await react()).toBe(1)
      expect(await claim()).toEqual([])
      await store.arming.arm({ at: morning, actor: 'ann', requestId: null })
      expect(await claim()).toEqual([])
      await turn(id, 'up')
      await react()
      expect((await claim()).map(said)).toEqual(['shop > up'])
    })
  })
})
