import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runStatuses } from '../../../modules/pipelines/index.ts'
import { stripLabel, stripPaths } from './run-strip.tsx'

test('the newest run stands on the right, and equal ones are one line', () =>
  expect(stripPaths(['failed', 'success', 'success'])).toEqual([
    { kind: 'up', d: 'M56 11H70' },
    { kind: 'down', d: 'M72 8H78' },
  ]))

test('no strip is wider than its place', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...runStatuses), { maxLength: 20 }), (recent) => {
      const ends = stripPaths(recent).flatMap(({ d }) =>
        [...d.matchAll(/[MH](-?\d+)/g)].map(([, x]) => Number(x)),
      )
      for (const x of ends) expect(x >= 0 && x <= 78).toBe(true)
    }),
  )
})

test.each([
  [[], 'No runs yet'],
  [['failed'], 'Last run: 1 failed'],
  [['success', 'warning', 'success'], 'Last 3 runs: 2 passed, 1 passed with warnings'],
] as const)('%j is said in words', (recent, words) => expect(stripLabel(recent)).toBe(words))
