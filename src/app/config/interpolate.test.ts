import fc from 'fast-check'
import { expect, test } from 'vitest'
import { interpolate } from './interpolate.ts'

const known: Readonly<Record<string, string>> = { NAME: 'value', EMPTY: '', SLY: '${NAME} $$' }
const find = (name: string) => known[name] ?? null
const put = (text: string) => interpolate(text, find).text

test.each([
  ['${NAME}', 'value'],
  ['a ${NAME} b ${NAME}', 'a value b value'],
  ['${OTHER:-default}', 'default'],
  ['${OTHER:-}', ''],
  ['${NAME:-default}', 'value'],
  ['${EMPTY}', ''],
  ['${EMPTY:-default}', 'default'],
  ['$$', '$'],
  ['$${NAME}', '${NAME}'],
  ['$$$${NAME}', '$${NAME}'],
  ['$$${NAME}', '$value'],
  ['${1}', '${1}'],
  ['$1 $NAME ${name} ${NAME', '$1 $NAME ${name} ${NAME'],
  ['${NAME:?x}', '${NAME:?x}'],
  ['${OTHER:-http://x:1/?a=b}', 'http://x:1/?a=b'],
  ['cost: 5$', 'cost: 5$'],
])('%j becomes %j', (text, result) => {
  expect(put(text)).toBe(result)
})

test('what a variable holds is not read again', () => {
  expect(put('${SLY}')).toBe('${NAME} $$')
})

test('missing variables are named', () => {
  expect(interpolate('${A} ${NAME} ${B:-x} ${C}', find).missing).toEqual(['A', 'C'])
})

test('a default that holds another variable is named, not guessed', () => {
  expect(interpolate('${A:-${NAME}}', find).nested).toEqual(['A'])
})

test('a dollar written twice always comes back once, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(put(text.replaceAll('$', '$$$$'))).toBe(text)
    }),
  )
})

test('a text full of half references takes time in proportion to its length', () => {
  const half = '${A:-'.repeat(200_000)
  expect(put(`}${half}`)).toBe(`}${half}`)
})
