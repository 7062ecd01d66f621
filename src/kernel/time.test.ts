import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDuration, parseDuration, rfc3339, rfc3339Seconds } from './time.ts'

describe('a duration', () => {
  test.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1w2d3h4m5s6ms', 604_800_000 + 2 * 86_400_000 + 3 * 3_600_000 + 245_006],
    ['250ms', 250],
    ['0s', 0],
    ['30', 30_000],
    ['0.5', 500],
    [30, 30_000],
    [1.5, 1_500],
    [0, 0],
  ])('is read as Prometheus writes it, and a bare number as seconds: %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  test.each([
    '',
    ' ',
    's',
    '5 m',
    '-5s',
    '+5s',
    '1.5h',
    '5M',
    '5y',
    '1h-30m',
    '1e3',
    '.5',
    '5.',
    '٣s',
    '5s\n',
    'Infinity',
    '0x10',
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('is not %j', (text) => {
    expect(parseDuration(text)).toBeNull()
  })

  test('comes back the same after it was written', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      }),
    )
  })

  test('is written with each unit once, the largest first', () => {
    expect(formatDuration(90_000)).toBe('1m30s')
    expect(formatDuration(0)).toBe('0s')
    expect(formatDuration(999)).toBe('999ms')
    expect(formatDuration(86_400_000)).toBe('1d')
    expect(formatDuration(90_061_001)).toBe('1d1h1m1s1ms')
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e13 }), (ms) => {
        expect(formatDuration(ms)).toMatch(
          /^(?!$)(\d+d)?(([1-9]|1\d|2[0-3])h)?([1-5]?\dm)?([1-5]?\ds)?(\d{1,3}ms)?$/,
        )
      }),
    )
  })

  test('is a finite number of milliseconds or none at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.stringMatching(/^(\d{1,9}(ms|s|m|h|d|w))+$/), fc.string()),
        (text) => {
          const ms = parseDuration(text)
          expect(ms === null || (Number.isFinite(ms) && ms >= 0)).toBe(true)
        },
      ),
    )
  })

  test.each([
    ['400 digits', '9'.repeat(400)],
    ['400 digits of weeks', `${'9'.repeat(400)}w`],
    ['a number near the greatest', 1e308],
  ])('is not what no number can hold: %s', (_what, text) => {
    expect(parseDuration(text)).toBeNull()
  })
})

test('a time is written as RFC 3339 in UTC, with milliseconds only where there are some', () => {
  const at = Date.UTC(2026, 11, 31, 14, 30)
  expect(rfc3339(at)).toBe('2026-12-31T14:30:00Z')
  expect(rfc3339(at + 7)).toBe('2026-12-31T14:30:00.007Z')
  expect(rfc3339Seconds(at + 999)).toBe('2026-12-31T14:30:00Z')
  expect(rfc3339Seconds(-1)).toBe('1969-12-31T23:59:59Z')
})
