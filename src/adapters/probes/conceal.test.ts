import { expect, test } from 'vitest'
import { concealed, concealedEnd } from './conceal.ts'

const secrets = new Set(['pass "word" & more', 'pass'])

test.each([
  ['told pass "word" & more, twice: pass', 'told ***, twice: ***'],
  ['{"echo":"pass \\"word\\" & more"}', '{"echo":"***"}'],
  ['?p=pass%20%22word%22%20%26%20more', '?p=***'],
  ['<p>pass "word" &amp; more</p>', '<p>***</p>'],
])('%s is shown as %s', (text, shown) => {
  expect(concealed(text, secrets)).toBe(shown)
})

test('a secret of three characters is none, or no word would be left', () => {
  expect(concealed('abc abcd', new Set(['abc']))).toBe('abc abcd')
})

test('a text that was cut within a secret does not end with its beginning', () => {
  expect(concealedEnd('token: canary-wo', new Set(['canary-word']))).toBe('token: ***')
  expect(concealedEnd('token: can', new Set(['canary-word']))).toBe('token: can')
  expect(concealedEnd('token: canary-word', new Set(['canary-word']))).toBe('token: canary-word')
})
