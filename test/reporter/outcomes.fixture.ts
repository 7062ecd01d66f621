// Run by reporter.test.ts alone, which expects each of these to be counted as what it is.
import { beforeAll, describe, expect, test } from 'vitest'
import { describeWith } from '../support/engines.ts'

test('passes', () => expect(1).toBe(1))
test('fails', () => expect(1).toBe(2))
test('skips', (context) => context.skip('the sea is calm'))

describe('a suite whose set-up fails', () => {
  beforeAll(() => {
    throw new Error('no lamp')
  })
  test('never runs', () => expect(1).toBe(1))
})

describeWith('postgres', 'a suite whose engine is absent', () => {
  test('never runs either', () => expect(1).toBe(1))
})

describeWith('chromium', 'a suite whose engine is absent and required', () => {
  test('never runs at all', () => expect(1).toBe(1))
})
