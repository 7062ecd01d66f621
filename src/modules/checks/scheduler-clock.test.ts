import { describe, expect, test } from 'vitest'
import { bench, hour, minute, missedOf, second } from './scheduler-bench.contract.ts'

describe('when the database’s clock', () => {
  test('jumps an hour ahead, there is one catch-up, and the rest is missed for that reason', async () => {
    const { time, add, start, starts, world, heldOf } = bench()
    add(1)
    start()
    await time.runUntil(2 * minute + 100)
    const before = starts.length
    world.ahead = hour
    await time.runUntil(2 * minute + 3 * second)
    expect(starts.length - before).toBeLessThanOrEqual(1)
    await time.runUntil(4 * minute)
    const missed = missedOf(heldOf(1))
    expect(Object.keys(missed)).toEqual(['clock'])
    expect(missed.clock).toBeGreaterThanOrEqual(118)
    expect(missed.clock).toBeLessThanOrEqual(120)
    expect(starts.length - before).toBeLessThanOrEqual(5)
  })

  test('jumps ahead, all that is missed is missed for that reason, however many checks there are', async () => {
    const { time, add, start, world, model } = bench({ concurrency: 5 })
    for (let id = 1; id <= 30; id++) add(id)
    start()
    await time.runUntil(2 * minute)
    world.ahead = hour
    await time.runUntil(4 * minute)
    const reasons = [...model.checks.values()].flatMap((held) => Object.keys(missedOf(held)))
    expect(reasons).toHaveLength(30)
    expect(new Set(reasons)).toEqual(new Set(['clock']))
  })

  test('jumped ahead a while ago, what is missed now is not put down to that', async () => {
    const { time, add, start, world, heldOf } = bench()
    add(1, { intervalMs: 10 * second })
    start()
    await time.runUntil(minute)
    world.ahead = hour
    await time.runUntil(2 * minute)
    const { clock } = missedOf(heldOf(1))
    world.storeAway = true
    await time.runUntil(3 * minute)
    world.storeAway = false
    await time.runUntil(4 * minute)
    expect(missedOf(heldOf(1))).toEqual({ clock, overload: 6 })
  })

  test('jumps an hour back, slots go on by the monotonic clock, a little slower, and none comes twice', async () => {
    const { time, add, start, starts, world, heldOf } = bench()
    add(1)
    start()
    await time.runUntil(2 * minute)
    world.ahead = -hour
    await time.runUntil(6 * minute)
    expect(missedOf(heldOf(1))).toEqual({})
    const at = starts.map((one) => one.at)
    // After the early first slot they are half a minute apart, before, over and after the jump.
    const gaps = at.slice(2).map((began, i) => began - (at[i + 1] ?? 0))
    expect(gaps.length).toBeGreaterThanOrEqual(9)
    for (const gap of gaps) {
      expect(gap).toBeGreaterThan(30 * second - 20)
      expect(gap).toBeLessThan(1.06 * 30 * second)
    }
  })

  test('jumps back and is put right again, nothing is missed and nothing comes twice', async () => {
    const { time, add, start, starts, world, heldOf } = bench()
    add(1)
    start()
    await time.runUntil(2 * minute)
    world.ahead = -hour
    await time.runUntil(4 * minute)
    world.ahead = 0
    await time.runUntil(6 * minute)
    expect(missedOf(heldOf(1))).toEqual({})
    expect(new Set(starts.map(({ slot }) => slot)).size).toBe(starts.length)
    expect(starts.length).toBeGreaterThanOrEqual(12)
  })

  test('jumps back while nothing runs, the next scheduler goes on after the newest slot', async () => {
    const { time, add, start, starts, world, heldOf } = bench()
    add(1)
    const first = start()
    await time.runUntil(2 * minute)
    first.kill()
    world.ahead = -hour
    const before = starts.length
    start()
    await time.runUntil(4 * minute)
    expect(starts.length - before).toBeGreaterThanOrEqual(3)
    expect(missedOf(heldOf(1))).toEqual({})
  })
})
