import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { invalid } from '../../kernel/index.ts'
import { refusalOf } from '../../kernel/world.contract.ts'
import { define, parseDraft, parsePatch } from './draft.ts'

const defaults = { intervalMs: 45_000 }
const least = { name: 'api', url: 'https://example.com/health' }
const draft = (more: object = {}) => parseDraft({ ...least, ...more }, defaults)

/** The paths at which the input is wrong. */
const wrongAt = (input: unknown): string[] =>
  refusalOf(() => parseDraft(input, defaults)).fields.map(({ path }) => path)

describe('a new service', () => {
  test('needs a name and a URL; the rest has defaults', () => {
    expect(draft()).toEqual({
      name: 'api',
      url: 'https://example.com/health',
      intervalMs: 45_000,
      timeoutMs: null,
      failuresToDown: 2,
      successesToUp: 1,
      degradedAboveMs: null,
      retries: 0,
      flappingAfter: null,
      dependsOn: [],
      paused: false,
      tags: [],
      config: {},
    })
    expect(wrongAt({})).toEqual(['name', 'url'])
    expect(refusalOf(() => parseDraft({}, defaults))).toMatchObject({
      code: 'invalid',
      message: 'name: is needed; url: is needed',
    })
  })

  test('says every field', () => {
    const all = {
      check_interval: 60,
      timeout: 5,
      failures_to_down: 3,
      successes_to_up: 4,
      degraded_above_ms: 700,
      retries: 2,
      flapping_after: 5,
      depends_on: [3, 7],
      paused: true,
      tags: ['Shop', 'eu'],
      config: { method: 'HEAD' },
    }
    expect(draft(all)).toEqual({
      ...least,
      intervalMs: 60_000,
      timeoutMs: 5_000,
      failuresToDown: 3,
      successesToUp: 4,
      degradedAboveMs: 700,
      retries: 2,
      flappingAfter: 5,
      dependsOn: [3, 7],
      paused: true,
      tags: ['shop', 'eu'],
      config: { method: 'HEAD' },
    })
  })

  test.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['1m30s', 90_000],
    [' 30s ', 30_000],
    ['30', 30_000],
    [30, 30_000],
    [1, 1_000],
    [1.5, 1_500],
    [86_400, 86_400_000],
    ['1d', 86_400_000],
  ])('is checked in intervals of %j', (check_interval, ms) => {
    expect(draft({ check_interval }).intervalMs).toBe(ms)
  })

  test.each([
    0,
    0.999,
    -30,
    86_400.001,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    'soon',
    '0s',
    '999ms',
    '1d1ms',
    '-30s',
    '1w',
    '9'.repeat(33),
    null,
    true,
    [30],
    { seconds: 30 },
  ])('is not checked in intervals of %j', (check_interval) => {
    expect(wrongAt({ ...least, check_interval })).toEqual(['check_interval'])
  })

  test('keeps any text as its name, trimmed, up to 200 characters', () => {
    const script = '<script>alert(1)</script>'
    expect(draft({ name: script }).name).toBe(script)
    expect(draft({ name: '  api \n' }).name).toBe('api')
    expect(draft({ name: `${'x'.repeat(200)} ` }).name).toBe('x'.repeat(200))
    for (const name of [
      "Robert'); DROP TABLE services;--",
      '名前',
      '👩‍🚀',
      '${jndi:ldap://x}',
      '../..',
    ]) {
      expect(draft({ name }).name).toBe(name)
    }
  })

  test.each([
    ['empty', ''],
    ['blank', ' \t\n'],
    ['of 201 characters', 'x'.repeat(201)],
    ['of 10,000 characters', 'x'.repeat(10_000)],
    ['a number', 5],
    ['nothing', null],
    ['a list', ['api']],
  ])('is refused when its name is %s', (_what, name) => {
    expect(wrongAt({ ...least, name })).toEqual(['name'])
  })

  test.each([
    ['check_interval', false],
    ['timeout', 'never'],
    ['timeout', 0],
    ['timeout', '301s'],
    ['failures_to_down', 0],
    ['failures_to_down', 101],
    ['failures_to_down', 1.5],
    ['failures_to_down', 'two'],
    ['failures_to_down', null],
    ['failures_to_down', true],
    ['failures_to_down', [3]],
    ['successes_to_up', -1],
    ['successes_to_up', {}],
    ['degraded_above_ms', 0],
    ['degraded_above_ms', 300_001],
    ['degraded_above_ms', ''],
    ['degraded_above_ms', true],
    ['paused', 'true'],
    ['paused', 1],
    ['config', null],
    ['config', []],
    ['config', 'method: HEAD'],
    ['url', ''],
    ['url', 5],
  ])('is refused at %s for %j, and nowhere else', (field, value) => {
    expect(wrongAt({ ...least, [field]: value })).toEqual([field])
  })

  test('is refused at its URL when that is too long', () => {
    expect(wrongAt({ ...least, url: `https://example.com/${'x'.repeat(2_029)}` })).toEqual(['url'])
    expect(draft({ url: `https://example.com/${'x'.repeat(2_028)}` }).url).toHaveLength(2_048)
  })

  test('is refused at every field that is wrong, at once', () => {
    expect(wrongAt({ name: '', url: '', check_interval: 0, colour: 'red' }).sort()).toEqual([
      'check_interval',
      'colour',
      'name',
      'url',
    ])
  })

  test.each([null, undefined, [], 'api', 5, true])('is not %j', (input) => {
    expect(wrongAt(input)).toEqual(['body'])
  })

  test.each(['id', 'rev', 'system', 'fromFile', 'status', 'Name', 'checkInterval', 'interval'])(
    'has no field %s that somebody may set',
    (key) => {
      expect(refusalOf(() => draft({ [key]: 1 })).fields).toEqual([
        { path: key, message: 'is not a field of a service' },
      ])
    },
  )

  test('takes numbers as forms send them', () => {
    expect(draft({ failures_to_down: '3', degraded_above_ms: '250' })).toMatchObject({
      failuresToDown: 3,
      degradedAboveMs: 250,
    })
  })

  test('asks for no timeout and no limit with null', () => {
    expect(draft({ timeout: null, degraded_above_ms: null })).toMatchObject({
      timeoutMs: null,
      degradedAboveMs: null,
    })
  })
})

describe('keys that reach a prototype', () => {
  afterEach(() => {
    expect(Reflect.ownKeys(Object.prototype)).not.toContain('polluted')
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  })

  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'are refused in a service: %s',
    (key) => {
      const text = `{"name":"api","url":"https://example.com","${key}":{"polluted":1}}`
      expect(wrongAt(JSON.parse(text))).toEqual([key])
    },
  )

  test('do nothing in its settings', () => {
    const text =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"method":"HEAD"}'
    const { config } = draft({ config: JSON.parse(text) })
    expect(config.method).toBe('HEAD')
    expect('polluted' in config).toBe(false)
    expect(Object.getPrototypeOf(config)).toBe(Object.prototype)
  })
})

describe('whatever is sent', () => {
  const keys = ['name', 'url', 'check_interval', 'timeout', 'failures_to_down', 'paused', 'config']
  const anything = fc.oneof(
    fc.anything(),
    fc.dictionary(fc.constantFrom(...keys), fc.anything()),
    fc.record({
      name: fc.string(),
      url: fc.string(),
      check_interval: fc.oneof(fc.double(), fc.string()),
    }),
  )

  test('it is a draft within its bounds, or refused as invalid with the fields', () => {
    fc.assert(
      fc.property(anything, (input) => {
        let made: ReturnType<typeof parseDraft>
        try {
          made = parseDraft(input, defaults)
        } catch (error) {
          expect(error).toMatchObject({ name: 'Refusal', code: 'invalid' })
          expect(error).toHaveProperty('fields.length', expect.any(Number))
          return
        }
        expect(made.name.length >= 1 && made.name.length <= 200).toBe(true)
        expect(made.intervalMs >= 1_000 && made.intervalMs <= 86_400_000).toBe(true)
        expect(Number.isInteger(made.intervalMs)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a partial change', () => {
  const present = draft({
    check_interval: 60,
    timeout: 5,
    degraded_above_ms: 700,
    config: { a: 1 },
  })

  test('of nothing leaves everything as it is', () => {
    expect(parsePatch({}, present)).toEqual(present)
  })

  test.each([
    [{ name: 'new' }, { name: 'new' }],
    [{ check_interval: '90s' }, { intervalMs: 90_000 }],
    [{ timeout: null }, { timeoutMs: null }],
    [{ degraded_above_ms: null }, { degradedAboveMs: null }],
    [{ paused: true }, { paused: true }],
    [{ config: {} }, { config: {} }],
  ])('of %j changes that and nothing else', (input, changed) => {
    expect(parsePatch(input, present)).toEqual({ ...present, ...changed })
  })

  test.each([
    [{ name: '' }, 'name'],
    [{ name: null }, 'name'],
    [{ check_interval: 0 }, 'check_interval'],
    [{ rev: 3 }, 'rev'],
  ])('of %j is refused', (input, path) => {
    expect(refusalOf(() => parsePatch(input, present)).fields).toMatchObject([{ path }])
  })
})

describe('a definition', () => {
  test('has what the probe made of the URL and the settings', () => {
    const parse = (url: string, config: object) => ({
      type: 'http',
      target: `${url}/`,
      config: { ...config, method: 'GET' },
    })
    const made = define(draft({ url: 'https://example.com', config: { body: 'x' } }), { parse })
    expect(made).toMatchObject({
      type: 'http',
      url: 'https://example.com/',
      config: { body: 'x', method: 'GET' },
      name: 'api',
    })
  })

  test('is refused as the probe refuses it', () => {
    const refusal = invalid([{ path: 'url', message: 'has no probe' }])
    const parse = () => {
      throw refusal
    }
    expect(refusalOf(() => define(draft(), { parse }))).toBe(refusal)
  })
})
