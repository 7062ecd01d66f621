import { expect, test } from 'vitest'
import type { ServiceId } from '../../../kernel/index.ts'
import { parseTopics, topicsText } from './topics.ts'

const ids = (...numbers: number[]) => new Set(numbers as ServiceId[])

test.each([
  [undefined, { health: true, list: true, rows: ids(), detail: null }],
  ['health,svc', { health: true, list: true, rows: ids(), detail: null }],
  ['svc:1.2.3', { health: false, list: false, rows: ids(1, 2, 3), detail: null }],
  ['health,one:12', { health: true, list: false, rows: ids(), detail: 12 }],
  ['', { health: false, list: false, rows: ids(), detail: null }],
  ['nonsense,svc:x.-1.2,one:evil', { health: false, list: false, rows: ids(2), detail: null }],
])('reads %j', (text, topics) => expect(parseTopics(text)).toMatchObject(topics))

test.each([['health,svc'], ['health,svc:1.2.3'], ['health,one:12'], ['one:7']])(
  'writes %s as it reads it',
  (text) => {
    expect(topicsText(parseTopics(text))).toBe(text)
    expect(parseTopics(text).key).toBe(text)
  },
)

test('a tab cannot ask for more rows than a page could show', () => {
  const text = `svc:${Array.from({ length: 5_000 }, (_, i) => i).join('.')}`
  expect(parseTopics(text).rows.size).toBeLessThanOrEqual(500)
  expect(parseTopics(text).key.length).toBeLessThan(4_096)
})
