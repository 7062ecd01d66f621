import { expect, test } from 'vitest'
import { spanText } from './figure.tsx'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

test.each([
  [0, 'less than 1 s'],
  [45 * second, '45 s'],
  [90 * second, '1 min 30 s'],
  [14 * minute, '14 min'],
  [14 * minute + 20 * second, '14 min'],
  [2 * hour + 5 * minute + 59 * second, '2 h 5 min'],
  [3 * hour, '3 h'],
  [76 * hour, '3 d 4 h'],
  [24 * hour + 30 * minute, '1 d'],
])('a span of %i ms is %s', (ms, text) => expect(spanText(ms)).toBe(text))
