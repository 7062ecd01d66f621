import { argon2Sync, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Refusal } from '../../kernel/index.ts'
import { createPasswords } from './passwords.ts'
import { formatPhc } from './phc.ts'

const random = { bytes: (length: number) => randomBytes(length), float: () => 0.5 }
const passwords = createPasswords({ random })

test('a hash verifies the password it was made of, and no other', async () => {
  const hash = await passwords.hash('correct horse')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await passwords.verify(hash, 'correct horse')).toBe(true)
  expect(await passwords.verify(hash, 'correct horse ')).toBe(false)
  expect(await passwords.verify(hash, '')).toBe(false)
})

test('two hashes of one password differ', async () => {
  expect(await passwords.hash('same')).not.toBe(await passwords.hash('same'))
})

test('the cost is read from the hash, so hashes of another cost stay good', async () => {
  const by = { memoryKib: 64, passes: 3, parallelism: 2, salt: randomBytes(16) }
  const tag = argon2Sync('argon2id', {
    message: 'old',
    nonce: by.salt,
    memory: 64,
    passes: 3,
    parallelism: 2,
    tagLength: 24,
  })
  const hash = formatPhc({ ...by, tag })
  expect(await passwords.verify(hash, 'old')).toBe(true)
  expect(await passwords.verify(hash, 'new')).toBe(false)
})

test('the hash of the PHC reference implementation verifies', async () => {
  // From the test vectors of https://github.com/P-H-C/phc-winner-argon2 (src/test.c).
  const hash =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await passwords.verify(hash, 'password')).toBe(true)
  expect(await passwords.verify(hash, 'differentpassword')).toBe(false)
})

test('a password is the same however its letters are composed', async () => {
  const hash = await passwords.hash('caf\u00e9 au lait')
  expect(await passwords.verify(hash, 'cafe\u0301 au lait')).toBe(true)
})

test.each([
  ['bcrypt', '$2b$10$abcdefghijklmnopqrstuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu'],
  ['argon2i', '$argon2i$v=19$m=4096,t=3,p=1$c29tc2FsdHNvbWVzYWx0$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8'],
  [
    'A9: more memory than a machine has',
    `$argon2id$v=19$m=9999999,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`,
  ],
  ['no cost at all', `$argon2id$v=19$m=0,t=0,p=0$${'A'.repeat(22)}$${'A'.repeat(43)}`],
  ['nothing', ''],
])('a stored hash that is none of ours is a fault: %s', async (_what, hash) => {
  await expect(passwords.verify(hash, 'x')).rejects.toThrow('not an argon2id string')
})

test('A9: a flood of log-ins is refused before it can pile up', async () => {
  const flood = await Promise.allSettled(Array.from({ length: 200 }, () => passwords.hash('x')))
  const refused = flood.filter((one) => one.status === 'rejected').map(({ reason }) => reason)
  expect(flood.filter((one) => one.status === 'fulfilled')).toHaveLength(2 + 64)
  expect(refused).toHaveLength(200 - 66)
  expect(refused[0]).toBeInstanceOf(Refusal)
  expect(refused[0]).toMatchObject({ code: 'unavailable', retryAfter: 2 })
  expect(await passwords.hash('after the flood')).toContain('$argon2id$')
})
