import { expect, test } from 'vitest'
import type { Notification } from '../../../modules/alerts/index.ts'
import { aChange, aDigest, aLetter, at, hostile } from '../letters.contract.ts'
import { messageOf } from './blocks.ts'
import { escaped } from './markup.ts'

const said = (notification: Notification) => messageOf(aLetter({}, notification))
const textsOf = ({ blocks }: ReturnType<typeof said>) => blocks.map(({ text }) => text.text)

test('a change is told in blocks, with one link', () => {
  const texts = textsOf(said(aChange()))
  expect(texts[0]).toBe('*🔴 Shop API is down*')
  expect(texts[1]).toContain('*Why:* Unexpected status: answered 503, 200-299 was expected')
  expect(texts[2]).toBe('<https://pharos.example/services/7|Open in Pharos>')
})

test('its plain text says the same, for what shows no blocks', () => {
  const { text } = said(aChange())
  expect(text.split('\n')).toEqual([
    '🔴 Shop API is down',
    'Why: Unexpected status: answered 503, 200-299 was expected',
    'Checked: https://shop.example/health',
    'Since: 2026-12-31T14:29:00Z',
    'Was up for: 1h',
    'Answer: HTTP/1.1 503 Service Unavailable',
    'Address: 192.0.2.7',
    'Tags: shop, eu',
    'https://pharos.example/services/7',
  ])
})

test.each([
  ['<!channel>', '&lt;!channel&gt;'],
  ['<@U0123>', '&lt;@\u2060U0123&gt;'],
  ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
  ['@channel @everyone', '@\u2060channel @\u2060everyone'],
  ['(@here)', '(@\u2060here)'],
  ['ann@example.com', 'ann@example.com'],
  ['a @ b', 'a @ b'],
])('N4 %j calls nobody', (text, written) => {
  expect(escaped(text)).toBe(written)
})

test.each([
  aChange({ name: hostile, message: hostile, target: hostile, tags: [hostile] }),
  aDigest(1, { message: hostile }),
  { kind: 'notice', id: 'n', at, title: hostile, message: hostile } as const,
  { kind: 'test', id: 't', at, by: hostile } as const,
])('N4 what others wrote does nothing in %o', (notification) => {
  const message = said(notification)
  const texts = [message.text, ...textsOf(message)].join('\n')
  expect(texts).not.toMatch(/<!|<http:\/\/evil/)
  expect(texts).toContain('&lt;!channel&gt;')
  for (const { text } of message.blocks) expect(text.verbatim).toBe(true)
})

test.each([1, 20, 3_000])(
  'a digest of %i is within the limits, and counts what is left',
  (size) => {
    const message = said(aDigest(size))
    const texts = textsOf(message)
    expect(texts[0]).toContain(`${size} changes: ${size} down`)
    expect(message.blocks.length).toBeLessThanOrEqual(50)
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(3_000)
    expect(message.text.length).toBeLessThanOrEqual(2_000)
    for (const all of [texts.join('\n'), message.text]) {
      const named = [...all.matchAll(/service \d+ is down/g)].length
      const more = Number(/and (\d+) more/.exec(all)?.[1] ?? 0)
      expect(named + more).toBe(size)
    }
    if (size < 100) expect(texts.join('\n')).not.toContain('more')
    if (size > 1_000)
      expect(texts.join('\n').match(/service \d+ is down/g)?.length).toBeGreaterThan(1_000)
  },
)
