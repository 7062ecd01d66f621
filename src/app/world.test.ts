import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { longestTimer, systemClock } from './world.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** Starts a sleep. @returns whether it is over by now. */
function startSleep(ms: number, signal?: AbortSignal): () => boolean {
  let over = false
  void systemClock.sleep(ms, signal).then(() => {
    over = true
  })
  return () => over
}

test('a sleep that is longer than a timer of the platform lasts its whole time', async () => {
  const isOver = startSleep(2 * longestTimer + 5)
  await vi.advanceTimersByTimeAsync(2 * longestTimer + 4)
  expect(isOver()).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(isOver()).toBe(true)
})

test('a long sleep ends when its signal aborts, whichever piece it is in, and leaves no timer', async () => {
  const stop = new AbortController()
  const isOver = startSleep(3 * longestTimer, stop.signal)
  await vi.advanceTimersByTimeAsync(longestTimer + 1)
  expect(isOver()).toBe(false)
  stop.abort()
  await vi.advanceTimersByTimeAsync(0)
  expect([isOver(), vi.getTimerCount()]).toEqual([true, 0])
})

test('a sleep of nothing lets others run first, and one that is called off does not begin', async () => {
  const isOver = startSleep(0)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(isOver()).toBe(true)
  startSleep(10, AbortSignal.abort())
  expect(vi.getTimerCount()).toBe(0)
})
