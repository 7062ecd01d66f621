import { expect, test } from 'vitest'
import { isSealed, Secret } from '../../kernel/index.ts'
import { createVault } from './vault.ts'

const vault = createVault(new Secret('a key of the data folder'))

test.each(['', 'hunter2', 'ünïcode 🔑', 'x'.repeat(10_000)])('%.20s opens as it was', (text) => {
  const sealed = vault.seal(text, 'channel')
  expect(isSealed(sealed)).toBe(true)
  expect(vault.open(sealed, 'channel')).toBe(text)
})

test('the same secret in the same place looks the same, elsewhere it does not', () => {
  expect(vault.seal('a', 'channel')).toBe(vault.seal('a', 'channel'))
  expect(vault.seal('a', 'channel')).not.toBe(vault.seal('a', 'check'))
})

test.each([
  ['for another place', (sealed: string) => () => vault.open(sealed, 'check')],
  [
    'with another key',
    (sealed: string) => () => createVault(new Secret('b')).open(sealed, 'channel'),
  ],
  ['and cut off', (sealed: string) => () => vault.open(sealed.slice(0, 30), 'channel')],
  ['and altered', (sealed: string) => () => vault.open(`${sealed.slice(0, -2)}AA`, 'channel')],
])('a text that was sealed %s does not open', (_what, opening) => {
  expect(opening(vault.seal('hunter2', 'channel'))).toThrow()
})
