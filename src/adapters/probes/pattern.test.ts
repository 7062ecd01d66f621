import { describe, expect, test } from 'vitest'
import { matches, mostInstructions, patternProblem, searchedLength } from './pattern.ts'

const parts = ['a+', '(a+)+', '(a*)*', '(a|a)*', '(a|aa)+', '(.*a)', '([a-z]+)*', '(\\w+\\s?)*']
const ends = ['$', 'b', '!$', '\\d', '[^a]$']
const around = [(part: string) => `^${part}`, (part: string) => part, (part: string) => `.*${part}`]
const repeated = ['{2,30}', '', '*?']

/** Patterns that take a backtracking engine time without end on a text that nearly matches. */
const evil = around.flatMap((wrap) =>
  parts.flatMap((part) =>
    repeated.flatMap((times) => ends.map((end) => wrap(`(?:${part})${times}`) + end)),
  ),
)

describe('M1', () => {
  test('evil patterns are done with a long text in time, or refused at save', () => {
    expect(evil.length).toBeGreaterThanOrEqual(200)
    const text = `${'a'.repeat(3_000)}!`
    let slowest = 0
    let tried = 0
    for (const pattern of evil) {
      if (patternProblem(pattern) !== null) continue
      const since = performance.now()
      matches(pattern, text)
      slowest = Math.max(slowest, performance.now() - since)
      tried += 1
    }
    expect(tried).toBeGreaterThan(200)
    expect(slowest).toBeLessThan(500)
  })

  test.each([
    '(a)\\1',
    '(?=a)b',
    '(?!a)b',
    '(?>a+)b',
    '(a++)b',
    '(',
    'a{1001}',
    '((a{100}){100}){100}',
    '(?R)',
    '[',
  ])('%s is refused at save', (pattern) => {
    expect(patternProblem(pattern)).toMatch(/^is no regular expression of RE2: \S/)
  })

  test('a pattern that repeats very much is refused at save', () => {
    expect(patternProblem('\\p{L}{900}')).toContain('repeat less')
    expect(patternProblem(`${'(?:.*)'}{${mostInstructions}}`)).toContain('repeat less')
  })

  test('the dearest pattern ends soon on the longest text that is searched', () => {
    const pattern = '(?:.*a){40}b'
    expect(patternProblem(pattern)).toBeNull()
    const since = performance.now()
    expect(matches(pattern, 'a'.repeat(4 * searchedLength))).toBe(false)
    expect(performance.now() - since).toBeLessThan(3_000)
  })
})

test('a pattern is found anywhere in the text, with the syntax of RE2', () => {
  expect(matches('(?i)WELCOME\\b', 'you are welcome')).toBe(true)
  expect(matches('^you$', 'you are welcome')).toBe(false)
  expect(matches('b', `${'a'.repeat(searchedLength)}b`)).toBe(false)
})
