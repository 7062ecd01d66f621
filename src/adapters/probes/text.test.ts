import { expect, test } from 'vitest'
import { excerptOf, oneLine } from './text.ts'

test.each([
  ['a\r\nb\t c', 'a b c'],
  ['\x1b[31mred\x07', '[31mred'],
  ['a\u202Eb\u2028c', 'a b c'],
  ['a\uD800b', 'a\uFFFDb'],
])('%j becomes one line', (text, line) => {
  expect(oneLine(text)).toBe(line)
})

test('a long text is cut, never within a character', () => {
  const line = oneLine('😀'.repeat(1_000), 10)
  expect(line.length).toBeLessThanOrEqual(10)
  expect(line.isWellFormed()).toBe(true)
  expect(line.endsWith('…')).toBe(true)
})

test.each([
  ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
  ['\x1b[31mred\x07\t!', '[31mred !'],
  ['\uFEFFa\u202Eb\0', 'ab'],
])('%j is an excerpt of many lines', (text, shown) => {
  expect(excerptOf(text)).toBe(shown)
})

test('an excerpt is cut, never within a character', () => {
  const text = excerptOf('😀\n'.repeat(10_000))
  expect(text.length).toBeLessThanOrEqual(2_048)
  expect(text.isWellFormed()).toBe(true)
})
