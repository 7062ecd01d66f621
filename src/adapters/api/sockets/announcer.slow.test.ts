import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Seq } from '../../../kernel/index.ts'
import { type House, openHouse, type Person } from '../house.contract.ts'
import { connectRaw, createSwitches, openAudience, slowJournal } from './audience.contract.ts'

let house: House
let admin: Person
beforeAll(async () => {
  house = await openHouse()
  admin = await house.person('admin')
})
afterAll(() => house[Symbol.asyncDispose]())

const oneSwitch = async () => {
  const [shop] = await createSwitches(house, admin, ['Shop'])
  if (shop === undefined) throw new Error('no service was made')
  return shop
}

describe('announcements over a WebSocket', () => {
  test('are the changes between up and down, with exactly four keys', async () => {
    await using audience = await openAudience(house, admin)
    audience.follow()
    const client = await audience.connect()
    const shop = await oneSwitch()
    for (const status of ['up', 'degraded', 'down', 'down', 'up'] as const) await shop.turn(status)
    const [fell, rose] = await client.first(2)
    expect(fell).toEqual({
      ServiceID: shop.id,
      OldStatus: 'UP',
      NewStatus: 'DOWN',
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    })
    expect(rose).toMatchObject({ ServiceID: shop.id, OldStatus: 'DOWN', NewStatus: 'UP' })
    expect(client.heard).toHaveLength(2)
  })

  test('carry their sequence for those who ask', async () => {
    await using audience = await openAudience(house, admin)
    audience.follow()
    const [plain, numbered] = [await audience.connect(), await audience.connect('?seq=1')]
    const shop = await oneSwitch()
    await shop.turn('up')
    await shop.turn('down')
    expect(await plain.first(1)).not.toEqual([expect.objectContaining({ Seq: expect.anything() })])
    const [told] = await numbered.first(1)
    expect(Object.keys(told ?? {})).toEqual([
      'ServiceID',
      'OldStatus',
      'NewStatus',
      'Timestamp',
      'Seq',
    ])
    expect(told?.Seq).toBeLessThanOrEqual(await house.store.journal.head())
  })

  test('that were missed are replayed, whether the follower runs already or not', async () => {
    const since = await house.store.journal.head()
    const shop = await oneSwitch()
    await shop.turn('up')
    await shop.turn('down')
    await using audience = await openAudience(house, admin)
    const early = await audience.connect(`?since=${since}`)
    audience.follow()
    const late = await audience.connect(`?since=${since}`)
    const [missed] = await early.first(1)
    expect(missed).toMatchObject({ ServiceID: shop.id, NewStatus: 'DOWN' })
    expect(await late.first(1)).toEqual([missed])
    await shop.turn('up')
    const [, live] = await early.first(2)
    expect(live).toMatchObject({ NewStatus: 'UP' })
    const onwards = await audience.connect(`?since=${missed?.Seq}`)
    expect(await onwards.first(1)).toEqual([live])
  })

  test('come once, in order and without a gap, whenever a client joins', async () => {
    const since = await house.store.journal.head()
    const names = Array.from({ length: 20 }, (_, i) => `Shop ${i}`)
    const shops = await createSwitches(house, admin, names)
    await Promise.all(shops.map((shop) => shop.turn('up')))
    await using audience = await openAudience(house, admin, slowJournal(house.store.journal))
    audience.follow()
    const clients = []
    for (let round = 0; round < 12; round++) {
      const turning = shops.map((shop) => shop.turn(round % 2 === 0 ? 'down' : 'up'))
      clients.push(audience.connect(`?since=${since}`))
      await Promise.all(turning)
    }
    const expected = 12 * shops.length
    for (const client of await Promise.all(clients)) {
      const seqs = (await client.first(expected)).map(({ Seq }) => Number(Seq))
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
      expect(client.heard).toHaveLength(expected)
    }
  })

  test('that are kept no longer are a reset', async () => {
    const rollups = { minute: null, hour: null, day: null }
    const events = Date.now() + 60_000
    const horizon = { outcomes: null, rollups, events, tombstones: 0, idempotency: 0 }
    await oneSwitch()
    while (await house.store.retention.removePortion(horizon));
    await using audience = await openAudience(house, admin)
    audience.follow()
    const shop = await oneSwitch()
    const head = await house.store.journal.head()
    const old = await audience.connect('?since=0')
    const foreign = await audience.connect('?since=999999999')
    expect(await old.first(1)).toEqual([{ Reset: true, Seq: head }])
    expect(await foreign.first(1)).toEqual([{ Reset: true, Seq: head }])
    await shop.turn('up')
    await shop.turn('down')
    const [, next] = await old.first(2)
    expect(next).toMatchObject({ ServiceID: shop.id, NewStatus: 'DOWN' })
    expect((await foreign.first(2))[1]).toEqual(next)
  })
})

describe('a client', () => {
  test.each(['x', '-1', '1.5', ''])('whose since is %j is told so', async (since) => {
    await using audience = await openAudience(house, admin)
    const client = await audience.connect(`?since=${since}`)
    expect(await client.closed).toEqual({ code: 4400, reason: 'since must be a sequence' })
    expect(audience.announcer.connected).toBe(0)
  })

  test('A4: that is signed out is cut off at the next look', async () => {
    await using audience = await openAudience(house, admin)
    audience.follow()
    const client = await audience.connect()
    audience.clock.strike(4_000)
    expect(client.socket.readyState).toBe(WebSocket.OPEN)
    audience.forbid()
    await Promise.resolve()
    audience.clock.strike(4_000)
    expect((await client.closed).code).toBe(4401)
  })

  test('T2: that does not answer a ping is gone at the next one', async () => {
    await using audience = await openAudience(house, admin)
    audience.follow()
    const deaf = await audience.connect('', { autoPong: false })
    const well = await audience.connect()
    const answered = Promise.all([once(deaf.socket, 'ping'), audience.pong()])
    audience.clock.strike(30_000)
    await answered
    const again = once(well.socket, 'ping')
    audience.clock.strike(30_000)
    expect((await deaf.closed).code).toBe(1006)
    await again
    expect(well.socket.readyState).toBe(WebSocket.OPEN)
  })

  test('T2: that sends more than 4 KiB is cut off, smaller messages mean nothing', async () => {
    await using audience = await openAudience(house, admin)
    const client = await audience.connect()
    client.socket.send('hello')
    client.socket.send('x'.repeat(5_000))
    expect((await client.closed).code).toBe(1009)
  })

  test('T2: that breaks the protocol ends nothing but itself', async () => {
    await using audience = await openAudience(house, admin)
    audience.follow()
    const well = await audience.connect()
    const raw = await connectRaw(audience.port)
    raw.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff))
    await once(raw, 'close')
    const shop = await oneSwitch()
    await shop.turn('up')
    await shop.turn('down')
    expect(await well.first(1)).toMatchObject([{ ServiceID: shop.id }])
  })

  test('T2: of a user who has a hundred already is sent away', async () => {
    await using audience = await openAudience(house, admin)
    for (let i = 0; i < 100; i++) await audience.connect()
    const one = await audience.connect()
    expect((await one.closed).code).toBe(1013)
    expect(audience.announcer.connected).toBe(100)
  })

  test('is told when Pharos stops', async () => {
    await using audience = await openAudience(house, admin)
    audience.follow()
    const client = await audience.connect()
    await audience.stop()
    expect((await client.closed).code).toBe(1001)
    const late = await audience.connect()
    expect((await late.closed).code).toBe(1001)
  })
})

test('a client that does not say good-bye holds nothing up', async () => {
  await using audience = await openAudience(house, admin)
  audience.follow()
  const raw = await connectRaw(audience.port)
  const gone = once(raw, 'close')
  await audience.stop()
  await gone
})

test('an announcer that follows nothing yet stops as well', async () => {
  await using audience = await openAudience(house, admin)
  await audience.connect(`?since=${0 as Seq}`)
  await audience.stop()
})
