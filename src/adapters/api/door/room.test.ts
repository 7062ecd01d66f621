import { expect, test } from 'vitest'
import { Refusal } from '../../../kernel/index.ts'
import { createRoom } from './room.ts'

const refused = (act: () => unknown): Refusal | null => {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

test('a room takes so many bodies at once, and the next one when one is gone', () => {
  const room = createRoom({ bodies: 2, bytes: 100 })
  const first = room.enter()
  room.enter()
  expect(refused(() => room.enter())).toMatchObject({ code: 'unavailable', retryAfter: 10 })
  first[Symbol.dispose]()
  expect(refused(() => room.enter())).toBeNull()
})

test('all bodies together have so many bytes, and give back their own', () => {
  const room = createRoom({ bodies: 9, bytes: 100 })
  const [one, other] = [room.enter(), room.enter()]
  one.take(60)
  other.take(40)
  expect(refused(() => other.take(1))?.code).toBe('unavailable')
  one[Symbol.dispose]()
  expect(refused(() => other.take(60))).toBeNull()
  expect(refused(() => other.take(1))?.code).toBe('unavailable')
})

test('a body that has sent nothing yet keeps no bytes from others', () => {
  const room = createRoom({ bodies: 9, bytes: 100 })
  room.enter()
  expect(refused(() => room.enter().take(100))).toBeNull()
})
