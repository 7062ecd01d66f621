import { expect, test } from 'vitest'
import { Refusal, type User, type UserId } from '../../../kernel/index.ts'
import { createSeats } from './seats.ts'

const userOf = (id: number): User => ({
  kind: 'user',
  userId: id as UserId,
  email: `${id}@example.com`,
  role: 'viewer',
  via: 'cookie',
  sessionId: null,
  tokenId: null,
})

function codeOf(take: () => unknown): string {
  try {
    take()
    return 'taken'
  } catch (error) {
    return error instanceof Refusal ? error.code : 'fault'
  }
}

test('a user has no more streams than one may have, whatever others have', () => {
  const seats = createSeats({ most: 10, mostOfUser: 2 })
  const leave = seats.take(userOf(1))
  seats.take(userOf(1))
  expect(codeOf(() => seats.take(userOf(1)))).toBe('too_many_requests')
  expect(codeOf(() => seats.take(userOf(2)))).toBe('taken')
  leave()
  expect(codeOf(() => seats.take(userOf(1)))).toBe('taken')
})

test('all together have no more than the process serves', () => {
  const seats = createSeats({ most: 2, mostOfUser: 2 })
  seats.take(userOf(1))
  const leave = seats.take(userOf(2))
  expect(codeOf(() => seats.take(userOf(3)))).toBe('too_many_requests')
  leave()
  leave()
  expect(codeOf(() => seats.take(userOf(3)))).toBe('taken')
  expect(codeOf(() => seats.take(userOf(4)))).toBe('too_many_requests')
})
