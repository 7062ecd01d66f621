import { describe, expect, test } from 'vitest'
import { codeOf } from './code-of.ts'

const kept = (source: string): string => codeOf(source).replace(/ +/g, ' ').trim()

describe('codeOf', () => {
  test.each([
    ['a line comment', 'a() // Date.now()', 'a()'],
    ['a block comment', 'a() /* Date.now() */ + b', 'a() + b'],
    ['the inside of a string', "log('it is //', b)", "log(' ', b)"],
    ['an escaped quote', String.raw`x('don\'t', y)`, "x(' ', y)"],
    ['the fixed parts of a template', '`a ${now()} b ${`c ${d}`} e`', '` ${now()} ${` ${d}`} `'],
    ['an object inside a template', '`${{ a: f({}) }} g()` + h', '`${{ a: f({}) }} ` + h'],
    ['a regular expression', 'x.match(/fetch("\\/)/g) + y', 'x.match(/ /g) + y'],
    ['a slash in a class', 'return /[/"]fetch/.test(x)', 'return / /.test(x)'],
  ])('blanks %s', (_what, source, code) => expect(kept(source)).toBe(code))

  test.each([
    ['a division', 'a / b / fetch'],
    ['an apostrophe in JSX text', "<p>Don't {fetch()}</p>"],
    ['a closing tag', '<b>x</b> + {y} + <i>z</i>'],
    ['an empty element', '<A b={c} /> + <D e={fetch()} />'],
  ])('keeps %s', (_what, source) => expect(codeOf(source)).toBe(source))

  test('keeps every offset and line', () => {
    const source = '/* one\ntwo */ const a = `x\n${b}\ny` // three\nfetch()\n'
    const code = codeOf(source)
    expect(code).toHaveLength(source.length)
    expect(code.indexOf('fetch()')).toBe(source.indexOf('fetch()'))
    expect(code.split('\n')).toHaveLength(source.split('\n').length)
  })
})
