import { expect, test } from 'vitest'
import { createGroup } from './group.ts'

/** A group of at most 3, whose waiting ends when the test says so. */
function grouped(flush: (items: readonly string[]) => Promise<void>) {
  const waits: (() => void)[] = []
  const sleep = (): Promise<void> => new Promise((resolve) => waits.push(resolve))
  const add = createGroup<string>({ clock: { sleep }, maxItems: 3, maxWaitMs: 20, flush })
  const timePasses = () => {
    for (const wake of waits.splice(0)) wake()
  }
  return { add, timePasses }
}

test('items that come together are flushed together, when the first has waited', async () => {
  const flushed: (readonly string[])[] = []
  const { add, timePasses } = grouped(async (items) => {
    flushed.push([...items])
  })
  const both = [add('a'), add('b')]
  expect(flushed).toEqual([])
  timePasses()
  await Promise.all(both)
  expect(flushed).toEqual([['a', 'b']])
})

test('a full group is flushed at once, and the next item begins another one', async () => {
  const flushed: (readonly string[])[] = []
  const { add, timePasses } = grouped(async (items) => {
    flushed.push([...items])
  })
  await Promise.all(['a', 'b', 'c'].map(add))
  expect(flushed).toEqual([['a', 'b', 'c']])
  const next = add('d')
  timePasses()
  await next
  expect(flushed).toEqual([['a', 'b', 'c'], ['d']])
})

test('a flush that fails is heard by its own items and by no others', async () => {
  const { add } = grouped(async (items) => {
    if (items.includes('b')) throw new Error('full of b')
  })
  const first = Promise.allSettled(['a', 'b', 'c'].map(add))
  const second = Promise.allSettled(['d', 'e', 'f'].map(add))
  expect((await first).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
  expect((await second).map(({ status }) => status)).toEqual(Array(3).fill('fulfilled'))
})

test('a group is flushed after the one before it has ended', async () => {
  const events: string[] = []
  const ends: (() => void)[] = []
  const { add } = grouped(async (items) => {
    events.push(`${items.join('')} begins`)
    await new Promise<void>((resolve) => ends.push(resolve))
    events.push(`${items.join('')} ends`)
  })
  const first = Promise.all(['a', 'b', 'c'].map(add))
  const second = Promise.all(['d', 'e', 'f'].map(add))
  await expect.poll(() => ends.length).toBeGreaterThan(0)
  // Whatever was begun ends in the opposite order, where both were begun.
  for (const end of ends.toReversed()) end()
  await first
  await expect.poll(() => ends.length).toBe(2)
  ends[1]?.()
  await second
  expect(events).toEqual(['abc begins', 'abc ends', 'def begins', 'def ends'])
})
