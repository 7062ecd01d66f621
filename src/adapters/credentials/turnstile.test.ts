import { expect, test } from 'vitest'
import { createTurnstile } from './turnstile.ts'

/** Tasks that end when they are told to. */
function stage(turn: ReturnType<typeof createTurnstile>) {
  const begun: number[] = []
  const ends: ((how: 'well' | 'badly') => void)[] = []
  const run = (id: number) =>
    turn(async () => {
      begun.push(id)
      const { promise, resolve } = Promise.withResolvers<'well' | 'badly'>()
      ends.push(resolve)
      if ((await promise) === 'badly') throw new Error(`task ${id} failed`)
      return id
    })
  return { begun, ends, run }
}

const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve))

test('no more than the width run at once, and the rest run in the order they came', async () => {
  const { begun, ends, run } = stage(createTurnstile({ width: 2, waiting: 10 }))
  const all = [1, 2, 3, 4].map(run)
  await turnOfTheLoop()
  expect(begun).toEqual([1, 2])
  ends[1]?.('well')
  await all[1]
  await turnOfTheLoop()
  expect(begun).toEqual([1, 2, 3])
  ends[0]?.('well')
  ends[2]?.('well')
  await Promise.all([all[0], all[2]])
  ends[3]?.('well')
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4])
})

test('a task that fails gives its place away', async () => {
  const { ends, run } = stage(createTurnstile({ width: 1, waiting: 1 }))
  const [first, second] = [run(1), run(2)]
  await turnOfTheLoop()
  ends[0]?.('badly')
  await expect(first).rejects.toThrow('task 1 failed')
  await turnOfTheLoop()
  ends[1]?.('well')
  expect(await second).toBe(2)
})

test('whoever would wait beyond the limit is refused, and told when to come back', async () => {
  const { ends, run } = stage(createTurnstile({ width: 1, waiting: 1 }))
  const [first, second] = [run(1), run(2)]
  await expect(run(3)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 2 })
  await turnOfTheLoop()
  ends[0]?.('well')
  await first
  await turnOfTheLoop()
  ends[1]?.('well')
  await second
})
