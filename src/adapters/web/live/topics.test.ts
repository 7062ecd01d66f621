import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProjectId, ServiceId } from '../../../kernel/index.ts'
import { everything, sorts, statusChoices } from '../board/index.ts'
import { parseTopics, topicsText } from './topics.ts'

const ids = (...numbers: number[]) => new Set(numbers as ServiceId[])
const all = { place: 'services', query: everything, rows: null } as const
const top = { place: 'overview', query: everything, rows: null } as const

test.each([
  [undefined, { health: true, list: all, detail: null, ci: null }],
  ['health,svc', { health: true, list: all, detail: null }],
  ['health,top', { health: true, list: top, detail: null }],
  ['top,svc:7.3', { health: false, list: { ...top, rows: ids(3, 7) }, detail: null }],
  ['svc:1.2.3', { health: false, list: { ...all, rows: ids(1, 2, 3) }, detail: null }],
  [
    'list:q=a!26b;status=down;page=2,svc:4',
    { list: { ...all, query: { ...everything, q: 'a&b', status: 'down', page: 2 }, rows: ids(4) } },
  ],
  ['list:status=nonsense;q=!ZZ', { list: all }],
  ['health,one:12', { health: true, list: null, detail: 12 }],
  ['health,ci', { health: true, list: null, ci: 'all' }],
  ['ci:12', { health: false, list: null, ci: 12 }],
  ['ci:all,ci:-1', { ci: null }],
  ['', { health: false, list: null, detail: null }],
  ['nonsense,svc:x.-1.2,one:evil', { list: { ...all, rows: ids(2) }, detail: null }],
])('reads %j', (text, topics) => expect(parseTopics(text)).toMatchObject(topics))

const choices = <Text extends string>(from: readonly Text[]) => fc.constantFrom(...from)
const list = fc.record({
  place: fc.constant('services' as const),
  query: fc.record({
    q: fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .map((text) => text.replace(/\p{Cc}/gu, '').trim()),
    status: fc.option(choices(statusChoices)),
    tag: fc.option(choices(['shop', 'eu/west-1', 'team:web', 'größe'])),
    sort: choices(Object.keys(sorts) as (keyof typeof sorts)[]),
    dir: choices(['asc', 'desc'] as const),
    page: fc.integer({ min: 1, max: 999 }),
  }),
  rows: fc.option(
    fc
      .uniqueArray(fc.integer({ min: 1, max: 2 ** 40 }), { maxLength: 100 })
      .map((numbers) => ids(...numbers)),
  ),
})
const topics = fc.record({
  health: fc.boolean(),
  list: fc.oneof(fc.constant(null), fc.constant(top), list),
  detail: fc.option(fc.integer({ min: 1, max: 99 }).map((id) => id as ServiceId)),
  ci: fc.oneof(
    fc.constant(null),
    fc.constant('all' as const),
    fc.integer({ min: 1, max: 99 }).map((id) => id as ProjectId),
  ),
})

test('are read as they were written, from an address too', () => {
  fc.assert(
    fc.property(topics, (topics) => {
      const text = topicsText(topics)
      expect(parseTopics(text)).toEqual({ ...topics, key: text })
      const address = new URL(`http://pharos.invalid/stream?t=${text}&since=1`)
      expect(address.searchParams.get('t')).toBe(text)
    }),
  )
})

test('of any text are ones that are written as they are read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { key, ...topics } = parseTopics(text)
      expect(parseTopics(key)).toEqual({ key, ...topics })
    }),
  )
})

test('a tab cannot ask for more rows than a page could show', () => {
  const text = `svc:${Array.from({ length: 5_000 }, (_, i) => i).join('.')}`
  expect(parseTopics(text).list?.rows?.size).toBeLessThanOrEqual(100)
  expect(parseTopics(text).key.length).toBeLessThan(4_096)
})
