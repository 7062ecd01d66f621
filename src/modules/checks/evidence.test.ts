import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evidenceLimits, keptEvidence } from './evidence.ts'

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

describe('evidence', () => {
  test('is kept as it was found', () => {
    const found = { status: 503, address: '192.0.2.10', content_type: 'text/html' }
    expect(keptEvidence(found)).toEqual(found)
  })

  test('of nothing is nothing', () => expect(keptEvidence({})).toBeNull())

  test('that is no number is left out', () => {
    expect(keptEvidence({ took: Number.NaN, status: 200 })).toEqual({ status: 200 })
  })

  test.each([
    ['https://ann:secret@example.com/a', 'https://example.com/a'],
    ['https://example.com/a?token=secret', 'https://example.com/a?…'],
    ['https://example.com/a#secret', 'https://example.com/a?…'],
    ['https://secret@example.com?secret=1#secret', 'https://example.com?…'],
    ['to postgres://u:secret@db/x then tcp://b:1', 'to postgres://db/x then tcp://b:1'],
    ['https://example.com/a@b/c', 'https://example.com/a@b/c'],
    ['no address at all: a?b@c', 'no address at all: a?b@c'],
  ])('with the address %s says %s', (text, says) => {
    expect(keptEvidence({ final_url: text })).toEqual({ final_url: says })
  })

  test('of a long text ends where it was cut', () => {
    const { body = '' } = keptEvidence({ body: 'x'.repeat(10_000) }) ?? {}
    expect(body).toHaveLength(evidenceLimits.valueLength)
    expect(body).toMatch(/x…$/)
  })

  test('is bounded, well-formed and the first of what was found, whatever a target says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3_000, size: 'max' })
    const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'status'), text)
    const found = fc.dictionary(name, fc.oneof(text, fc.double()), { maxKeys: 60, size: 'max' })
    fc.assert(
      fc.property(found, (dictionary) => {
        const kept = keptEvidence(dictionary)
        if (kept === null) return
        const json = JSON.stringify(kept)
        expect(bytesOf(json)).toBeLessThanOrEqual(evidenceLimits.bytes)
        expect(Object.keys(kept).length).toBeLessThanOrEqual(evidenceLimits.names)
        for (const [key, value] of Object.entries(kept)) {
          expect(key.length).toBeLessThanOrEqual(evidenceLimits.nameLength)
          expect(String(value).length).toBeLessThanOrEqual(evidenceLimits.valueLength)
          expect(String(value).isWellFormed()).toBe(true)
        }
        expect(JSON.stringify(JSON.parse(json))).toBe(json)
      }),
      { numRuns: 60 },
    )
  })
})
