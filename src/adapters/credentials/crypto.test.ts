import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Secret } from '../../kernel/index.ts'
import { createCrypto } from './crypto.ts'

const crypto = createCrypto({
  jwtSecret: new Secret('x'.repeat(32)),
  random: { bytes: (length) => randomBytes(length), float: () => 0.5 },
})

test('a secret has 256 bits in letters fit for URLs, and never comes twice', () => {
  const secrets = new Set(Array.from({ length: 100 }, () => crypto.secret()))
  expect(secrets.size).toBe(100)
  for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

test('a digest is SHA-256 in hexadecimal', () => {
  // FIPS 180-4, the example "abc".
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(crypto.digest('abc')).toBe(abc)
})

test('texts are compared whole, whatever their lengths', () => {
  expect(crypto.same('token', 'token')).toBe(true)
  expect(crypto.same('token', 'tokeN')).toBe(false)
  expect(crypto.same('token', 'token2')).toBe(false)
  expect(crypto.same('', '')).toBe(true)
})
