import { describe, expect, test } from 'vitest'
import type { Seq, ServiceId } from '../../kernel/index.ts'
import { rowsOf } from '../journal/rows.contract.ts'
import { aService, by, morning } from './examples.contract.ts'
import { everything, type Fresh, type House, pick, trail } from './store-house.contract.ts'

const start = 0 as Seq

const search = async ({ services }: House, text: string) => {
  const { items, total } = await services.list({ ...everything, search: text })
  expect(total).toBe(items.length)
  return items.map(({ name }) => name)
}

/** What every `ServiceStore` and `ServiceViews` must do. */
export function serviceStoreContract(fresh: Fresh): void {
  describe('a service', () => {
    test('is whole when it was created, and the same when it is found', async () => {
      const house = await (await fresh()).open()
      const definition = aService({ timeoutMs: 2_500, degradedAboveMs: 900, failuresToDown: 3 })
      const { value } = await house.services.create(definition, by('ann'), null)
      expect(value).toMatchObject({
        ...definition,
        id: 1,
        rev: 1,
        system: false,
        fromFile: false,
        createdAt: morning,
        updatedAt: morning,
        status: 'unknown',
        reason: 'not_checked_yet',
        lastCheckedAt: null,
        responseMs: null,
        recent: '',
      })
      expect(await house.services.find(value.id)).toEqual(value)
      expect(await house.services.find(99 as ServiceId)).toBeNull()
    })

    test('keeps the settings of its probe as they were given', async () => {
      const house = await (await fresh()).open()
      const config = {
        headers: { 'X-Key': 'ä "quoted" \\ \u0000 \ud83d\udea8 ?', list: [1, 2.5, null, true] },
        '': { deep: [[], {}] },
      }
      const { value } = await house.services.create(aService({ config }), by('ann'), null)
      expect((await house.services.find(value.id))?.config).toEqual(config)
      const saved = await house.services.save(
        value.id,
        { definition: aService({ config: { method: 'HEAD' } }), expectedRev: 1 },
        by('ann'),
      )
      expect(saved).toMatchObject({ kind: 'saved', service: { config: { method: 'HEAD' } } })
    })

    test('keeps its tags in their order, whatever their script', async () => {
      const house = await (await fresh()).open()
      const { value } = await house.services.create(
        aService({ tags: ['shop', 'eu/west-1', 'größe', '東京'] }),
        by('ann'),
        null,
      )
      expect(value.tags).toEqual(['shop', 'eu/west-1', 'größe', '東京'])
      const definition = aService({ tags: ['eu', 'shop'] })
      await house.services.save(value.id, { definition, expectedRev: 1 }, by('bob'))
      expect((await house.services.find(value.id))?.tags).toEqual(['eu', 'shop'])
      expect((await house.views.all()).services[0]?.tags).toEqual(['eu', 'shop'])
      expect((await house.services.list(everything)).items[0]?.tags).toEqual(['eu', 'shop'])
      expect((await trail(house))[0]?.detail).toEqual({
        tags: { from: ['shop', 'eu/west-1', 'größe', '東京'], to: ['eu', 'shop'] },
      })
    })

    test('is gone after its removal, and its id is not used again', async () => {
      const house = await (await fresh()).open()
      const { value } = await house.services.create(aService(), by('ann'), null)
      expect(await house.services.remove(value.id, by('ann'))).toBeGreaterThan(0)
      expect(await house.services.find(value.id)).toBeNull()
      expect(await house.services.remove(value.id, by('ann'))).toBeNull()
      const next = await house.services.create(aService(), by('ann'), null)
      expect(next.value.id).toBe(value.id + 1)
    })

    test('goes only in the version that was asked for, if one was', async () => {
      const house = await (await fresh()).open()
      const { value } = await house.services.create(aService(), by('ann'), null)
      const head = await house.journal.head()
      expect(await house.services.remove(value.id, by('ann'), 2)).toBeNull()
      expect(await house.services.find(value.id)).toEqual(value)
      expect(await house.journal.head()).toBe(head)
      expect(await house.services.remove(value.id, by('ann'), 1)).toBeGreaterThan(head)
      expect(await house.services.find(value.id)).toBeNull()
    })

    test('paused from the start is paused, not unknown', async () => {
      const house = await (await fresh()).open()
      const { value } = await house.services.create(aService({ paused: true }), by('ann'), null)
      expect(value).toMatchObject({ paused: true, status: 'paused', reason: 'paused_by_user' })
    })

    test('with a name that a database may not hold is refused as input, or kept', async () => {
      const house = await (await fresh()).open()
      const created = await house.services
        .create(aService({ name: 'nul \u0000 in it' }), by('ann'), null)
        .then(({ value }) => value.name)
        .catch((error) => error.code)
      expect(['nul \u0000 in it', 'nul  in it', 'invalid']).toContain(created)
    })
  })

  describe('saving', () => {
    test('over the version that the writer saw raises it', async () => {
      const house = await (await fresh()).open()
      const { value } = await house.services.create(aService(), by('ann'), null)
      const definition = aService({ name: 'shop 2', url: 'tcp://shop.example:443', type: 'tcp' })
      const saved = await house.services.save(
        value.id,
        { definition, expectedRev: 1 },
        by('bob', morning + 5),
      )
      const expected = { ...definition, rev: 2, createdAt: morning, updatedAt: morning + 5 }
      expect(saved).toMatchObject({ kind: 'saved', service: expected })
      expect(await house.services.find(value.id)).toMatchObject(expected)
    })

    test('over another version changes nothing and shows the present one', async () => {
      const house = await (await fresh()).open()
      const { value } = await house.services.create(aService(), by('ann'), null)
      const definition = aService({ name: 'by ann' })
      await house.services.save(value.id, { definition, expectedRev: 1 }, by('ann'))
      const head = await house.journal.head()
      const late = { definition: aService({ name: 'by bob' }), expectedRev: 1 }
      const answer = await house.services.save(value.id, late, by('bob'))
      expect(answer).toMatchObject({ kind: 'stale', current: { name: 'by ann', rev: 2 } })
      expect(await house.services.find(value.id)).toMatchObject({ name: 'by ann', rev: 2 })
      expect(await house.journal.head()).toBe(head)
    })

    test('what is not there is answered with absent', async () => {
      const house = await (await fresh()).open()
      const change = { definition: aService(), expectedRev: 1 }
      expect(await house.services.save(7 as ServiceId, change, by('ann'))).toEqual({
        kind: 'absent',
      })
    })

    test('by many at once over the same version succeeds for one of them', async () => {
      const place = await fresh()
      const houses = [await place.open(), await place.open()]
      const { id } = (await pick(houses, 0).services.create(aService(), by('ann'), null)).value
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) => {
          const definition = aService({ name: `writer ${i}` })
          return pick(houses, i).services.save(id, { definition, expectedRev: 1 }, by(`${i}`))
        }),
      )
      expect(answers.filter(({ kind }) => kind === 'saved')).toHaveLength(1)
      expect(answers.filter(({ kind }) => kind === 'stale')).toHaveLength(11)
      const winner = answers.findIndex(({ kind }) => kind === 'saved')
      expect(await pick(houses, 1).services.find(id)).toMatchObject({
        name: `writer ${winner}`,
        rev: 2,
      })
    })
  })

  describe('the list', () => {
    test('is in pages by rising id, with the total of all pages', async () => {
      const house = await (await fresh()).open()
      for (let i = 1; i <= 7; i++) {
        await house.services.create(aService({ name: `service ${i}` }), by('ann'), null)
      }
      const pages = await Promise.all(
        [1, 2, 3, 4].map((page) => house.services.list({ ...everything, page, limit: 3 })),
      )
      expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([
        [1, 2, 3],
        [4, 5, 6],
        [7],
        [],
      ])
      expect(pages.map(({ total, page, limit }) => [total, page, limit])).toEqual([
        [7, 1, 3],
        [7, 2, 3],
        [7, 3, 3],
        [7, 4, 3],
      ])
    })

    test('finds a part of the name or of the URL, whatever its case', async () => {
      const house = await (await fresh()).open()
      await house.services.create(
        aService({ name: 'Checkout', url: 'https://a.example/' }),
        by('ann'),
        null,
      )
      await house.services.create(
        aService({ name: 'stock', url: 'https://B.example/API' }),
        by('ann'),
        null,
      )
      expect(await search(house, 'CHECK')).toEqual(['Checkout'])
      expect(await search(house, 'example/api')).toEqual(['stock'])
      expect(await search(house, '.EXAMPLE')).toEqual(['Checkout', 'stock'])
      expect(await search(house, 'nowhere')).toEqual([])
      expect(await search(house, '')).toEqual(['Checkout', 'stock'])
    })

    test('takes the wildcards of SQL for the characters they are', async () => {
      const house = await (await fresh()).open()
      for (const name of ['100% up', '100 up', 'a_b', 'axb', 'back\\slash', "it's"]) {
        await house.services.create(aService({ name }), by('ann'), null)
      }
      expect(await search(house, '100%')).toEqual(['100% up'])
      expect(await search(house, 'a_b')).toEqual(['a_b'])
      expect(await search(house, 'k\\s')).toEqual(['back\\slash'])
      expect(await search(house, "t's")).toEqual(["it's"])
      expect(await search(house, '%')).toEqual(['100% up'])
    })

    test('finds names in any script, whatever their case', async () => {
      const house = await (await fresh()).open()
      const names = ['Ärger', 'ΑΘΉΝΑ', 'Москва']
      for (const name of names) await house.services.create(aService({ name }), by('ann'), null)
      const found = new Map<string, readonly string[]>()
      for (const text of ['ÄRGER', 'Ärger', 'ärger', 'αθήνα', 'МОСКВА']) {
        found.set(text, await search(house, text))
      }
      expect(Object.fromEntries(found)).toEqual({
        ÄRGER: ['Ärger'],
        Ärger: ['Ärger'],
        ärger: ['Ärger'],
        αθήνα: ['ΑΘΉΝΑ'],
        МОСКВА: ['Москва'],
      })
    })

    test('searched for what no name can hold is empty, or refuses it as input', async () => {
      const house = await (await fresh()).open()
      await house.services.create(aService(), by('ann'), null)
      for (const text of ['a\u0000b', '\ud800']) {
        const found = await search(house, text).catch((error) => error.code)
        expect([[], 'invalid'], JSON.stringify(text)).toContainEqual(found)
      }
    })

    test('keeps to one status, and counts that only', async () => {
      const house = await (await fresh()).open()
      await house.services.create(aService({ name: 'running' }), by('ann'), null)
      await house.services.create(aService({ name: 'resting', paused: true }), by('ann'), null)
      const paused = await house.services.list({ ...everything, status: 'paused' })
      expect(paused.items.map(({ name }) => name)).toEqual(['resting'])
      expect(paused.total).toBe(1)
      const both = { ...everything, status: 'paused', search: 'running' } as const
      expect((await house.services.list(both)).total).toBe(0)
      expect((await house.services.list({ ...everything, status: 'down' })).items).toEqual([])
    })
  })

  describe('the views', () => {
    test('show all services at a point of the ledger', async () => {
      const house = await (await fresh()).open()
      expect(await house.views.all()).toEqual({ services: [], seq: 0 })
      const first = await house.services.create(aService(), by('ann'), null)
      const second = await house.services.create(aService({ name: 'stock' }), by('ann'), null)
      const all = await house.views.all()
      expect(all.services).toEqual([first.value, second.value])
      expect(all.seq).toBe(second.seq)
      expect(all.seq).toBe(await house.journal.head())
    })

    test('show single ones again, however many are asked for', async () => {
      const house = await (await fresh()).open()
      for (let i = 0; i < 3; i++) await house.services.create(aService(), by('ann'), null)
      const ids = Array.from({ length: 450 }, (_, i) => (450 - i) as ServiceId)
      const some = await house.views.some(ids)
      expect(some.map(({ id }) => id).sort()).toEqual([1, 2, 3])
      expect(await house.views.some([])).toEqual([])
    })
  })

  describe('the commit of a change', () => {
    test('holds its journal row, its ledger row and the answer’s sequence', async () => {
      const house = await (await fresh()).open()
      const created = await house.services.create(aService(), by('ann'), null)
      const change = { definition: aService({ name: 'shop 2' }), expectedRev: 1 }
      const saved = await house.services.save(created.value.id, change, by('ann'))
      const removed = await house.services.remove(created.value.id, by('ann'))
      const entries = rowsOf(await house.journal.tail(start, 10))
      expect(entries.map(({ event }) => event)).toEqual([
        { type: 'service.created', serviceId: 1, name: 'shop' },
        { type: 'service.updated', serviceId: 1, name: 'shop 2' },
        { type: 'service.deleted', serviceId: 1, name: 'shop 2' },
      ])
      expect(entries.map(({ at }) => at)).toEqual([morning, morning, morning])
      expect(saved).toMatchObject({ kind: 'saved', seq: created.seq + 2 })
      const changes = rowsOf(await house.journal.changes(start, 10))
      expect(changes).toEqual([{ kind: 'service', id: 1, seq: removed, deleted: true }])
    })

    test('holds one audit row that says who did what, and one of nothing when nothing was done', async () => {
      const house = await (await fresh()).open()
      const { id } = (await house.services.create(aService(), by('ann'), null)).value
      const change = { definition: aService({ name: 'shop 2', paused: true }), expectedRev: 1 }
      await house.services.save(id, change, by('bob', morning + 1))
      await house.services.save(id, change, by('bob', morning + 2))
      await house.services.save(99 as ServiceId, change, by('bob', morning + 2))
      await house.services.remove(id, by('eve', morning + 3))
      await house.services.remove(id, by('eve', morning + 4))
      const subject = 'service 1'
      expect(await trail(house)).toMatchObject([
        {
          action: 'service.deleted',
          actor: 'eve',
          at: morning + 3,
          subject,
          detail: { name: 'shop 2' },
        },
        {
          action: 'service.updated',
          actor: 'bob',
          subject,
          requestId: 'request of bob',
          detail: { name: { from: 'shop', to: 'shop 2' }, paused: { from: false, to: true } },
        },
        { action: 'service.created', actor: 'ann', at: morning, subject, detail: { name: 'shop' } },
      ])
    })
  })
}
