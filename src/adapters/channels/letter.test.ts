import { expect, test } from 'vitest'
import type { Notification } from '../../modules/alerts/index.ts'
import { fitting, wordsOf } from './letter.ts'
import { aChange, aDigest, at } from './letters.contract.ts'

test.each<[Notification, string, string]>([
  [aChange(), 'Shop API is down', 'bad'],
  [aChange({ to: 'degraded' }), 'Shop API is slow', 'doubtful'],
  [aChange({ from: 'down', to: 'up' }), 'Shop API is up again', 'good'],
  [aDigest(2), '2 changes: 2 down', 'bad'],
  [{ kind: 'test', id: 't', at, by: 'ann@example.com' }, 'This is a test', 'plain'],
  [
    { kind: 'notice', id: 'n', at, title: 'A channel gave up', message: 'night watch' },
    'A channel gave up',
    'doubtful',
  ],
])('%o is put into words', (notification, title, tone) => {
  expect(wordsOf(notification)).toMatchObject({ title, tone })
})

test('a digest names each change with what was found', () => {
  expect(wordsOf(aDigest(2)).list).toEqual([
    'service 0 is down: answered 503, 200-299 was expected',
    'service 1 is down: answered 503, 200-299 was expected',
  ])
})

test('a test says who asked for it', () => {
  const { lines } = wordsOf({ kind: 'test', id: 't', at, by: 'ann@example.com' })
  expect(lines).toEqual([{ label: 'By', text: 'ann@example.com' }])
})

test('as many items as fit are kept from the beginning, the rest is counted', () => {
  expect(fitting(['aaaa', 'bbbb', 'c'], 10)).toEqual({ items: ['aaaa', 'bbbb'], left: 1 })
  expect(fitting(['aaaa', 'bbbbbbb', 'c'], 10)).toEqual({ items: ['aaaa'], left: 2 })
  expect(fitting([], 10)).toEqual({ items: [], left: 0 })
})
