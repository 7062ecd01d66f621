import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const keys = ['server', 'services', 'checks', 'check_interval', 'name', 'url']

test.each([
  ['sever', 'server'],
  ['service', 'services'],
  ['check_intervall', 'check_interval'],
  ['checkinterval', 'check_interval'],
  ['NAME', 'name'],
  ['ulr', 'url'],
])('%s was meant to be %s', (word, meant) => {
  expect(nearest(word, keys)).toBe(meant)
})

test('a word that is like none of them suggests nothing', () => {
  expect(nearest('bananas', keys)).toBeNull()
  expect(nearest('x'.repeat(10_000), keys)).toBeNull()
  expect(nearest('name', [])).toBeNull()
})

test('a known word is nearest to itself', () => {
  fc.assert(
    fc.property(fc.constantFrom(...keys), (word) => {
      expect(nearest(word, keys)).toBe(word)
    }),
  )
})

test('one slip of the finger in a known word still finds it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('check_interval', 'scrape_configs', 'alertmanager'),
      fc.nat(),
      (word, place) => {
        const at = place % word.length
        const known = ['check_interval', 'scrape_configs', 'alertmanager']
        expect(nearest(`${word.slice(0, at)}${word.slice(at + 1)}`, known)).toBe(word)
        expect(nearest(`${word.slice(0, at)}#${word.slice(at + 1)}`, known)).toBe(word)
        expect(nearest(`${word.slice(0, at)}#${word.slice(at)}`, known)).toBe(word)
      },
    ),
  )
})
