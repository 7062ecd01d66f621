import { expect, test } from 'vitest'
import { parseDotenv } from './dotenv.ts'

const values = (text: string) =>
  Object.fromEntries([...parseDotenv(text).values].map(([name, { value }]) => [name, value]))

test.each([
  ['A=1', '1'],
  ['export A=1', '1'],
  ['  A = spaced out  ', 'spaced out'],
  ['A=value # comment', 'value'],
  ['A=colour#3', 'colour#3'],
  ['A=#all of it', ''],
  ['A=', ''],
  [`A='single $HOME \\n' # c`, 'single $HOME \\n'],
  [`A="double \\"quoted\\"\\tand \\n\\\\"`, 'double "quoted"\tand \n\\'],
  ['A="two\nlines"', 'two\nlines'],
  ['A=first\nA=second', 'second'],
  ['A=a=b=c', 'a=b=c'],
  ['\uFEFFA=1\r\n', '1'],
])('%j holds %j', (text, value) => {
  expect(values(text)).toEqual({ A: value })
})

test('comments and empty lines are nothing', () => {
  expect(parseDotenv('# A=1\n\n   # x\n')).toEqual({ values: new Map(), malformed: [] })
})

test('lines that are no assignment are told by their number, and the rest is read', () => {
  const dotenv = parseDotenv("A=1\nnonsense\nB=\"open\n\nC='x' y\nD=2")
  expect(dotenv.malformed).toEqual([2, 3, 5])
  expect([...dotenv.values.keys()]).toEqual(['A', 'D'])
})

test('a value knows the line on which it starts', () => {
  const { values: found } = parseDotenv('# c\nA="x\ny"\nB=1')
  expect(found.get('A')?.line).toBe(2)
  expect(found.get('B')?.line).toBe(4)
})

test('the name __proto__ is a name like others', () => {
  expect(parseDotenv('__proto__=1').values.get('__proto__')?.value).toBe('1')
  expect(({} as Record<string, unknown>).value).toBeUndefined()
})
