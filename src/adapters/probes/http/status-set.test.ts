import { expect, test } from 'vitest'
import { inStatusSet, parseStatusSet } from './status-set.ts'

test('codes and ranges are read, and include their ends', () => {
  const set = parseStatusSet('200-299, 301,404') ?? []
  expect([199, 200, 299, 300, 301, 302, 404].filter((status) => inStatusSet(set, status))).toEqual([
    200, 299, 301, 404,
  ])
})

test.each(['', '20', '2000', '099', '299-200', '200-', '200,', '2xx', '200;301'])(
  '%j is refused',
  (text) => expect(parseStatusSet(text)).toBeNull(),
)
