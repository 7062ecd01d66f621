import { expect, test } from 'vitest'
import type { News } from '../../modules/alerts/index.ts'
import { aChange, aDigest, hostile } from './letters.contract.ts'
import { countsOf, linesOf, titleOf } from './words.ts'

function newsOf(differs: Partial<News> = {}): News {
  const change = aChange(differs)
  if (change.kind !== 'change') throw new Error('no change')
  return change.news
}
const shown = (differs: Partial<News>) =>
  linesOf(newsOf(differs)).map(({ label, text }) => `${label}: ${text}`)

test.each([
  ['up', 'down', 'Shop API is down'],
  ['up', 'degraded', 'Shop API is slow'],
  ['down', 'up', 'Shop API is up again'],
  ['degraded', 'down', 'Shop API is down'],
  [null, 'up', 'Shop API is up'],
] as const)('from %s to %s is titled in words', (from, to, title) => {
  expect(titleOf(newsOf({ from, to }))).toBe(title)
})

test('trouble is told with its reason, its time and what was found', () => {
  expect(shown({})).toEqual([
    'Why: Unexpected status: answered 503, 200-299 was expected',
    'Checked: https://shop.example/health',
    'Since: 2026-12-31T14:29:00Z',
    'Was up for: 1h',
    'Answer: HTTP/1.1 503 Service Unavailable',
    'Address: 192.0.2.7',
    'Tags: shop, eu',
  ])
})

test.each([
  [{ status: 503 }, 'Answer: 503'],
  [{ banner: '220 hello', received: '421 busy' }, 'Answer: 421 busy'],
  [{ body: 'line 1\nline 2' }, 'Body: line 1 line 2'],
  [{ last_success: '2026-12-31T10:00:00Z' }, 'Last success: 2026-12-31T10:00:00Z'],
])('of %o a line is told', (evidence, line) => {
  expect(shown({ evidence }).slice(4)).toEqual([line, 'Tags: shop, eu'])
})

test('a recovery says how long the trouble was, and nothing of what was found before', () => {
  const lines = shown({ from: 'down', to: 'up', reason: 'ok', message: 'answered 200' })
  expect(lines).toEqual([
    'Why: answered 200',
    'Checked: https://shop.example/health',
    'Since: 2026-12-31T14:29:00Z',
    'Was down for: 1h',
    'Tags: shop, eu',
  ])
})

test('what is not known is left out', () => {
  const lines = shown({ afterMs: null, tags: [], evidence: {}, message: '', reason: 'timeout' })
  expect(lines.map((line) => line.split(':')[0])).toEqual(['Why', 'Checked', 'Since'])
})

test('N2 text of others stays on one line, without characters that turn it around', () => {
  expect(titleOf(newsOf({ name: hostile }))).not.toMatch(/[\r\n]/)
})

test('a digest counts what became of how many', () => {
  const { news } = aDigest(3) as { news: readonly News[] }
  const mixed = [...news, newsOf({ to: 'degraded' }), newsOf({ to: 'up' })]
  expect(countsOf(mixed)).toBe('3 down, 1 slow, 1 up')
})
