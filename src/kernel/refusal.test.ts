import { expect, test } from 'vitest'
import { invalid, notFound, Refusal } from './refusal.ts'

test('a refusal is an error with a code, its fields, its cause and when to try again', () => {
  const cause = new Error('busy')
  const refusal = new Refusal('unavailable', 'The store is busy', { retryAfter: 2, cause })
  expect(refusal).toBeInstanceOf(Error)
  expect(refusal).toMatchObject({ code: 'unavailable', fields: [], retryAfter: 2, cause })
  expect(new Refusal('conflict', 'x').retryAfter).toBeNull()
})

test('invalid input says in its message which fields are wrong', () => {
  const fields = [
    { path: 'name', message: 'is needed' },
    { path: 'config.method', message: 'is unknown' },
  ]
  const refusal = invalid(fields)
  expect(refusal).toMatchObject({ code: 'invalid', fields })
  expect(refusal.message).toBe('name: is needed; config.method: is unknown')
})

test('something that is not there is named', () => {
  expect(notFound('service', 7)).toMatchObject({
    code: 'not_found',
    message: 'There is no service 7',
  })
})
