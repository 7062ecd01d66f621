import { expect, test } from 'vitest'
import { formatProblem } from './problems.ts'
import { readYaml } from './yaml.ts'

const read = (text: string) => readYaml({ text, file: 'c.yaml', find: () => null })
const complaints = (text: string) => read(text).problems.map(formatProblem)

test('values and their places', () => {
  const { tree, places, problems } = read('a:\n  b: 1\n  c: [x, { d: y }]\n')
  expect(problems).toEqual([])
  expect(tree).toEqual({ a: { b: 1, c: ['x', { d: 'y' }] } })
  expect(places.get('a.b')).toMatchObject({ key: { line: 2, column: 3 }, value: { column: 6 } })
  expect(places.get('a.c.1.d')).toMatchObject({ key: { line: 3, column: 12 } })
})

test('an empty file is an empty configuration', () => {
  expect(read('')).toMatchObject({ tree: {}, problems: [] })
  expect(read('# only a comment\n')).toMatchObject({ tree: {}, problems: [] })
})

test.each([
  ['a: 1\na: 2\n', 'c.yaml:2:1: a: this key stands twice, first in line 1'],
  ['1: x\n"1": y\n', 'c.yaml:2:1: 1: this key stands twice, first in line 1'],
  ['a: !secret x\n', "c.yaml:1:4: tags of one's own are not supported"],
  ['a: !!binary aGk=\n', "c.yaml:1:4: tags of one's own are not supported"],
  ['a: 1\n---\nb: 1\n', 'c.yaml:2:1: the file holds a second document'],
  ['a: *b\n', 'c.yaml:1:4: a: no anchor &b stands before this'],
  ['a: &a [*a]\n', 'c.yaml:1:8: a.0: *a stands inside itself'],
  ['a: &x 1\nb: &x 2\n', 'c.yaml:2:7: b: the anchor &x stands twice'],
  ['__proto__: { polluted: 1 }\n', 'c.yaml:1:1: __proto__: this key is never allowed'],
  [
    'a: { constructor: { prototype: 1 } }\n',
    'c.yaml:1:6: a.constructor: this key is never allowed',
  ],
  ['? [a]\n: 1\n', 'c.yaml:1:3: a key is a plain text'],
  ['a: b: c\n', 'c.yaml:1:4: two keys on one line; put a text with ": " in quotes'],
  ['a:\n\t- 1\n', 'c.yaml:2:1: YAML is indented with spaces, not with tabs'],
])('%j is refused with its place', (text, message) => {
  expect(complaints(text)).toContain(message)
})

test('a variable without quotes inside braces is explained', () => {
  expect(complaints('server: { port: ${PORT} }')[0]).toBe(
    'c.yaml:1:18: inside { } and [ ] a variable needs quotes around it',
  )
})

test('merge keys are keys like others', () => {
  expect(read('%YAML 1.1\n---\na: { <<: { b: 1 } }\n').tree).toEqual({ a: { '<<': { b: 1 } } })
})

test('an alias stands for its value', () => {
  expect(read('a: &x { b: 1 }\nc: *x\n').tree).toEqual({ a: { b: 1 }, c: { b: 1 } })
})

test('no error quotes the text around it', () => {
  const broken = ['a: 1\ncanary\n', 'a: "canary', 'a: [canary', 'a: canary: 1', '"canary" "canary"']
  expect(broken.flatMap(complaints).join()).not.toContain('canary')
  expect(broken.every((text) => complaints(text).length > 0)).toBe(true)
})

test('an alias bomb is refused before it grows', () => {
  const levels = Array.from({ length: 9 }, (_, i) => {
    const nine = Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`))
    return `a${i}: &a${i} [${nine.join(', ')}]`
  })
  const { problems, places } = read(levels.join('\n'))
  expect(problems[0]?.message).toMatch(/stands for too much: more than 100 copies/)
  expect(places.size).toBeLessThan(20_000)
})

test('a bomb of many anchors is refused too', () => {
  const wide = `a: &a [${'1,'.repeat(50_000)}]\n`
  const uses = Array.from({ length: 50 }, (_, i) => `b${i}: *a\n`)
  expect(complaints(wide + uses.join(''))).toContainEqual(
    expect.stringContaining('the file holds too many values'),
  )
})

test('40,000 keys are read in well under the minutes that a quadratic check takes', () => {
  const text = Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join('\n')
  expect(Object.keys(read(text).tree ?? {})).toHaveLength(40_000)
})

test('deep nesting is refused, not followed', () => {
  for (const text of ['['.repeat(500_000), '{a: '.repeat(250_000), `a:\n${'- '.repeat(500_000)}`]) {
    expect(complaints(text)).toEqual(['c.yaml: nested too deeply'])
  }
  expect(complaints(`${'['.repeat(70)}${']'.repeat(70)}`)[0]).toContain('nested too deeply')
})
