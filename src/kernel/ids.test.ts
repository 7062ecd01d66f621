import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseId, type ServiceId } from './ids.ts'

test('an id is read back from its digits', () => {
  fc.assert(
    fc.property(fc.nat({ max: 999_999_999_999_999 }), (id) => {
      expect(parseId<ServiceId>(String(id))).toBe(id)
    }),
  )
})

test.each([
  '',
  ' 1',
  '1 ',
  '1\n',
  '-1',
  '+1',
  '1.0',
  '1e3',
  '0x1',
  '١',
  'NaN',
  '1,2',
  '1/2',
  '1234567890123456',
])('%j is no id', (text) => {
  expect(parseId(text)).toBeNull()
})

test('whatever text comes, an id is a safe integer or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,40}$/)), (text) => {
      const id = parseId<ServiceId>(text)
      expect(id === null || (Number.isSafeInteger(id) && id >= 0)).toBe(true)
    }),
  )
})
