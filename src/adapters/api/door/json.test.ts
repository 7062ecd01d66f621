import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import { decodeUtf8, parseJson } from './json.ts'

const refused = (text: string): Refusal => {
  try {
    parseJson(text)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error(`${text.slice(0, 100)} was let through`)
}

describe('the JSON door', () => {
  test('lets JSON through as it is', () => {
    expect(parseJson('{"a":[1,"é",null,-0.5e2],"b":{}}')).toEqual({ a: [1, 'é', null, -50], b: {} })
    expect(parseJson(' 7 ')).toBe(7)
    expect(parseJson('{"a":"[{\\\\\\"[{"}')).toEqual({ a: '[{\\"[{' })
  })

  test('says where the text stops being JSON, without repeating it', () => {
    const refusal = refused('{"password":"hunter2",}')
    expect(refusal.code).toBe('malformed')
    expect(refusal.message).toBe('The body is not valid JSON at position 22')
    expect(refused('{hunter2').message).not.toContain('hunter')
  })

  test.each(['', '  \n', 'undefined', '{', '{"a":1}}', '[1,]', "{'a':1}", 'NaN', '01', '"\n"'])(
    'refuses %j as no JSON',
    (text) => expect(refused(text).code).toBe('malformed'),
  )

  test('M6: refuses what is nested more than 64 deep, before it is built', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(parseJson(nested(64))).toBeInstanceOf(Array)
    expect(refused(nested(65)).message).toMatch(/64 deep/)
    expect(refused('['.repeat(500_000)).code).toBe('malformed')
    expect(refused('{"a":'.repeat(100_000)).code).toBe('malformed')
  })

  test('M6: refuses a million keys or values', () => {
    expect(refused(`[${'0,'.repeat(20_000)}0]`).code).toBe('too_large')
    const keys = Array.from({ length: 20_000 }, (_, i) => `"k${i}":0`).join()
    expect(refused(`{${keys}}`).code).toBe('too_large')
  })

  test('M6: refuses numbers beyond a double, half surrogates and NUL, at their field', () => {
    expect(refused('{"a":[1,1e400]}').fields).toEqual([
      { path: 'a.1', message: 'is too large a number' },
    ])
    expect(refused('{"a":"\\ud800"}').fields[0]?.path).toBe('a')
    expect(refused('{"a":"x\\u0000"}').fields[0]?.message).toMatch(/U\+0000/)
    expect(refused('{"a":{"\\udfff":1}}').fields[0]?.path).toBe('a')
    expect(parseJson('"\\ud83d\\ude00"')).toBe('😀')
  })

  test.each(['__proto__', 'constructor', 'prototype'])(
    'M5: refuses the key %s at any depth',
    (key) => {
      expect(refused(`{"${key}":{"admin":true}}`).fields[0]?.path).toBe(key)
      expect(refused(`{"config":[{"${key}":1}]}`).fields[0]?.path).toBe(`config.0.${key}`)
      expect(refused(`{"\\u005f${key.slice(1)}":1,"${key}":1}`).code).toBe('invalid')
    },
  )

  test('reports no more errors than somebody reads, on no longer paths', () => {
    const long = 'k'.repeat(1_000)
    const many = Array.from({ length: 500 }, (_, i) => `"${long}${i}":"\\u0000"`).join()
    const { fields } = refused(`{${many}}`)
    expect(fields).toHaveLength(50)
    expect(fields.every(({ path }) => path.length <= 200)).toBe(true)
  })

  test('whatever text comes, it is let through as JSON or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.string()), (text) => {
        try {
          expect(parseJson(text)).toEqual(JSON.parse(text))
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('UTF-8', () => {
  test('is read strictly; a byte order mark does not count', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x37))).toBe('7')
    for (const bytes of [
      [0xff, 0xfe, 0x37, 0],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xe2, 0x82],
    ]) {
      expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow(Refusal)
    }
  })
})
