import { expect, test } from 'vitest'
import { instantOf, latestOf } from './times.ts'

test.each([
  ['2023-11-20T07:17:08.753Z', Date.UTC(2023, 10, 20, 7, 17, 8, 753)],
  ['2012-06-28T03:44:20-07:00', Date.UTC(2012, 5, 28, 10, 44, 20)],
  ['2016-08-12 15:26:29 UTC', Date.UTC(2016, 7, 12, 15, 26, 29)],
  ['2021-04-28 21:50:00 +0200', Date.UTC(2021, 3, 28, 19, 50)],
  ['2021-04-28 21:50:00', Date.UTC(2021, 3, 28, 21, 50)],
  ['2019-03-13T14:14:23.123456Z', Date.UTC(2019, 2, 13, 14, 14, 23, 123)],
])('%s is a time', (text, at) => {
  expect(instantOf(text)).toBe(at)
})

test.each(['', 'yesterday', '2016-08-12', '2016-13-41 15:26:29 UTC', '12 Aug 2016', '0'])(
  '%j is none',
  (text) => {
    expect(instantOf(text)).toBeNull()
  },
)

test('the latest of several times leaves out those that are not known', () => {
  expect(latestOf([null, 3, 5, null, 4])).toBe(5)
  expect(latestOf([null])).toBeNull()
})
