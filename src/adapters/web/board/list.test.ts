import { expect, test } from 'vitest'
import type { Seq, ServiceId } from '../../../kernel/index.ts'
import type { Service, Standing } from '../../../modules/services/index.ts'
import { clock, silent } from '../house.contract.ts'
import { sampleService } from '../sample.contract.ts'
import { createBoard } from './board.ts'
import { countOf, groupOf } from './counts.ts'
import { listOf, pageSize } from './list.ts'

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

test('the worst stand first, and equals by name', async () => {
  const board = await boardWith([
    named(1, 'api 10', 'up'),
    named(2, 'api 2', 'up'),
    named(3, 'mail', 'paused'),
    named(4, 'shop', 'down'),
    named(5, 'Search', 'degraded'),
    named(6, 'db', 'unknown'),
    { ...named(0, 'Pharos', 'down'), system: true },
  ])
  const { entries, total } = listOf(board, 1)
  const names = entries.map(({ service }) => service.name)
  expect(names).toEqual(['shop', 'Search', 'db', 'api 2', 'api 10', 'mail'])
  expect(total).toBe(6)
})

test('a long list is cut into pages, and a page that is not there is the last one', async () => {
  const services = Array.from({ length: pageSize + 1 }, (_, i) => named(i + 1, `s${i}`, 'up'))
  const board = await boardWith(services)
  expect(listOf(board, 1)).toMatchObject({ page: 1, pages: 2, total: pageSize + 1 })
  expect(listOf(board, 1).entries).toHaveLength(pageSize)
  expect(listOf(board, 9)).toMatchObject({ page: 2 })
  expect(listOf(board, 9).entries).toHaveLength(1)
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
