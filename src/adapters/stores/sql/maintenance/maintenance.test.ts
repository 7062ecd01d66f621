import { describe, expect, test } from 'vitest'
import type { MaintenanceId, Seq, ServiceId } from '../../../../kernel/index.ts'
import type { MaintenanceDefinition } from '../../../../modules/checks/index.ts'
import { rowsOf } from '../../../../modules/journal/rows.contract.ts'
import { aService, by, morning } from '../../../../modules/services/examples.contract.ts'
import { openAlerting } from '../alerts/alerting.contract.ts'
import type { SqlStore } from '../index.ts'
import { onEachDialect } from '../places.contract.ts'

const minute = 60_000
const fromMorning = { kind: 'once', from: morning, to: morning + 10 * minute } as const

const aMaintenance = (differs: Partial<MaintenanceDefinition> = {}): MaintenanceDefinition => ({
  name: 'deploy',
  plan: fromMorning,
  scope: { services: [], tags: [], all: true },
  endsWhenGreen: false,
  ...differs,
})
const only = (...ids: readonly ServiceId[]) => ({ services: ids, tags: [], all: false })

const eventsAfter = async ({ journal }: SqlStore, after: Seq) =>
  rowsOf(await journal.tail(after, 100)).map(({ event }) => event)
const changesAfter = async ({ journal }: SqlStore, after: Seq) =>
  rowsOf(await journal.changes(after, 100)).map(({ kind, id }) => `${kind} ${id}`)
const workOf = async ({ services }: SqlStore, id: ServiceId) =>
  (await services.find(id))?.maintenance

onEachDialect('maintenances', (fresh) => {
  const open = async () => openAlerting(await fresh())

  describe('one that begins now', () => {
    test('covers its services when the answer comes, and is told in the ledger', async () => {
      const { store, service } = await open()
      const [shop, other] = [await service({ name: 'shop' }), await service({ name: 'other' })]
      const head = await store.journal.head()
      const made = await store.maintenance.create(aMaintenance({ scope: only(shop) }), by('ann'))
      expect(made).toMatchObject({ active: { from: morning, to: morning + 10 * minute }, rev: 1 })
      const until = morning + 10 * minute
      expect(await workOf(store, shop)).toEqual({ id: made.id, name: 'deploy', until })
      expect(await workOf(store, other)).toBeNull()
      expect(await eventsAfter(store, head)).toEqual([
        { type: 'maintenance.started', maintenanceId: made.id, name: 'deploy', until, services: 1 },
      ])
      expect(await changesAfter(store, head)).toEqual([`service ${shop}`, `maintenance ${made.id}`])
    })

    test('of a service that is not there is refused', async () => {
      const { store } = await open()
      const definition = aMaintenance({ scope: only(77 as ServiceId) })
      await expect(store.maintenance.create(definition, by('ann'))).rejects.toMatchObject({
        code: 'invalid',
        fields: [{ path: 'services', message: 'there is no service 77' }],
      })
    })

    test('ends at its time, once, whoever looks', async () => {
      const { store, place, service } = await open()
      const id = await service()
      const made = await store.maintenance.create(aMaintenance(), by('ann'))
      const head = await store.journal.head()
      expect(await store.maintenance.advance(morning + 10 * minute - 1)).toBe(0)
      const stores = [store, await place.open(), await place.open()]
      const ended = await Promise.all(
        stores.map(({ maintenance }) => maintenance.advance(morning + 10 * minute)),
      )
      expect(ended.reduce((sum, count) => sum + count, 0)).toBe(1)
      expect(await workOf(store, id)).toBeNull()
      expect(await eventsAfter(store, head)).toEqual([
        { type: 'maintenance.ended', maintenanceId: made.id, name: 'deploy', reason: 'elapsed' },
      ])
      expect(await changesAfter(store, head)).toEqual([`service ${id}`, `maintenance ${made.id}`])
      expect(await store.maintenance.find(made.id)).toMatchObject({
        active: null,
        nextAt: null,
        over: { at: morning + 10 * minute, reason: 'elapsed' },
      })
    })

    test('ends when somebody ends it, or removes it', async () => {
      const { store, service } = await open()
      const id = await service()
      const made = await store.maintenance.create(aMaintenance(), by('ann'))
      const ended = await store.maintenance.end(made.id, by('bob', morning + minute))
      expect(ended?.over).toEqual({ at: morning + minute, reason: 'ended_by_user' })
      expect(await workOf(store, id)).toBeNull()
      const second = await store.maintenance.create(aMaintenance(), by('ann'))
      expect(await workOf(store, id)).not.toBeNull()
      expect(await store.maintenance.remove(second.id, by('bob'))).toBe(true)
      expect(await workOf(store, id)).toBeNull()
      expect(await store.maintenance.remove(second.id, by('bob'))).toBe(false)
      const { items } = await store.identity.audit({ page: 1, limit: 10 })
      expect(items.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
        'bob maintenance.deleted',
        'ann maintenance.created',
        'bob maintenance.ended',
        'ann maintenance.created',
        'ann service.created',
      ])
    })

    test('ends by itself once all that it covers is up again, three times', async () => {
      const { store, service, turn } = await open()
      const id = await service({ intervalMs: 1_000 })
      await turn(id, 'up')
      const write = by('ann', morning + 1_500)
      const plan = { ...fromMorning, from: morning + 1_500 }
      const made = await store.maintenance.create(
        aMaintenance({ plan, endsWhenGreen: true }),
        write,
      )
      for (const status of ['down', 'up', 'up'] as const) {
        await turn(id, status)
        expect(await store.maintenance.advance(morning + minute)).toBe(0)
      }
      await turn(id, 'up')
      expect(await store.maintenance.advance(morning + minute)).toBe(1)
      expect((await store.maintenance.find(made.id))?.over?.reason).toBe('green')
    })
  })

  describe('one that is planned', () => {
    test('begins at its time, and may be called off before', async () => {
      const { store, service } = await open()
      const id = await service()
      const plan = { kind: 'once', from: morning + minute, to: morning + 2 * minute } as const
      const [one, two] = [
        await store.maintenance.create(aMaintenance({ plan }), by('ann')),
        await store.maintenance.create(aMaintenance({ plan, name: 'two' }), by('ann')),
      ]
      expect(one.active).toBeNull()
      expect(await store.maintenance.planned(morning)).toEqual([
        { startsAt: morning + minute, endsAt: morning + 2 * minute, services: [id] },
        { startsAt: morning + minute, endsAt: morning + 2 * minute, services: [id] },
      ])
      await store.maintenance.end(two.id, by('ann'))
      expect(await store.maintenance.advance(morning + minute)).toBe(1)
      expect(await workOf(store, id)).toMatchObject({ id: one.id })
    })

    test('comes again and again, and not for what nobody was there for', async () => {
      const { store, service } = await open()
      await service()
      // Morning is 08:00 UTC.
      const plan = {
        kind: 'recurring',
        cron: '0 9 * * *',
        durationMs: 30 * minute,
        timeZone: 'UTC',
      } as const
      const { id } = await store.maintenance.create(aMaintenance({ plan }), by('ann'))
      const at = (hours: number) => morning + hours * 60 * minute
      const turns: number[] = []
      for (const hours of [0.5, 1, 1.25, 1.5, 50, 73.1]) {
        turns.push(await store.maintenance.advance(at(hours)))
      }
      expect(turns).toEqual([0, 1, 0, 1, 0, 1])
      expect(await store.maintenance.find(id)).toMatchObject({
        active: { from: at(73), to: at(73.5) },
        over: null,
      })
      await store.maintenance.end(id, by('ann', at(73.2)))
      expect(await store.maintenance.find(id)).toMatchObject({ active: null, nextAt: at(97) })
    })

    test('covers a service that gets its tag meanwhile, and no longer one that loses it', async () => {
      const { store, service } = await open()
      const id = await service({ tags: ['shop'] })
      const scope = { services: [], tags: ['shop'], all: false }
      await store.maintenance.create(aMaintenance({ scope }), by('ann'))
      const late = await service({ name: 'late', tags: ['shop'] })
      expect(await workOf(store, late)).toBeNull()
      await store.maintenance.advance(morning + 1_000)
      expect(await workOf(store, late)).not.toBeNull()
      const definition = aService({ failuresToDown: 1, tags: [] })
      await store.services.save(id, { definition, expectedRev: 1 }, by('ann', morning + 2_000))
      await store.maintenance.advance(morning + 3_000)
      expect(await workOf(store, id)).toBeNull()
    })
  })

  describe('many at once', () => {
    const many = 120
    const manyOf = async (store: SqlStore, differs: Partial<MaintenanceDefinition>) => {
      const to = morning + 600 * minute
      for (let i = 0; i < many; i++) {
        const plan = { kind: 'once', from: morning, to } as const
        await store.maintenance.create(aMaintenance({ plan, ...differs }), by('ann'))
      }
    }

    test('keep nothing from beginning and ending at its time', async () => {
      const { store, service } = await open()
      const [shop, late] = [await service(), await service({ name: 'late' })]
      await manyOf(store, { scope: only(shop) })
      const short = await store.maintenance.create(aMaintenance({ scope: only(late) }), by('ann'))
      const plan = { kind: 'once', from: morning + 5 * minute, to: morning + 60 * minute } as const
      const planned = await store.maintenance.create(
        aMaintenance({ plan, scope: only(late) }),
        by('ann'),
      )
      expect(await store.maintenance.advance(morning + 10 * minute)).toBe(2)
      expect((await store.maintenance.find(short.id))?.over?.reason).toBe('elapsed')
      expect(await workOf(store, late)).toMatchObject({ id: planned.id })
    })

    test('end all at their time', async () => {
      const { store, service } = await open()
      const id = await service()
      await manyOf(store, { plan: fromMorning })
      expect(await store.maintenance.advance(morning + 10 * minute)).toBe(many)
      expect(await workOf(store, id)).toBeNull()
    })

    test('are each looked at in turn: one that turns green ends, another covers what came', async () => {
      const { store, service, turn } = await open()
      const [shop, broken] = [await service(), await service({ name: 'broken', intervalMs: 1_000 })]
      await manyOf(store, { scope: only(shop) })
      const scope = { services: [], tags: ['late'], all: false }
      await store.maintenance.create(aMaintenance({ scope }), by('ann'))
      const green = await store.maintenance.create(
        aMaintenance({ scope: only(broken), endsWhenGreen: true }),
        by('ann'),
      )
      const late = await service({ name: 'late', tags: ['late'] })
      for (const status of ['down', 'up', 'up', 'up'] as const) await turn(broken, status)
      const looks = [5_000, 6_000, 7_000].map((ms) => morning + ms)
      const turned: number[] = []
      for (const at of looks) turned.push(await store.maintenance.advance(at))
      expect(turned).toEqual([0, 1, 0])
      expect((await store.maintenance.find(green.id))?.over?.reason).toBe('green')
      expect(await workOf(store, late)).not.toBeNull()
    })
  })

  test('a change is made on the present version, and holds at once', async () => {
    const { store, service } = await open()
    const [shop, other] = [await service(), await service({ name: 'other' })]
    const { id } = await store.maintenance.create(aMaintenance({ scope: only(shop) }), by('ann'))
    const definition = aMaintenance({ scope: only(other) })
    const saved = await store.maintenance.save(id, { definition, expectedRev: 1 }, by('bob'))
    expect(saved).toMatchObject({ kind: 'saved', maintenance: { rev: 2 } })
    expect(await workOf(store, shop)).toBeNull()
    expect(await workOf(store, other)).toMatchObject({ id })
    const stale = await store.maintenance.save(id, { definition, expectedRev: 1 }, by('ann'))
    expect(stale).toMatchObject({ kind: 'stale', current: { rev: 2 } })
    const absent = 99 as MaintenanceId
    expect(await store.maintenance.save(absent, { definition, expectedRev: 1 }, by('ann'))).toEqual(
      { kind: 'absent' },
    )
  })

  test('an outcome in it is kept with that mark, and counted apart', async () => {
    const { store, place, service, turn } = await open()
    const id = await service({ intervalMs: 1_000 })
    await turn(id, 'up')
    const plan = { kind: 'once', from: morning + 1_500, to: morning + 3_500 } as const
    const made = await store.maintenance.create(aMaintenance({ plan }), by('ann', morning + 1_500))
    await turn(id, 'down')
    await store.maintenance.end(made.id, by('ann', morning + 2_500))
    await turn(id, 'down')
    const { items } = await store.outcomes.outcomesOf(id, { page: 1, limit: 10 })
    expect(items.map(({ maintenance }) => maintenance)).toEqual([false, true, false])
    const [sums] = await place.query(
      `select sum(up) as up, sum(down) as down, sum(maintenance) as maintenance
        from checks_rollups where span_ms = 60000`,
    )
    expect([sums?.up, sums?.down, sums?.maintenance].map(Number)).toEqual([1, 1, 1])
  })

  test('what is over goes after its time, and is listed until then', async () => {
    const { store, place, service } = await open()
    await service()
    const made = await store.maintenance.create(aMaintenance(), by('ann'))
    await store.maintenance.end(made.id, by('ann', morning + 1))
    const planned = { ...fromMorning, from: morning + minute }
    await store.maintenance.create(aMaintenance({ name: 'next', plan: planned }), by('ann'))
    const listed = await store.maintenance.list()
    expect(listed.map(({ name }) => name)).toEqual(['next', 'deploy'])
    await store.maintenance.advance(morning + 91 * 24 * 60 * minute)
    expect((await store.maintenance.list()).map(({ name }) => name)).toEqual(['next'])
    expect(await place.query('select * from checks_maintained')).toEqual([])
  })
})
