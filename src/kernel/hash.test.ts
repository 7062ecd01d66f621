import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fnv1a } from './hash.ts'

/** How many of 10,000 texts fall into each of 60 buckets. */
function bucketsOf(textOf: (id: number) => string): number[] {
  const buckets = new Array<number>(60).fill(0)
  for (let id = 1; id <= 10_000; id++) {
    const bucket = fnv1a(textOf(id)) % 60
    buckets[bucket] = (buckets[bucket] ?? 0) + 1
  }
  return buckets
}

const mean = 10_000 / 60
/** Of a fair throw into 60 buckets. */
const sigma = Math.sqrt(mean * (1 - 1 / 60))

test.each([
  ['ids of checks', (id: number) => `check ${id}`],
  ['bare numbers', String],
  ['numbers with zeros in front', (id: number) => String(id).padStart(12, '0')],
  ['numbers far apart', (id: number) => String(id * 1_000)],
])('10,000 %s spread over 60 buckets as evenly as fair throws', (_what, textOf) => {
  const buckets = bucketsOf(textOf)
  // The fullest of 60 fair buckets lies about 2.4 sigma above the mean, beyond 4 once in 500 runs.
  expect(Math.max(...buckets)).toBeLessThan(mean + 4 * sigma)
  expect(Math.min(...buckets)).toBeGreaterThan(mean - 4 * sigma)
  // Chi-square with 59 degrees of freedom: 98.3 is passed by chance once in 1,000.
  const chiSquare = buckets.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)
  expect(chiSquare).toBeLessThan(98.3)
})

test('a hash is an unsigned number of 32 bits, the same each time', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const hash = fnv1a(text)
      expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true)
      expect(fnv1a(text)).toBe(hash)
    }),
  )
})
