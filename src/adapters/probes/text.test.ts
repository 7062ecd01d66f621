import { expect, test } from 'vitest'
import { excerptOf } from './text.ts'

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
