import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDice, createVirtualTime, virtualClock } from './virtual-time.contract.ts'

test('virtual time lets things happen in order of time, and of asking where times are equal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { maxLength: 60 }), async (delays) => {
      const time = createVirtualTime()
      const seen: string[] = []
      const expected = delays
        .map((delay, index) => ({ delay, index }))
        .sort((a, b) => a.delay - b.delay || a.index - b.index)
        .map(({ delay, index }) => `${delay} ${index}`)
      delays.forEach((delay, index) => {
        time.after(delay, () => seen.push(`${time.now()} ${index}`))
      })
      await time.runUntil(20)
      expect(seen).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})

test('a virtual sleep ends after its time, or when its signal aborts', async () => {
  const time = createVirtualTime()
  const clock = virtualClock(time)
  const stop = new AbortController()
  const woken: string[] = []
  void clock.sleep(100).then(() => woken.push(`first at ${time.now()}`))
  void clock.sleep(1_000, stop.signal).then(() => woken.push(`second at ${time.now()}`))
  time.after(300, () => stop.abort())
  await time.runUntil(500)
  expect(woken).toEqual(['first at 100', 'second at 300'])
  expect(time.now()).toBe(500)
})

test('dice repeat with their seed and are fair', () => {
  const rolls = (seed: number) => {
    const dice = createDice(seed)
    return Array.from({ length: 6_000 }, () => dice.whole(1, 6))
  }
  expect(rolls(7)).toEqual(rolls(7))
  expect(rolls(7)).not.toEqual(rolls(8))
  for (const face of [1, 2, 3, 4, 5, 6]) {
    const count = rolls(9).filter((roll) => roll === face).length
    expect(Math.abs(count - 1_000)).toBeLessThan(4 * Math.sqrt(6_000 * (1 / 6) * (5 / 6)))
  }
})
