import { expect, test } from 'vitest'
import { createDice } from '../../kernel/virtual-time.contract.ts'
import { newSecret } from './connections.ts'

test('a secret that is made up can stand in an address as it is, and is none that somebody guesses', () => {
  const dice = createDice(7)
  const random = {
    bytes: (length: number) => Uint8Array.from({ length }, () => dice.whole(0, 255)),
  }
  const secrets = Array.from({ length: 200 }, () => newSecret(random))
  for (const secret of secrets) expect(secret).toMatch(/^whsec_[A-Za-z0-9]{44}$/)
  expect(new Set(secrets).size).toBe(secrets.length)
})
