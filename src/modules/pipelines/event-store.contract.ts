import { describe, expect, test } from 'vitest'
import type { ConnectionId, WebhookEventId } from '../../kernel/index.ts'
import type { NewEvent } from './ports.ts'
import { noon } from './samples.contract.ts'
import { ann, connect, type Fresh, type House, nothing, told } from './store-house.contract.ts'

const leaseMs = 60_000
const text = (body: Uint8Array | undefined): string => new TextDecoder().decode(body)

const delivery = (connectionId: ConnectionId, differs: Partial<NewEvent> = {}): NewEvent => ({
  connectionId,
  deliveryId: 'd1',
  type: 'workflow_run',
  receivedAt: noon,
  headers: { 'x-github-event': 'workflow_run' },
  body: new TextEncoder().encode('{"action":"completed","umlaut":"ä"}'),
  ...differs,
})

const done = { at: noon + 1, status: 'done', error: null, retryAt: null } as const

async function open(fresh: Fresh) {
  const place = await fresh()
  const house = await place.open()
  const { id } = await connect(house)
  const receive = (differs: Partial<NewEvent> = {}) =>
    house.pipelines.receive(delivery(id, differs))
  const eventsOf = ({ pipelines }: House) => ({
    ...pipelines,
    claim: (at: number, limit: number) => pipelines.claim(id, at, limit),
  })
  return { place, house, id, receive, events: eventsOf(house), eventsOf }
}

const statusOf = async ({ pipelines }: House, id: WebhookEventId) =>
  (await pipelines.event(id))?.status

/** What every `EventStore` must do. */
export function eventStoreContract(fresh: Fresh): void {
  describe('a delivery', () => {
    test('comes back as it came, byte for byte', async () => {
      const { receive, events, id } = await open(fresh)
      const body = Uint8Array.from({ length: 3_000 }, (_, i) => (i * i) % 256)
      const { id: event } = await receive({ body })
      const stored = await events.event(event)
      expect(stored).toMatchObject({
        id: event,
        connectionId: id,
        deliveryId: 'd1',
        type: 'workflow_run',
        receivedAt: noon,
        status: 'waiting',
        attempts: 0,
        error: null,
        processedAt: null,
        bytes: 3_000,
        headers: { 'x-github-event': 'workflow_run' },
      })
      expect(Buffer.from(stored?.body ?? []).equals(Buffer.from(body))).toBe(true)
      const empty = await receive({ deliveryId: 'empty', body: new Uint8Array() })
      expect((await events.event(empty.id))?.body).toHaveLength(0)
      expect(await events.event(99 as WebhookEventId)).toBeNull()
    })

    test('is kept once for each connection and id, however often it comes', async () => {
      const { house, receive, events } = await open(fresh)
      const other = await connect(house, 'other')
      const first = await receive()
      expect(first.isNew).toBe(true)
      expect(await receive()).toEqual({ id: first.id, isNew: false })
      expect((await receive({ connectionId: other.id })).isNew).toBe(true)
      expect((await events.events({}, { page: 1, limit: 10 })).total).toBe(2)
    })

    test('that comes twice at once is kept once', async () => {
      const { place, receive, events, id, eventsOf } = await open(fresh)
      const second = eventsOf(await place.open())
      const received = await Promise.all([receive(), second.receive(delivery(id)), receive()])
      expect(received.filter(({ isNew }) => isNew)).toHaveLength(1)
      expect(new Set(received.map((one) => one.id)).size).toBe(1)
      expect((await events.events({}, { page: 1, limit: 10 })).total).toBe(1)
    })

    test('that failed or was given up is tried again when it comes again', async () => {
      const { house, receive, events } = await open(fresh)
      for (const status of ['failed', 'dead'] as const) {
        const { id } = await receive({ deliveryId: status })
        await events.claim(noon, 1)
        const end = { at: noon + 1, status, error: 'away', retryAt: noon + 900_000 } as const
        await events.settle(id, end)
        expect(await receive({ deliveryId: status, receivedAt: noon + 5 })).toEqual({
          id,
          isNew: false,
        })
        expect(await statusOf(house, id)).toBe('waiting')
        expect(await events.claim(noon + 5, 5)).toMatchObject([{ id, attempts: 1 }])
        await events.settle(id, done)
      }
    })

    test('that was processed is not processed again when it comes again', async () => {
      const { house, receive, events } = await open(fresh)
      const { id } = await receive()
      await events.claim(noon, 1)
      await events.settle(id, done)
      await receive()
      expect(await statusOf(house, id)).toBe('done')
      expect(await events.claim(noon + 1_000, 1)).toEqual([])
    })

    test('for a connection that is gone is refused', async () => {
      const { receive } = await open(fresh)
      await expect(receive({ connectionId: 9 as ConnectionId })).rejects.toMatchObject({
        code: 'not_found',
      })
    })
  })

  describe('a claim', () => {
    test('gives the oldest first, whole, as many as are asked for', async () => {
      const { receive, events } = await open(fresh)
      for (const i of [3, 1, 2]) await receive({ deliveryId: `d${i}`, receivedAt: noon + i })
      const claimed = await events.claim(noon + 10, 2)
      expect(claimed.map(({ deliveryId, attempts }) => [deliveryId, attempts])).toEqual([
        ['d1', 1],
        ['d2', 1],
      ])
      expect(text(claimed[0]?.body)).toBe('{"action":"completed","umlaut":"ä"}')
      expect(claimed[0]?.headers).toEqual({ 'x-github-event': 'workflow_run' })
    })

    test('is for one process alone, until its lease ends', async () => {
      const { place, receive, events, eventsOf } = await open(fresh)
      const second = eventsOf(await place.open())
      await receive()
      expect(await events.claim(noon, 5)).toHaveLength(1)
      expect(await second.claim(noon + leaseMs - 1, 5)).toEqual([])
      expect(await second.claim(noon + leaseMs, 5)).toMatchObject([{ attempts: 2 }])
    })

    test('of several processes at once gives each event to one of them', async () => {
      const { place, receive, events, eventsOf } = await open(fresh)
      const second = eventsOf(await place.open())
      for (let i = 0; i < 20; i++) await receive({ deliveryId: `d${i}` })
      const given = await Promise.all(
        [events, second, events, second].map((store) => store.claim(noon, 5)),
      )
      const ids = given.flat().map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.length).toBeGreaterThan(0)
    })

    test('that finds nothing commits nothing, since each commit wakes whoever claims', async () => {
      const { house, events } = await open(fresh)
      expect(await told(house, () => events.claim(noon, 5))).toEqual(nothing)
      expect(await events.claim(noon, 5)).toEqual([])
    })
  })

  describe('a result', () => {
    test('is kept, and what is done is not claimed again', async () => {
      const { receive, events } = await open(fresh)
      const { id } = await receive()
      await events.claim(noon, 1)
      await events.settle(id, done)
      expect(await events.event(id)).toMatchObject({
        status: 'done',
        attempts: 1,
        error: null,
        processedAt: noon + 1,
      })
      expect(await events.claim(noon + leaseMs * 2, 1)).toEqual([])
    })

    test('that failed is tried again when it says, and not before', async () => {
      const { receive, events } = await open(fresh)
      const { id } = await receive()
      await events.claim(noon, 1)
      const end = { at: noon + 1, status: 'failed', error: 'away', retryAt: noon + 500 } as const
      await events.settle(id, end)
      expect(await events.event(id)).toMatchObject({
        status: 'failed',
        error: 'away',
        processedAt: null,
      })
      expect(await events.claim(noon + 499, 1)).toEqual([])
      expect(await events.claim(noon + 500, 1)).toMatchObject([{ id, attempts: 2 }])
    })

    test('that gives it up is told, and it is not claimed again', async () => {
      const { house, id: connection, receive, events } = await open(fresh)
      const { id } = await receive()
      await events.claim(noon, 1)
      const end = { at: noon + 1, status: 'dead', error: 'no JSON', retryAt: null } as const
      const news = await told(house, () => events.settle(id, end))
      expect(news).toEqual({ changes: [`connection ${connection}`], events: [] })
      expect(await events.claim(noon + leaseMs * 2, 1)).toEqual([])
    })

    test('of a process whose lease has ended does not count against the one that took over', async () => {
      const { house, place, receive, events, eventsOf } = await open(fresh)
      const second = eventsOf(await place.open())
      const { id } = await receive()
      await events.claim(noon, 1)
      await second.claim(noon + leaseMs, 1)
      await events.settle(id, { at: noon, status: 'dead', error: 'late', retryAt: null })
      expect(await statusOf(house, id)).toBe('waiting')
      await second.settle(id, done)
      expect(await statusOf(house, id)).toBe('done')
    })
  })

  describe('a replay', () => {
    test('has it processed again, whatever became of it, and is audited', async () => {
      const { house, receive, events } = await open(fresh)
      const { id } = await receive()
      await events.claim(noon, 1)
      await events.settle(id, done)
      expect(await events.replay(id, ann(noon + 9))).toBe(true)
      expect(await events.claim(noon + 9, 1)).toMatchObject([{ id, attempts: 1 }])
      expect(await events.replay(99 as WebhookEventId, ann())).toBe(false)
      const { items } = await house.identity.audit({ page: 1, limit: 1 })
      expect(items).toMatchObject([
        { actor: 'ann', action: 'webhook_event.replayed', subject: `webhook event ${id}` },
      ])
    })

    test('of one that is being processed is not settled by who has it now', async () => {
      const { house, receive, events } = await open(fresh)
      const { id } = await receive()
      await events.claim(noon, 1)
      await events.replay(id, ann(noon + 1))
      await events.settle(id, done)
      expect(await statusOf(house, id)).toBe('waiting')
    })
  })

  describe('the list of deliveries', () => {
    test('is newest first, by connection and by what became of them', async () => {
      const { house, id, receive, events } = await open(fresh)
      const other = await connect(house, 'other')
      const first = await receive()
      await events.claim(noon, 1)
      await events.settle(first.id, done)
      const second = await receive({ deliveryId: 'd2' })
      const third = await receive({ connectionId: other.id })
      const list = async (query: Parameters<typeof events.events>[0]) =>
        (await events.events(query, { page: 1, limit: 10 })).items.map((event) => event.id)
      expect(await list({})).toEqual([third.id, second.id, first.id])
      expect(await list({ connectionId: id })).toEqual([second.id, first.id])
      expect(await list({ status: 'waiting' })).toEqual([third.id, second.id])
      expect(await list({ connectionId: id, status: 'done' })).toEqual([first.id])
      expect(await events.events({}, { page: 2, limit: 2 })).toMatchObject({
        items: [{ id: first.id }],
        total: 3,
        page: 2,
        limit: 2,
      })
    })
  })
}
