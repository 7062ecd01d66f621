import { describe, expect, test } from 'vitest'
import type { ChannelId, Seq } from '../../../../kernel/index.ts'
import { rowsOf } from '../../../../modules/journal/rows.contract.ts'
import { by, morning } from '../../../../modules/services/examples.contract.ts'
import { onEachDialect } from '../places.contract.ts'
import { openAlerting, said, settledAs } from './alerting.contract.ts'

onEachDialect('the outbox', (fresh) => {
  const open = async () => openAlerting(await fresh())

  async function withTurns(count: number) {
    const house = await open()
    await house.channel()
    const id = await house.service({ name: 'shop' })
    for (let i = 0; i < count; i++) await house.turn(id, i % 2 === 0 ? 'down' : 'up')
    await house.react()
    return house
  }

  test('gives a message to one process alone, until its lease is over', async () => {
    const { place, claim } = await withTurns(1)
    const other = await place.open()
    const both = await Promise.all([claim(), other.alerts.claim(morning + 2, 10)])
    expect(both.flat()).toHaveLength(1)
    expect(await claim(morning + 40_001)).toEqual([])
    expect(await claim(morning + 40_003)).toMatchObject([{ attempt: 2 }])
  })

  test('gives a service’s messages one after another', async () => {
    const { claim, store } = await withTurns(3)
    const told: string[] = []
    for (let i = 0; i < 3; i++) {
      const claimed = await claim()
      expect(claimed).toHaveLength(1)
      for (const one of claimed) {
        told.push(said(one))
        await store.alerts.settleAttempt(settledAs(one, 'delivered'))
      }
    }
    expect(told).toEqual(['shop > down', 'shop > up', 'shop > down'])
    expect(await claim()).toEqual([])
  })

  test('while one waits for its next attempt, those behind it wait too', async () => {
    const { claim, store } = await withTurns(2)
    const [first] = await claim()
    if (first === undefined) throw new Error('nothing was claimed')
    await store.alerts.settleAttempt(settledAs(first, 'failed'))
    expect(await claim(morning + 900)).toEqual([])
    const again = await claim(morning + 2_000)
    expect(again).toMatchObject([{ id: first.id, attempt: 2 }])
    expect(again[0]?.notification.id).toBe(first.notification.id)
  })

  test('the result of an attempt that somebody else has taken over says nothing', async () => {
    const { claim, store, place } = await withTurns(1)
    const [first] = await claim()
    const [second] = await claim(morning + 50_000)
    if (first === undefined || second === undefined) throw new Error('nothing was claimed')
    await store.alerts.settleAttempt(settledAs(first, 'refused'))
    expect(await place.query('select state from alerts_outbox')).toEqual([{ state: 'due' }])
    await store.alerts.settleAttempt(settledAs(second, 'delivered'))
    expect(await place.query('select state from alerts_outbox')).toEqual([{ state: 'delivered' }])
  })

  test('a receiver that is away is tried by one message, with longer and longer pauses', async () => {
    const { channel, service, turn, react, claim, store } = await open()
    await channel()
    for (const name of ['a', 'b', 'c']) await turn(await service({ name }), 'down')
    await react()
    const first = await claim()
    expect(first).toHaveLength(3)
    for (const one of first)
      await store.alerts.settleAttempt(settledAs(one, 'failed', morning + 10))
    expect(await claim(morning + 1_000)).toEqual([])
    const later = await claim(morning + 10_000)
    expect(later).toHaveLength(1)
    for (const one of later) {
      await store.alerts.settleAttempt(settledAs(one, 'delivered', morning + 10_001))
    }
    expect(await claim(morning + 10_002)).toHaveLength(2)
  })

  test('a message that is refused is dead, is told to the other channels once, and can be replayed', async () => {
    const { channel, service, turn, react, claim, store } = await open()
    const a = await channel({ name: 'a', tags: ['only'] })
    await channel({ name: 'b', tags: ['nothing'] })
    for (const name of ['one', 'two']) await turn(await service({ name, tags: ['only'] }), 'down')
    await react()
    for (const one of await claim()) await store.alerts.settleAttempt(settledAs(one, 'refused'))
    const notices = await claim(morning + 4)
    expect(notices.map(said)).toEqual(['The channel a could not be reached'])
    for (const one of notices) await store.alerts.settleAttempt(settledAs(one, 'delivered'))
    const [dead] = await store.channels.deliveriesOf(a.id, 10)
    expect(dead).toMatchObject({ state: 'dead', attempts: 1, detail: 'refused', dueAt: null })
    expect(await store.channels.replay(dead?.id ?? 0, by('ann', morning + 4))).toBe(true)
    expect(await store.channels.replay(dead?.id ?? 0, by('ann', morning + 4))).toBe(false)
    expect(await claim(morning + 5)).toMatchObject([{ id: dead?.id, attempt: 2 }])
  })

  test('a channel whose places are taken keeps no other from sending', async () => {
    const { channel, service, turn, react, claim } = await open()
    await channel({ name: 'full', tags: ['a'] })
    await channel({ name: 'free', tags: ['b'] })
    for (let i = 0; i < 6; i++) await turn(await service({ name: `a${i}`, tags: ['a'] }), 'down')
    await turn(await service({ name: 'b', tags: ['b'] }), 'down')
    await react()
    expect(await claim(morning + 2, 4)).toHaveLength(4)
    expect((await claim(morning + 2, 1)).map(said)).toEqual(['b > down'])
    expect(await claim(morning + 2, 1)).toEqual([])
  })

  test('a message that arrived just before it is taken over is not sent again', async () => {
    const { claim, store, place } = await withTurns(1)
    const [first] = await claim()
    if (first === undefined) throw new Error('nothing was claimed')
    const other = await place.open()
    const [, taken] = await Promise.all([
      store.alerts.settleAttempt(settledAs(first, 'delivered')),
      other.alerts.claim(morning + 50_000, 10),
    ])
    const [row] = await place.query('select state, attempts from alerts_outbox')
    expect([1, 2]).toContain(row?.attempts)
    expect(taken).toHaveLength(row?.state === 'delivered' ? 0 : 1)
  })

  test('a message that is never taken holds up its own service alone', async () => {
    const { channel, service, turn, react, claim, store } = await open()
    await channel()
    const poison = await service({ name: 'poison' })
    await turn(poison, 'down')
    await react()
    const told: string[] = []
    async function round(at: number): Promise<void> {
      for (const one of await claim(at)) {
        const isPoison = said(one).startsWith('poison')
        if (!isPoison) told.push(...said(one).split(', '))
        await store.alerts.settleAttempt(settledAs(one, isPoison ? 'failed' : 'delivered', at))
      }
    }
    await round(morning + 2)
    const names = Array.from({ length: 25 }, (_, i) => `s${i}`)
    for (const name of names) await turn(await service({ name }), 'down')
    await turn(poison, 'up')
    await react()
    for (let second = 1; second < 90; second++) await round(morning + second * 1_000)
    expect(told.toSorted()).toEqual(names.map((name) => `${name} > down`).toSorted())
  })

  describe('a storm', () => {
    async function storm(count: number) {
      const house = await open()
      await house.channel()
      for (let i = 1; i <= count; i++) {
        await house.turn(await house.service({ name: `s${i}` }), 'down')
      }
      await house.react()
      return house
    }

    test('of 21 is one message that names each of them', async () => {
      const { claim, store } = await storm(21)
      const claimed = await claim()
      expect(claimed.map(({ notification }) => notification.kind)).toEqual(['digest'])
      const names = Array.from({ length: 21 }, (_, i) => `s${i + 1} > down`)
      expect(claimed.map(said)).toEqual([names.join(', ')])
      expect(await store.alerts.figures()).toMatchObject({ due: 1, dead: 0 })
    })

    test('of 20 is not one: each is told by itself', async () => {
      const { claim, store } = await storm(20)
      let told = 0
      for (let claimed = await claim(); claimed.length > 0; claimed = await claim()) {
        for (const one of claimed) {
          expect(one.notification.kind).toBe('change')
          await store.alerts.settleAttempt(settledAs(one, 'delivered'))
          told += 1
        }
      }
      expect(told).toBe(20)
    })

    test('that comes behind others counts them, and what follows waits for the digest', async () => {
      const { claim, store, service, turn, react } = await storm(20)
      for (let claimed = await claim(); claimed.length > 0; claimed = await claim()) {
        for (const one of claimed) {
          await store.alerts.settleAttempt(settledAs(one, 'delivered'))
        }
      }
      const ids = [await service({ name: 'x' }), await service({ name: 'y' })]
      for (const id of ids) await turn(id, 'down')
      await react()
      const [digest, ...rest] = await claim()
      expect(rest).toEqual([])
      expect(digest?.notification).toMatchObject({ kind: 'digest', news: [{}, {}] })
      for (const id of ids) await turn(id, 'up')
      await react()
      expect(await claim()).toEqual([])
    })

    test('that comes drop by drop is few messages all the same', async () => {
      const { channel, service, turn, react, claim, store } = await open()
      await channel()
      const names: string[] = []
      const sent: { at: number; said: string }[] = []
      for (let second = 0; second < 90; second++) {
        if (second < 50) {
          names.push(`s${second} > down`)
          await turn(await service({ name: `s${second}` }), 'down')
          await react()
        }
        const at = morning + 2 + second * 1_000
        for (const one of await claim(at)) {
          sent.push({ at, said: said(one) })
          await store.alerts.settleAttempt(settledAs(one, 'delivered', at))
        }
      }
      const busiest = sent.map(
        ({ at: from }) => sent.filter(({ at }) => at >= from && at < from + 60_000).length,
      )
      expect(Math.max(...busiest)).toBeLessThanOrEqual(21)
      expect(sent.map((one) => one.said).join(', ')).toBe(names.join(', '))
    })

    test('of more than a digest holds tells nobody that a service is up before it was down', async () => {
      const { channel, service, turn, react, claim, store, place } = await open()
      await channel()
      const id = await service({ name: 's0' })
      await turn(id, 'down')
      await react()
      // Rows as many services would make, by far quicker.
      await place.driver().write(function* () {
        yield {
          text: `insert into alerts_outbox (nid, channel_id, service_id, kind, notification, state,
              attempts, created_at, due_at)
            with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000)
            select 'n' || i, channel_id, 1000 + i, kind, notification, state, 0, created_at, due_at
              from alerts_outbox, n`,
          params: [],
        }
      })
      await turn(id, 'up')
      await react()
      const order: string[] = []
      for (let claimed = await claim(); claimed.length > 0; claimed = await claim()) {
        expect(claimed).toHaveLength(1)
        for (const one of claimed) {
          order.push(...said(one).split(', '))
          await store.alerts.settleAttempt(settledAs(one, 'delivered'))
        }
      }
      expect(order).toHaveLength(1_002)
      expect(order.indexOf('s0 > up')).toBe(1_001)
    })
  })

  test('a message that waited for more than a day is given up, whoever was away', async () => {
    const { claim, store } = await withTurns(2)
    expect(await claim(morning + 86_400_100)).toEqual([])
    const [channel] = await store.channels.list()
    if (channel === undefined) throw new Error('there is no channel')
    expect(await store.channels.deliveriesOf(channel.id, 10)).toMatchObject([
      { state: 'dead', attempts: 0, detail: 'waited for more than a day' },
      { state: 'dead', attempts: 0 },
    ])
  })

  test('a copy that may not send commits nothing when it is asked', async () => {
    const { claim, store, place } = await withTurns(1)
    await place.driver().write(function* () {
      yield { text: 'update app_state set armed = 0', params: [] }
    })
    const before = store.commits.count
    expect(await claim()).toEqual([])
    expect(store.commits.count).toBe(before)
  })

  test('a receiver that asks to be left alone is, by all messages of the channel', async () => {
    const { channel, service, turn, react, claim, store } = await open()
    await channel()
    for (const name of ['a', 'b', 'c', 'd', 'e']) await turn(await service({ name }), 'down')
    await react()
    const [first] = await claim(morning + 2, 1)
    if (first === undefined) throw new Error('nothing was claimed')
    const asked = { ...settledAs(first, 'failed'), pauseUntil: morning + 900_000 }
    await store.alerts.settleAttempt(asked)
    expect(await claim(morning + 899_999)).toEqual([])
    expect(await claim(morning + 900_000)).toHaveLength(1)
  })

  test('a channel that is switched off sends nothing, and goes on when it is on again', async () => {
    const { claim, store } = await withTurns(1)
    const [channel] = await store.channels.list()
    if (channel === undefined) throw new Error('there is no channel')
    const off = { definition: { ...channel, enabled: false }, expectedRev: 1 }
    await store.channels.save(channel.id, off, by('ann'))
    expect(await claim()).toEqual([])
    await store.channels.save(channel.id, { definition: channel, expectedRev: 2 }, by('ann'))
    expect(await claim()).toHaveLength(1)
  })
})

onEachDialect('retention of messages', (fresh) => {
  const rollups = { minute: null, hour: null, day: null }
  const forever = { outcomes: null, rollups, events: null, tombstones: 0, idempotency: 0 }

  test('takes those that are done and old, with their attempts, and none that is on its way', async () => {
    const { channel, service, turn, react, claim, store, place } = await openAlerting(await fresh())
    await channel()
    for (const name of ['old', 'young', 'due']) await turn(await service({ name }), 'down')
    await react()
    const [old, young] = await claim(morning + 2, 2)
    if (old === undefined || young === undefined) throw new Error('nothing was claimed')
    await store.alerts.settleAttempt(settledAs(old, 'delivered', morning + 10))
    await store.alerts.settleAttempt(settledAs(young, 'refused', morning + 20))
    await store.retention.removePortion({ ...forever, messages: morning + 20 })
    const left = await place.query('select notification from alerts_outbox order by id')
    const names = left.map(({ notification }) => JSON.parse(String(notification)).news.name)
    expect(names).toEqual(['young', 'due'])
    expect(await place.query('select outbox_id from alerts_attempts')).toHaveLength(1)
  })

  test('keeps no more than ten thousand of those that are done', async () => {
    const { channel, service, turn, react, store, place } = await openAlerting(await fresh())
    await channel()
    await turn(await service(), 'down')
    await react()
    await place.driver().write(function* () {
      yield {
        text: `insert into alerts_outbox (nid, channel_id, kind, notification, state, attempts,
            created_at, last_at)
          with recursive n (i) as (select 1 union all select i + 1 from n where i < 10050)
          select 'n' || i, channel_id, 'test', '{}', 'delivered', 1, created_at, created_at
            from alerts_outbox, n`,
        params: [],
      }
    })
    while (await store.retention.removePortion({ ...forever, messages: 0 }));
    const rows = await place.query('select state, count(*) as n from alerts_outbox group by state')
    expect(rows.map(({ state, n }) => [state, Number(n)]).sort()).toEqual([
      ['delivered', 10_000],
      ['due', 1],
    ])
  })
})

onEachDialect('channels', (fresh) => {
  test('are made, changed by whoever has seen the latest version, and removed with their messages', async () => {
    const { store, channel, service, turn, react, place } = await openAlerting(await fresh())
    const made = await channel({ tags: ['web'] })
    expect(made).toMatchObject({ id: 1, rev: 1, tags: ['web'], enabled: true })
    const change = { definition: { ...made, name: 'day watch' }, expectedRev: 1 }
    expect(await store.channels.save(made.id, change, by('bob'))).toMatchObject({
      kind: 'saved',
      channel: { name: 'day watch', rev: 2 },
    })
    expect(await store.channels.save(made.id, change, by('eve'))).toMatchObject({
      kind: 'stale',
      current: { rev: 2 },
    })
    await turn(await service({ tags: ['web'] }), 'down')
    await react()
    expect(await store.channels.standings()).toMatchObject([{ channelId: 1, due: 1, dead: 0 }])
    expect(await store.channels.remove(made.id, by('ann'))).toBe(true)
    expect(await store.channels.remove(made.id, by('ann'))).toBe(false)
    expect(await store.channels.find(made.id)).toBeNull()
    expect(await place.query('select * from alerts_outbox')).toEqual([])
    const absent = await store.channels.save(9 as ChannelId, change, by('ann'))
    expect(absent).toEqual({ kind: 'absent' })
    const deeds = await place.query(
      "select action from identity_audit where action like 'channel.%' order by id",
    )
    expect(deeds.map(({ action }) => action)).toEqual([
      'channel.created',
      'channel.updated',
      'channel.deleted',
    ])
    const told = rowsOf(await store.journal.tail(0 as Seq, 100)).map(({ event }) => event)
    expect(told.filter(({ type }) => type.startsWith('channel.'))).toEqual([
      { type: 'channel.created', channelId: 1, name: 'night watch' },
      { type: 'channel.updated', channelId: 1, name: 'day watch' },
      { type: 'channel.deleted', channelId: 1, name: 'day watch' },
    ])
  })
})
