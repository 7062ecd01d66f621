import { describe, expect, test } from 'vitest'
import type { Seq, ServiceId } from '../../../../kernel/index.ts'
import { rowsOf } from '../../../../modules/journal/rows.contract.ts'
import { aService, by } from '../../../../modules/services/examples.contract.ts'
import { ownServiceId, type ServiceQuery } from '../../../../modules/services/index.ts'
import type { SqlStore } from '../index.ts'
import { onEachDialect } from '../places.contract.ts'

const everything: ServiceQuery = { search: null, status: null, page: 1, limit: 100 }
const pharos = by('pharos')
const own = aService({ name: 'Pharos', url: 'http://127.0.0.1:8080/livez' })

const listed = async ({ services }: SqlStore) => (await services.list(everything)).items
const eventTypes = async ({ journal }: SqlStore, after = 0) =>
  rowsOf(await journal.tail(after as Seq, 100)).map(({ event }) => event.type)

onEachDialect('owned services', (fresh) => {
  describe('Pharos’ own service', () => {
    test('has id 0 and takes none of the users’ ids', async () => {
      const store = await (await fresh()).open()
      await store.owned.keepOwn(own, pharos)
      expect(await store.services.find(ownServiceId)).toMatchObject({
        id: 0,
        name: 'Pharos',
        system: true,
        fromFile: false,
      })
      expect((await store.services.create(aService(), by('ann'), null)).value.id).toBe(1)
    })

    test('stands outside the users’ list, search and total, and within the views', async () => {
      const store = await (await fresh()).open()
      await store.owned.keepOwn(own, pharos)
      await store.services.create(aService(), by('ann'), null)
      const query = { ...everything, status: 'unknown', search: 'h' } as const
      expect(await store.services.list(query)).toMatchObject({ items: [{ id: 1 }], total: 1 })
      expect(await store.services.list(everything)).toMatchObject({ items: [{ id: 1 }], total: 1 })
      expect((await store.views.all()).services.map(({ id }) => id)).toEqual([0, 1])
      expect((await store.views.some([ownServiceId])).map(({ system }) => system)).toEqual([true])
    })

    test('is brought up to date, and written only when something differs', async () => {
      const store = await (await fresh()).open()
      await store.owned.keepOwn(own, pharos)
      const head = await store.journal.head()
      await store.owned.keepOwn(own, pharos)
      expect(await store.journal.head()).toBe(head)
      await store.owned.keepOwn({ ...own, url: 'http://127.0.0.1:9090/livez' }, pharos)
      expect(await store.services.find(ownServiceId)).toMatchObject({
        rev: 2,
        url: 'http://127.0.0.1:9090/livez',
      })
      expect(await eventTypes(store, head)).toEqual(['service.updated'])
    })

    test('is made once by processes that start together', async () => {
      const place = await fresh()
      const stores = [await place.open(), await place.open(), await place.open()]
      const kept = await Promise.allSettled(stores.map(({ owned }) => owned.keepOwn(own, pharos)))
      expect(kept.map((one) => (one.status === 'rejected' ? String(one.reason) : 'kept'))).toEqual(
        Array(3).fill('kept'),
      )
      for (const store of stores) expect(await eventTypes(store)).toEqual(['service.created'])
    })
  })

  describe('services of the configuration file', () => {
    const definitions = ['api', 'shop', 'stock'].map((name) =>
      aService({ name, url: `https://${name}.example/`, config: { method: 'HEAD' } }),
    )

    test('are made as the file says, marked as its own, among the users’ list', async () => {
      const store = await (await fresh()).open()
      await store.services.create(aService({ name: 'mine' }), by('ann'), null)
      await store.owned.keepFromFile(definitions, pharos)
      expect((await listed(store)).map(({ name, fromFile }) => [name, fromFile])).toEqual([
        ['mine', false],
        ['api', true],
        ['shop', true],
        ['stock', true],
      ])
    })

    test('that did not change are left alone', async () => {
      const store = await (await fresh()).open()
      await store.owned.keepFromFile(definitions, pharos)
      const [before, head] = [await listed(store), await store.journal.head()]
      await store.owned.keepFromFile(definitions, pharos)
      expect(await listed(store)).toEqual(before)
      expect(await store.journal.head()).toBe(head)
    })

    test('that changed are updated and keep their ids; those that left the file go', async () => {
      const store = await (await fresh()).open()
      await store.owned.keepFromFile(definitions, pharos)
      const head = await store.journal.head()
      const edited = definitions
        .filter(({ name }) => name !== 'shop')
        .map((one) => (one.name === 'api' ? { ...one, tags: ['eu'] } : one))
      await store.owned.keepFromFile([...edited, aService({ name: 'new' })], pharos)
      expect((await listed(store)).map(({ id, name, rev }) => [id, name, rev])).toEqual([
        [1, 'api', 2],
        [3, 'stock', 1],
        [4, 'new', 1],
      ])
      expect(await eventTypes(store, head)).toEqual([
        'service.deleted',
        'service.updated',
        'service.created',
      ])
      await store.owned.keepFromFile([], pharos)
      expect(await listed(store)).toEqual([])
    })

    test('leave a user’s service of the same name and Pharos’ own alone', async () => {
      const store = await (await fresh()).open()
      await store.owned.keepOwn(own, pharos)
      await store.services.create(aService({ name: 'api', url: 'tcp://mine:1' }), by('ann'), null)
      await store.owned.keepFromFile(definitions, pharos)
      await store.owned.keepFromFile([], pharos)
      expect((await listed(store)).map(({ url }) => url)).toEqual(['tcp://mine:1'])
      expect(await store.services.find(ownServiceId)).toMatchObject({ name: 'Pharos', rev: 1 })
    })

    test('with any name are told apart', async () => {
      const store = await (await fresh()).open()
      const names = ['a', 'A', 'a ', 'system', '%', 'ä', "it's"]
      await store.owned.keepFromFile(
        names.map((name) => aService({ name })),
        pharos,
      )
      const found = await listed(store)
      expect(found.map(({ name }) => name)).toEqual(names)
      expect(found.map(({ system }) => system)).toEqual(names.map(() => false))
    })

    test('are made once by processes that start together', async () => {
      const place = await fresh()
      const stores = [await place.open(), await place.open(), await place.open()]
      const kept = await Promise.allSettled(
        stores.map(({ owned }) => owned.keepFromFile(definitions, pharos)),
      )
      expect(kept.map((one) => (one.status === 'rejected' ? String(one.reason) : 'kept'))).toEqual(
        Array(3).fill('kept'),
      )
      for (const store of stores) {
        expect((await listed(store)).map(({ name }) => name)).toEqual(['api', 'shop', 'stock'])
      }
    })

    test('are in one commit: a definition that cannot be stored leaves everything as it was', async () => {
      const store = await (await fresh()).open()
      await store.owned.keepFromFile(definitions, pharos)
      const before = await store.views.all()
      const broken = { ...aService({ name: 'broken' }), intervalMs: Number.NaN }
      const changed = definitions.map((one) => ({ ...one, paused: true }))
      await expect(store.owned.keepFromFile([...changed, broken], pharos)).rejects.toThrow()
      expect(await store.views.all()).toEqual(before)
      expect(await store.services.find(4 as ServiceId)).toBeNull()
    })
  })
})
