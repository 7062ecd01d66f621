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

  test('on JSON fails where the body is none, however deep it goes', () => {
    const body = Buffer.from('['.repeat(200_000))
    expect(verdict('json $[0][0] exists', { ...answer, body })).toContain('a body that is no JSON')
    const deep = Buffer.from('['.repeat(50_000) + ']'.repeat(50_000))
    expect(verdict('json $[0][0] equals 1', { ...answer, body: deep })).toContain('a list of 1')
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
  test.each(['(a)\\1', '(?=a)b', '(?<!a)b', '(', 'a{2000}'])('%s is refused at save', (pattern) => {
    expect(wrong([{ on: 'body', op: 'matches', value: pattern }])).toEqual([
      expect.stringContaining('0.value is no regular expression that RE2 knows'),
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
