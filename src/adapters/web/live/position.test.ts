import { expect, test } from 'vitest'
import type { Seq } from '../../../kernel/index.ts'
import { exactly, isExact, parsePosition, positionText } from './position.ts'

test.each(['0', '7', '95~120'])('%s is read as it was written', (text) => {
  expect(positionText(parsePosition(text))).toBe(text)
})

test.each(['', 'x', '-1', '1.5', '1e3', '1~', '~1', '1~2~3', '9'.repeat(16)])(
  '%j is the beginning',
  (text) => {
    expect(parsePosition(text)).toEqual(exactly(0 as Seq))
  },
)

test('one that ends before it begins is where it ends, so that it asks for more', () => {
  expect(positionText(parsePosition('120~95'))).toBe('95')
})

test('only one that has no parts is exact', () => {
  expect(['95', '95~120'].map((text) => isExact(parsePosition(text)))).toEqual([true, false])
})
