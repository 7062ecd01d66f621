import { expect, test } from 'vitest'
import { z } from 'zod'
import { type FieldWords, readFields } from './fields.ts'
import { Refusal } from './refusal.ts'

const schema = z.strictObject({
  name: z.string({ error: 'is needed' }),
  limits: z.strictObject({ bytes: z.int('must be a whole number').optional() }).optional(),
})

function faultsOf(input: unknown, words: FieldWords = { unknown: 'is no field' }) {
  try {
    return readFields(schema, input, words)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.fields.map(({ path, message }) => `${path}: ${message}`)
  }
}

test('what fits is given back', () => {
  expect(faultsOf({ name: 'shop' })).toEqual({ name: 'shop' })
})

test('each fault is told at its field', () => {
  expect(faultsOf({ limits: { bytes: 1.5 } })).toEqual([
    'name: is needed',
    'limits.bytes: must be a whole number',
  ])
})

test('keys that are not known are named one by one, with where they stand', () => {
  expect(faultsOf({ name: 'shop', a: 1, b: 2 })).toEqual(['a: is no field', 'b: is no field'])
  expect(faultsOf({ name: 'shop', limits: { byte: 1 } })).toEqual(['limits.byte: is no field'])
})

test('a key near to one that is known is said to be meant', () => {
  const words = { unknown: 'is no setting', under: 'config', known: ['name', 'limits'] }
  expect(faultsOf({ name: 'shop', limit: {} }, words)).toEqual([
    'config.limit: is no setting; did you mean limits?',
  ])
})

test('where none is near, those that there are are named', () => {
  const words = { unknown: 'is no setting', known: ['name', 'limits'] }
  expect(faultsOf({ name: 'shop', interval: 1 }, words)).toEqual([
    'interval: is no setting; there are name, limits',
  ])
})

test('input that is no object at all is a fault of the body, or of where it stands', () => {
  expect(faultsOf(null)).toEqual([expect.stringMatching(/^body: /)])
  expect(faultsOf(null, { unknown: '', under: 'config' })).toEqual([
    expect.stringMatching(/^config: /),
  ])
})
