import { describe, expect, test } from 'vitest'
import { Down } from '../failure.ts'
import { assertionsSetting } from './assertions.ts'
import { judge } from './judge.ts'

const answer = {
  headers: new Map([['content-type', 'application/json; charset=utf-8']]),
  body: Buffer.from('{"status":"UP","n":3,"ok":true,"list":[{"id":7}],"none":null}'),
}

function verdict(text: string, { headers, body } = answer): string {
  try {
    judge(assertionsSetting.parse(text), { headers, body })
    return 'holds'
  } catch (error) {
    if (error instanceof Down) return `${error.reason}: ${error.message}`
    throw error
  }
}

const wrong = (given: unknown): string[] =>
  assertionsSetting
    .safeParse(given)
    .error?.issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim()) ?? []

describe('an assertion', () => {
  test.each([
    'body contains "UP"',
    'body not_contains DOWN',
    'body matches "status":"(UP|OK)"',
    'json $.status equals UP',
    'json $.n equals 3',
    'json $.ok equals true',
    'json $.none equals null',
    'json $.none exists',
    'json $.list[0].id above 6',
    'json $.n at_most 3',
    'json $.status not_equals DOWN',
    'header Content-Type contains json',
    'header content-type exists',
  ])('holds: %s', (line) => expect(verdict(line)).toBe('holds'))

  test.each([
    ['body contains DOWN', 'expected body contains "DOWN", got "{"status":"UP"'],
    ['json $.status equals DOWN', 'expected $.status equals "DOWN", got "UP"'],
    ['json $.gone not_equals DOWN', 'expected $.gone not equals "DOWN", got nothing'],
    ['json $.list equals x', 'expected $.list equals "x", got a list of 1'],
    ['json $.n above 3', 'expected $.n above "3", got "3"'],
    ['json $.constructor exists', 'expected $.constructor exists, got nothing'],
    ['json $.list.length exists', 'expected $.list.length exists, got nothing'],
    ['header x-any exists', 'expected header x-any exists, got no such header'],
  ])('that fails says what was expected and what came: %s', (line, says) => {
    expect(verdict(line)).toContain(`assertion_failed: ${says}`)
  })

  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

  test.each([
    ['that ends within', '['.repeat(200_000)],
    ['of more than 64 levels', nested(65)],
    ['of 200,000 levels', nested(200_000)],
    ['that is a page', '<html>'],
    ['that is empty', ''],
  ])('M2 M6 on JSON fails for a body %s', (_what, text) => {
    const body = Buffer.from(text)
    expect(verdict('json $[0] exists', { ...answer, body })).toContain('a body that is no JSON')
  })

  test('M6 on JSON takes 64 levels, and brackets in texts for none', () => {
    const body = Buffer.from(nested(64))
    expect(verdict('json $[0][0] equals 1', { ...answer, body })).toContain('a list of 1')
    const words = Buffer.from(JSON.stringify({ a: `\\"${'['.repeat(100)}` }))
    expect(verdict('json $.a exists', { ...answer, body: words })).toBe('holds')
  })

  test('M5 sees nothing in a document but what it says', () => {
    const body = Buffer.from('{"__proto__":{"x":1},"constructor":"c"}')
    expect(verdict('json $.__proto__.x equals 1', { ...answer, body })).toBe('holds')
    expect(verdict('json $.constructor equals c', { ...answer, body })).toBe('holds')
    expect(verdict('json $.x exists', { ...answer, body })).toContain('got nothing')
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  })

  test('M4 reads a body that is no valid UTF-8 as well as it goes', () => {
    const body = Buffer.from([0xff, 0xfe, 0x6f, 0x6b])
    expect(verdict('body contains ok', { ...answer, body })).toBe('holds')
  })

  test('is kept as data, which is the same when it is read again', () => {
    const list = assertionsSetting.parse('json $.a[0] at_least 5\r\n\r\nheader X-A exists')
    expect(list).toEqual([
      { on: 'json', path: '$.a[0]', op: 'at_least', value: '5' },
      { on: 'header', name: 'x-a', op: 'exists' },
    ])
    expect(assertionsSetting.parse(list)).toEqual(list)
  })

  test('that cannot be is refused by its line or by its place', () => {
    expect(wrong('body contains a\nbody is b')).toEqual([
      'line 2: op must be contains, not_contains or matches',
    ])
    expect(wrong('status is 200')).toEqual([expect.stringContaining('line 1: must look like')])
    expect(wrong([{ on: 'json', path: '$..a', op: 'exists' }])).toEqual([
      expect.stringContaining('0.path must be names and indexes'),
    ])
    expect(wrong([{ on: 'json', path: '$.a', op: 'above', value: 'x' }])).toEqual([
      '0.value must be a number with above',
    ])
    expect(wrong([{ on: 'header', name: 'a', op: 'equals' }])).toEqual([
      '0.value must be there with equals',
    ])
    expect(wrong('body contains a\n'.repeat(21))).toEqual(['must be at most 20 assertions'])
  })
})

describe('M1 an expression', () => {
  test('is refused at save where all of a check cost too much together', () => {
    const dear = { on: 'body', op: 'matches', value: '(?:.*a){30}b' }
    expect(wrong([dear, dear])).toEqual([])
    expect(wrong([dear, dear, dear])).toEqual(['have too large regular expressions together'])
  })

  test.each(['(a)\\1', '(?=a)b', '(?<!a)b', '(', 'a{2000}'])('%s is refused at save', (pattern) => {
    expect(wrong([{ on: 'body', op: 'matches', value: pattern }])).toEqual([
      expect.stringContaining('0.value is no regular expression of RE2'),
    ])
  })

  test.each(['(a+)+$', '(a|aa)+$', '(.*a){20}$', '([a-z]+)*b', '(x+x+)+y'])(
    '%s is done with a long text soon',
    (pattern) => {
      const body = Buffer.from(`${'ax'.repeat(500_000)}!`)
      const since = performance.now()
      const says = verdict(`body matches ${pattern}`, { ...answer, body })
      expect(says).toMatch(/^(holds|assertion_failed)/)
      expect(performance.now() - since).toBeLessThan(3_000)
    },
  )
})
