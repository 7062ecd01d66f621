import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { weakness } from './signing-key.ts'

test.each([
  ['secret', 'is a well-known sample'],
  ['changeme', 'is a well-known sample'],
  ['your-secret-key', 'is a well-known sample'],
  ['your-256-bit-secret', 'is a well-known sample'],
  ['your-super-secret-jwt-key-change-in-production', 'is a well-known sample'],
  ['CHANGE_ME_CHANGE_ME_CHANGE_ME_CHANGE_ME', 'is a well-known sample'],
  ['a-string-secret-at-least-256-bits-long', 'is a well-known sample'],
  ['qwertyuiopasdfghjklzxcvbnm123456', 'is a well-known sample'],
  ['k7Gq2Lm9', 'has 8 bytes where 32 are needed'],
  ['', 'has 0 bytes where 32 are needed'],
  ['x'.repeat(40), 'repeats the same characters'],
  ['kJ8!vQ2z'.repeat(4), 'repeats the same characters'],
  ['1234567890'.repeat(4), 'repeats the same characters'],
  ['aabbabababbababaabbabababbabababbaab', 'uses fewer than 8 different characters'],
  ['abcdefghijklmnopqrstuvwxyz0123456789', 'is a sequence of neighbouring characters'],
])('%j %s', (key, reason) => {
  expect(weakness(key)).toBe(reason)
})

test('a key of 32 bytes counts its bytes, not its letters', () => {
  expect(weakness('äöüßéèêñçåøæœłżź')).toBeNull()
})

test.each(['base64', 'base64url', 'hex'] as const)('no random key is refused (%s)', (encoding) => {
  const keys = Array.from({ length: 500 }, () => randomBytes(32).toString(encoding))
  expect(keys.map(weakness).filter((reason) => reason !== null)).toEqual([])
})
