import { expect, test } from 'vitest'
import { createTagStore } from './tag-store.ts'

const answer = (bytes: number, headers: Readonly<Record<string, string>> = { etag: 'W/"a"' }) => ({
  headers: new Headers(headers),
  bytes: new Uint8Array(bytes),
})

test('an answer is kept with the headers that say how a list goes on', () => {
  const store = createTagStore()
  store.keep(
    'a',
    answer(3, { etag: '"1"', link: '<x>; rel="next"', date: 'today', 'x-total': '9' }),
  )
  expect(store.find('a')).toEqual({
    etag: '"1"',
    headers: [
      ['link', '<x>; rel="next"'],
      ['x-total', '9'],
    ],
    bytes: new Uint8Array(3),
  })
})

test('what has no tag, or is large, is not kept; nor is what it was before', () => {
  const store = createTagStore()
  store.keep('a', answer(3))
  store.keep('a', answer(256_001))
  store.keep('b', answer(3, {}))
  expect([store.find('a'), store.find('b'), store.size()]).toEqual([null, null, 0])
})

test('what was used longest ago makes room', () => {
  const store = createTagStore({ mostBytes: 1_500, mostEntryBytes: 1_000 })
  for (const key of ['a', 'b', 'c', 'd']) store.keep(key, answer(200))
  expect(store.find('a')).toBeNull()
  store.find('b')
  store.keep('e', answer(200))
  expect(['b', 'c', 'd', 'e'].filter((key) => store.find(key) !== null)).toEqual(['b', 'd', 'e'])
  expect(store.size()).toBeLessThanOrEqual(1_500)
})

test('no more is held than its bound, whatever comes', () => {
  const store = createTagStore()
  for (let at = 0; at < 200; at += 1) store.keep(String(at), answer(200_000))
  expect(store.size()).toBeLessThanOrEqual(16_000_000)
  expect(store.find('199')).not.toBeNull()
})
