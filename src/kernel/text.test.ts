import { expect, test } from 'vitest'
import { oneLine } from './text.ts'

test.each([
  ['a\r\nb\t c', 'a b c'],
  ['a\r\nBcc: b\u0000c\u202ed\u2028e', 'a Bcc: b c d e'],
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
  expect(oneLine('x'.repeat(1_000), 10)).toBe(`${'x'.repeat(9)}…`)
  expect(oneLine(`${'x'.repeat(8)}🙂🙂`, 10)).toBe('xxxxxxxx\ufffd…')
})
