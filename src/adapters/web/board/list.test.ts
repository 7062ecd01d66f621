import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Seq, ServiceId } from '../../../kernel/index.ts'
import type { Service, Standing } from '../../../modules/services/index.ts'
import { clock, silent } from '../house.contract.ts'
import { sampleService } from '../sample.contract.ts'
import { createBoard } from './board.ts'
import { countOf, groupOf } from './counts.ts'
import { countFor, facetOf } from './facets.ts'
import { filterOf } from './filter.ts'
import { amongOf, idsOn, listOf, pageSize, totalOf } from './list.ts'
import { everything, type ListQuery, statusChoices } from './query.ts'

async function boardWith(services: readonly Service[]) {
  const stopping = new AbortController()
  const board = createBoard({
    views: { all: async () => ({ services, seq: 1 as Seq }), some: async () => [] },
    journal: { changes: async () => ({ kind: 'rows', rows: [], head: 1 as Seq }) },
    wake: { subscribe: () => () => {} },
    clock,
    log: silent,
  })
  const following = board.follow(stopping.signal)
  await board.reach(1 as Seq)
  stopping.abort()
  await following
  return board
}

const named = (id: number, name: string, status: Standing): Service =>
  sampleService({ id: id as ServiceId, name, status })

const some: readonly Service[] = [
  named(1, 'api 10', 'up'),
  { ...named(2, 'api 2', 'up'), responseMs: 900, tags: ['shop'] },
  { ...named(3, 'mail', 'paused'), responseMs: null, lastCheckedAt: null },
  { ...named(4, 'shop', 'down'), reason: 'timeout', responseMs: null },
  { ...named(5, 'Search', 'degraded'), url: 'tcp://shop.example:9200' },
  named(6, 'db', 'unknown'),
  { ...named(0, 'Pharos', 'down'), system: true },
]

const query = (differs: Partial<ListQuery>): ListQuery => ({ ...everything, ...differs })

describe('a list of services', () => {
  test.each<[Partial<ListQuery>, string[]]>([
    [{}, ['shop', 'Search', 'db', 'api 2', 'api 10', 'mail']],
    [{ dir: 'asc' }, ['mail', 'api 2', 'api 10', 'db', 'Search', 'shop']],
    [{ sort: 'name', dir: 'asc' }, ['api 2', 'api 10', 'db', 'mail', 'Search', 'shop']],
    [{ sort: 'name', dir: 'desc' }, ['shop', 'Search', 'mail', 'db', 'api 10', 'api 2']],
    [{ sort: 'response' }, ['api 2', 'api 10', 'db', 'Search', 'mail', 'shop']],
    [{ sort: 'response', dir: 'asc' }, ['api 10', 'db', 'Search', 'api 2', 'mail', 'shop']],
    [{ sort: 'checked' }, ['api 2', 'api 10', 'db', 'Search', 'shop', 'mail']],
    [{ q: 'SHOP' }, ['shop', 'Search', 'api 2']],
    [{ tag: 'shop' }, ['api 2']],
    [{ status: 'down' }, ['shop']],
    [{ status: 'timeout' }, ['shop']],
    [{ status: 'unhealthy' }, []],
    [{ status: 'healthy' }, ['Search', 'api 2', 'api 10']],
    [{ q: 'api', status: 'up' }, ['api 2', 'api 10']],
  ])('asked for %j', async (differs, names) => {
    const board = await boardWith(some)
    const { entries, total } = listOf(board, query(differs))
    expect(entries.map(({ service }) => service.name)).toEqual(names)
    expect(total).toBe(names.length)
    expect(totalOf(board, query(differs))).toBe(names.length)
  })

  test('is cut into pages, and a page that is not there is the last one', async () => {
    const services = Array.from({ length: pageSize + 1 }, (_, i) => named(i + 1, `s${i}`, 'up'))
    const board = await boardWith(services)
    const first = listOf(board, everything)
    expect(first).toMatchObject({ page: 1, pages: 2, total: pageSize + 1 })
    expect(first.entries).toHaveLength(pageSize)
    expect(listOf(board, query({ page: 9 }))).toMatchObject({ page: 2 })
    expect(listOf(board, query({ page: 9 })).entries).toHaveLength(1)
    expect(idsOn(board, query({ page: 2 }), pageSize)?.size).toBe(1)
    const two = new Set([5, 3] as ServiceId[])
    expect(amongOf(board, everything, two).map(({ service }) => service.name)).toEqual(['s2', 's4'])
  })

  test('for streams is looked for in so many services at one point, and then no more', async () => {
    const services = Array.from({ length: 1_000 }, (_, i) => named(i + 1, `s${i}`, 'up'))
    const board = await boardWith(services)
    const found = Array.from({ length: 2_000 }, (_, i) => idsOn(board, query({ q: `${i}` }), 50))
    expect(found.slice(0, 1_000)).not.toContain(null)
    expect(found.at(-1)).toBeNull()
    expect(idsOn(board, query({ q: '0' }), 50)).not.toBeNull()
  })
})

test.each([
  ['up', 'ok', 'healthy'],
  ['degraded', 'slow', 'healthy'],
  ['down', 'connection_refused', 'unhealthy'],
  ['down', 'timeout', 'timeout'],
  ['unknown', 'no_data', 'unknown'],
  ['paused', 'paused_by_user', 'paused'],
] as const)('%s by %s counts as %s', (status, reason, group) => {
  expect(groupOf({ status, reason })).toBe(group)
})

test('Pharos itself does not count', () => {
  const own = sampleService({ id: 0 as ServiceId, system: true })
  expect(countOf([own, sampleService({ id: 1 as ServiceId })])).toMatchObject({
    total: 1,
    healthy: 1,
  })
})

test('the figure of a status is the number of services that its list has', () => {
  const service = fc.record({
    status: fc.constantFrom<Standing>('up', 'degraded', 'down', 'unknown', 'paused'),
    reason: fc.constantFrom('ok', 'timeout', 'bad_status'),
  })
  fc.assert(
    fc.property(fc.array(service), (differs) => {
      const services = differs.map((one) => sampleService(one))
      const counts = countOf(services)
      for (const status of [null, ...statusChoices]) {
        const holds = filterOf(query({ status }))
        expect(countFor(counts, status)).toBe(services.filter(holds).length)
      }
    }),
  )
})

test('figures of a search are those of what is found', async () => {
  const board = await boardWith(some)
  expect(facetOf(board, query({ q: 'shop' })).counts).toMatchObject({ total: 3, timeout: 1 })
})
