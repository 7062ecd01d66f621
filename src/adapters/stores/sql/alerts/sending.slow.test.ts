import { describe, expect, test } from 'vitest'
import {
  createDice,
  createVirtualTime,
  sleepIn,
  virtualClock,
} from '../../../../kernel/virtual-time.contract.ts'
import { createKeptLog } from '../../../../kernel/world.contract.ts'
import {
  type Attempt,
  createReactor,
  createSender,
  type Notification,
  type OutboxStore,
  type Send,
} from '../../../../modules/alerts/index.ts'
import { onSqlite } from '../places.contract.ts'
import { openAlerting, said } from './alerting.contract.ts'
import { createOutboxStore } from './outbox.ts'
import { createReactionStore } from './react.ts'

const minute = 60_000
const arrived: Attempt = { kind: 'delivered', detail: 'taken' }
const away: Attempt = { kind: 'failed', detail: 'no answer', retryAfterMs: null }

/** A receiver in virtual time, and processes that send to it from one database. */
async function openHouse(seed = 1) {
  const place = await onSqlite()
  const alerting = await openAlerting(place)
  const time = createVirtualTime()
  const dice = createDice(seed)
  const taken: { readonly at: number; readonly notification: Notification }[] = []
  const receiver = { isAway: false, tookMs: () => 5 + dice.next() * 50, tried: 0 }
  const send: Send = async ({ notification }, signal) => {
    receiver.tried += 1
    await sleepIn(time, receiver.tookMs(), signal)
    if (receiver.isAway) return away
    taken.push({ at: time.now(), notification })
    return arrived
  }
  const driver = place.driver()
  const stores = { ...createReactionStore(driver), ...createOutboxStore(driver) }

  /** @param port what the process sees of the database */
  function start(port: (store: OutboxStore) => OutboxStore = (store) => store) {
    const stop = new AbortController()
    const parts = {
      wake: { subscribe: driver.onCommit },
      clock: virtualClock(time),
      log: createKeptLog().log,
    }
    const reactor = createReactor({
      ...parts,
      store: stores,
      observe: { reacted() {}, storeAway() {} },
    })
    const sender = createSender({
      ...parts,
      store: port(stores),
      senders: { senderOf: () => send },
      linkOf: () => null,
      random: { float: dice.next },
      observe: { progressed() {}, tried() {}, died() {}, storeAway() {} },
    })
    const done = Promise.all([reactor.run(stop.signal), sender.run(stop.signal)])
    return {
      async stop() {
        stop.abort()
        await time.runUntilSettled(done)
      },
    }
  }

  return { ...alerting, time, receiver, taken, start }
}

const idsOf = (taken: readonly { readonly notification: Notification }[]) =>
  taken.map(({ notification }) => notification.id)

describe('sending', () => {
  test('is done within a moment of what happened', async () => {
    const { channel, service, turn, time, taken, start } = await openHouse()
    await channel()
    await turn(await service(), 'down')
    start()
    await time.runUntil(1_200)
    expect(taken.map(said)).toEqual(['shop > down'])
    expect(taken[0]?.at).toBeLessThan(200)
  })

  test('to a receiver that was away for half an hour is whole and in order soon after it is back', async () => {
    const { channel, service, turn, time, receiver, taken, start } = await openHouse()
    await channel()
    const names = Array.from({ length: 8 }, (_, i) => `s${i}`)
    const ids = await Promise.all(names.map((name) => service({ name })))
    receiver.isAway = true
    start()
    for (const status of ['down', 'up'] as const) {
      for (const id of ids) await turn(id, status)
      await time.runUntil(time.now() + 10 * minute)
    }
    await time.runUntil(30 * minute)
    expect(taken).toEqual([])
    // Tried again and again, but never as often as there are messages.
    expect(receiver.tried).toBeLessThan(120)
    receiver.isAway = false
    await time.runUntil(32 * minute)
    expect(taken).toHaveLength(16)
    for (const name of names) {
      expect(taken.map(said).filter((text) => text.startsWith(`${name} `))).toEqual([
        `${name} > down`,
        `${name} > up`,
      ])
    }
  })

  test('of a single message reaches a receiver within two minutes of its return', async () => {
    const { channel, service, turn, time, receiver, taken, start } = await openHouse(7)
    await channel()
    await turn(await service(), 'down')
    receiver.isAway = true
    start()
    await time.runUntil(30 * minute)
    receiver.isAway = false
    await time.runUntil(32 * minute)
    expect(taken.map(said)).toEqual(['shop > down'])
  })

  test('of a storm of 500 is few messages, and each change is in exactly one of them', {
    timeout: 60_000,
  }, async () => {
    const { channel, service, turn, time, taken, start } = await openHouse()
    await channel()
    for (let i = 0; i < 500; i++) await turn(await service({ name: `s${i}` }), 'down')
    start()
    await time.runUntil(minute)
    expect(taken.length).toBeLessThanOrEqual(21)
    const named = taken.flatMap(({ notification }) => {
      if (notification.kind === 'change') return [notification.news.name]
      return notification.kind === 'digest' ? notification.news.map(({ name }) => name) : []
    })
    expect(named.toSorted()).toEqual(Array.from({ length: 500 }, (_, i) => `s${i}`).toSorted())
  })

  test('that is broken off between the receiver and the database repeats that message alone', async () => {
    const { channel, service, turn, time, taken, start } = await openHouse()
    await channel()
    for (const name of ['a', 'b', 'c']) await turn(await service({ name }), 'down')
    // It sends, and dies before it can say so.
    const dead = new Promise<never>(() => {})
    const dying = start((store) => ({
      ...store,
      settleAttempt: () => dead,
      claim: (at, limit) => (time.now() < 1_000 ? store.claim(at, limit) : dead),
    }))
    await time.runUntil(2_000)
    void dying
    start()
    await time.runUntil(2 * minute)
    const counts = Map.groupBy(idsOf(taken), (id) => id)
    expect(counts.size).toBe(3)
    for (const times of counts.values()) expect(times.length).toBeLessThanOrEqual(2)
  })

  test('repeats nothing because the database was away for longer than a lease', async () => {
    const { channel, service, turn, time, taken, start } = await openHouse()
    await channel()
    for (const name of ['a', 'b', 'c']) await turn(await service({ name }), 'down')
    const isAway = () => time.now() > 100 && time.now() < 2 * minute
    start((store) => ({
      ...store,
      settleAttempt: (settled) =>
        isAway() || time.now() < 100
          ? Promise.reject(new Error('away'))
          : store.settleAttempt(settled),
      claim: (at, limit) => (isAway() ? Promise.reject(new Error('away')) : store.claim(at, limit)),
    }))
    await time.runUntil(5 * minute)
    expect(idsOf(taken)).toHaveLength(3)
    expect(new Set(idsOf(taken)).size).toBe(3)
  })

  test('stops once what is on its way has arrived, and a new process repeats nothing', async () => {
    const { channel, service, turn, time, receiver, taken, start } = await openHouse()
    receiver.tookMs = () => 3_000
    await channel()
    await turn(await service(), 'down')
    const process = start()
    await time.runUntil(500)
    await process.stop()
    expect(taken.map(said)).toEqual(['shop > down'])
    start()
    await time.runUntil(5 * minute)
    expect(taken).toHaveLength(1)
  })

  // A day has 86,400 looks.
  test('gives up after a day, and says so by another channel', { timeout: 60_000 }, async () => {
    const { channel, service, turn, time, receiver, taken, start, store } = await openHouse()
    const lost = await channel({ name: 'lost', tags: ['x'] })
    await turn(await service({ tags: ['x'] }), 'down')
    receiver.isAway = true
    start()
    await time.runUntil(23 * 60 * minute)
    await channel({ name: 'other', tags: ['y'] })
    expect(await store.channels.deliveriesOf(lost.id, 1)).toMatchObject([{ state: 'due' }])
    await time.runUntil(24.5 * 60 * minute)
    receiver.isAway = false
    await time.runUntil(24.6 * 60 * minute)
    expect(await store.channels.deliveriesOf(lost.id, 1)).toMatchObject([{ state: 'dead' }])
    expect(taken.map(said)).toEqual(['The channel lost could not be reached'])
  })
})

describe('the same rule, broken', () => {
  test('a process that says delivered before it sends loses messages when it dies', async () => {
    const { channel, service, turn, time, taken, start } = await openHouse()
    await channel()
    await turn(await service(), 'down')
    const mutant = start((store) => ({
      ...store,
      async claim(at, limit) {
        const claimed = await store.claim(at, limit)
        for (const { id, attempt } of claimed) {
          const next = { kind: 'delivered' } as const
          await store.settleAttempt({
            id,
            attempt,
            at,
            kind: 'delivered',
            detail: '',
            next,
            pauseUntil: null,
          })
        }
        // It dies here.
        return []
      },
    }))
    await time.runUntil(2_000)
    void mutant
    start()
    await time.runUntil(5 * minute)
    expect(taken).toEqual([])
  })
})
