import { expect, test } from 'vitest'
import { table } from './table.ts'
import { cut, json, plain, widthOf } from './text.ts'

test.each([
  ['colour', '\u001b[31mred\u001b[0m', 'red'],
  ['clear screen', 'a\u001b[2J\u001b[Hb', 'ab'],
  ['window title', 'a\u001b]0;owned\u0007b', 'ab'],
  ['link', '\u001b]8;;https://evil.example\u0007shop\u001b]8;;\u0007', 'shop'],
  ['eight-bit CSI', 'a\u009b31mb', 'ab'],
  ['lone escape', 'a\u001bb\u001b', 'a b '],
  ['forged line', 'fine\nERROR all is lost', 'fine ERROR all is lost'],
  ['carriage return', 'shown\rhidden', 'shown hidden'],
  ['Unicode line break', 'a\u2028b\u0085c', 'a b c'],
  ['turned direction', 'a\u202egnp.exe\u2066', 'agnp.exe'],
  ['backspace', 'abc\b\b\bxyz', 'abc xyz'],
  ['half a surrogate', 'a\ud800b', 'a\ufffdb'],
  ['letters of the world', 'Grüße 日本語 👩‍🚀', 'Grüße 日本語 👩‍🚀'],
])('N10: %s is made plain', (_what, text, shown) => {
  expect(plain(text)).toBe(shown)
})

test('N10: JSON escapes what a terminal would obey, and reads back the same', () => {
  const value = { name: 'a\u001b[31m\u009b2J\u202e\u2028\ufeffb', path: '/\u007f' }
  expect(json(value)).toMatch(/^[\n -~]*$/)
  expect(JSON.parse(json(value))).toEqual(value)
})

test.each([
  ['plain', 5],
  ['日本', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['👩‍🚀', 2],
  ['ok ✅', 5],
])('%s takes its columns', (text, width) => {
  expect(widthOf(text)).toBe(width)
})

test('a text is cut to its columns, between letters', () => {
  expect(cut('example.com', 11)).toBe('example.com')
  expect(cut('example.com', 8)).toBe('example…')
  expect(cut('日本語', 5)).toBe('日本…')
  expect(cut('日本語', 4)).toBe('日…')
})

test('a table lines its columns up, wide letters too', () => {
  const columns = [{ title: 'NAME' }, { title: 'MS', align: 'right' }, { title: 'WHY' }] as const
  const rows = [
    ['日本', '5', 'ok'],
    ['shop', '120', 'slow'],
  ]
  expect(table(columns, rows, null)).toBe('NAME   MS  WHY\n日本    5  ok\nshop  120  slow\n')
})

test('a table gives way where it may, and only as far as it may', () => {
  const columns = [{ title: 'ID' }, { title: 'URL', least: 8 }, { title: 'NAME', least: 4 }]
  const rows = [['1', 'https://example.com/', 'a long name']]
  expect(table(columns, rows, 24)).toBe('ID  URL          NAME\n1   https://ex…  a long…\n')
  expect(table(columns, rows, 1)).toBe('ID  URL       NAME\n1   https:/…  a l…\n')
})

test('N10: cells cannot break out of their row', () => {
  const made = table([{ title: 'NAME' }], [['a\nb\u001b[2J']], null)
  expect(made).toBe('NAME\na b\n')
})
