import { expect, test } from 'vitest'
import {
  createVirtualTime,
  virtualClock,
  virtualEpoch,
} from '../../../kernel/virtual-time.contract.ts'
import type { Priority } from '../../../modules/pipelines/index.ts'
import { createQueue, type QueueOptions } from './queue.ts'

function queue(options: Partial<QueueOptions> = {}) {
  const time = createVirtualTime()
  const clock = virtualClock(time)
  const closed = new AbortController().signal
  const { enter, hold } = createQueue({ clock, concurrency: 1, rate: null, closed, ...options })
  const begun: { readonly who: string; readonly at: number; readonly leave: () => void }[] = []
  const come = (who: string, priority: () => Priority, signal = new AbortController().signal) => {
    const entered = enter(priority, signal)
    entered.then(
      (leave) => void begun.push({ who, at: time.now(), leave }),
      () => {},
    )
    return entered
  }
  return { time, hold, come, begun, who: () => begun.map((one) => one.who) }
}

test('who is more urgent begins first, and among equals who came first', async () => {
  const { time, come, begun, who } = queue()
  for (const one of ['user', 'backfill', 'poll', 'event', 'user', 'poll'] as const) {
    void come(one, () => one)
  }
  for (let at = 0; at < 6; at += 1) {
    await time.runUntil(0)
    expect(begun).toHaveLength(at + 1)
    begun[at]?.leave()
  }
  expect(who()).toEqual(['user', 'user', 'event', 'poll', 'poll', 'backfill'])
})

test('who becomes urgent while waiting is taken for it', async () => {
  const { time, come, begun, who } = queue()
  let urgency: Priority = 'backfill'
  void come('first', () => 'user')
  void come('poll', () => 'poll')
  void come('risen', () => urgency)
  await time.runUntil(0)
  urgency = 'user'
  begun[0]?.leave()
  await time.runUntil(0)
  expect(who()).toEqual(['first', 'risen'])
})

test('no more begin at a time than there are places', async () => {
  const { time, come, begun } = queue({ concurrency: 2 })
  for (const one of ['a', 'b', 'c']) void come(one, () => 'poll')
  await time.runUntil(0)
  expect(begun).toHaveLength(2)
})

test('who gives up leaves the queue', async () => {
  const { time, come, begun, who } = queue()
  const stop = new AbortController()
  void come('a', () => 'poll')
  const gone = come('b', () => 'poll', stop.signal)
  void come('c', () => 'poll')
  await time.runUntil(0)
  stop.abort()
  await expect(gone).rejects.toMatchObject({ kind: 'aborted' })
  begun[0]?.leave()
  await time.runUntil(0)
  expect(who()).toEqual(['a', 'c'])
})

test('no more begin in a second than the bucket has', async () => {
  const { time, come, begun } = queue({ concurrency: 100, rate: 2 })
  for (let count = 0; count < 6; count += 1) void come(String(count), () => 'poll')
  await time.runUntil(10_000)
  expect(begun.map(({ at }) => at)).toEqual([0, 0, 500, 1_000, 1_500, 2_000])
})

test('who waits for the bucket is overtaken by who is more urgent', async () => {
  const { time, come, who } = queue({ concurrency: 100, rate: 1 })
  for (const one of ['a', 'b']) void come(one, () => 'poll')
  await time.runUntil(500)
  void come('urgent', () => 'user')
  await time.runUntil(5_000)
  expect(who()).toEqual(['a', 'urgent', 'b'])
})

test('nobody begins while it is held', async () => {
  const { time, come, hold, begun } = queue()
  hold(virtualEpoch + 3_000)
  void come('a', () => 'user')
  await time.runUntil(10_000)
  expect(begun.map(({ at }) => at)).toEqual([3_000])
})
