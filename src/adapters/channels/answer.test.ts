import { expect, test } from 'vitest'
import { attemptOf } from './answer.ts'

const now = Date.UTC(2026, 11, 31, 14, 30)
const on = (status: number, retryAfter?: string) => attemptOf({ status, retryAfter }, now)

test.each([
  [200, 'delivered'],
  [204, 'delivered'],
  [301, 'refused'],
  [307, 'refused'],
  [400, 'refused'],
  [401, 'refused'],
  [404, 'refused'],
  [410, 'refused'],
  [408, 'failed'],
  [425, 'failed'],
  [429, 'failed'],
  [500, 'failed'],
  [503, 'failed'],
])('an answer of %i counts as %s', (status, kind) => {
  expect(on(status)).toMatchObject({ kind, detail: expect.stringContaining(`answered ${status}`) })
})

test.each([
  ['7', 7_000],
  ['0', 0],
  ['Thu, 31 Dec 2026 14:31:00 GMT', 60_000],
  ['Thu, 31 Dec 2026 14:00:00 GMT', 0],
  ['Xyz, 99 Foo 2026 14:00:00 GMT', null],
  ['2026-12-31', null],
  ['-1', null],
  ['9999999', null],
  ['soon', null],
  [undefined, null],
])('Retry-After %j asks for %j ms', (text, retryAfterMs) => {
  expect(on(503, text)).toEqual({ kind: 'failed', detail: 'answered 503', retryAfterMs })
})
