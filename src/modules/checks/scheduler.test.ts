import { describe, expect, test } from 'vitest'
import { virtualEpoch } from '../../kernel/virtual-time.contract.ts'
import { bench, hour, minute, missedOf, resultsOf, second } from './scheduler-bench.contract.ts'
import type { Store } from './sim-process.contract.ts'

describe('while nothing fails', () => {
  test('every slot is run once, at its time', async () => {
    const { time, add, start, starts, model } = bench()
    for (let id = 1; id <= 50; id++)
      add(id, { intervalMs: id % 2 === 0 ? 30 * second : 5 * second })
    start()
    await time.runUntil(10 * minute)
    for (const held of model.checks.values()) {
      expect(missedOf(held)).toEqual({})
      expect(resultsOf(held).length).toBeGreaterThanOrEqual(
        (10 * minute) / held.check.intervalMs - 1,
      )
    }
    const delays = starts.map(({ slot, at }) => at - (slot - virtualEpoch))
    // The first slots may lie before the scheduler's first look.
    expect(Math.max(...delays.slice(50))).toBeLessThan(10)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
  })

  test('a check that is added is run within 5 seconds, though nobody tells the scheduler', async () => {
    const { time, add, start, starts } = bench()
    start()
    for (let id = 1; id <= 40; id++) time.after(id * 1_234, () => add(id, { intervalMs: hour }))
    await time.runUntil(2 * minute)
    expect(starts).toHaveLength(40)
    for (const { checkId, at } of starts) expect(at - checkId * 1_234).toBeLessThan(5 * second)
  })

  test('no more probes run at once than are allowed, and what does not fit is missed as overload', async () => {
    const { time, add, start, world, model } = bench({ concurrency: 5 })
    world.probeMs = 4 * second
    for (let id = 1; id <= 40; id++) add(id, { intervalMs: 10 * second })
    const process = start()
    await time.runUntil(2 * minute)
    expect(process.mostAtOnce).toBe(5)
    const missed = [...model.checks.values()].map(missedOf)
    expect(missed.flatMap(Object.keys)).not.toEqual([])
    expect(new Set(missed.flatMap(Object.keys))).toEqual(new Set(['overload']))
    // 5 places of 4 seconds each are never empty: 12 turns of 10 seconds hold 150 probes.
    const results = [...model.checks.values()].flatMap(resultsOf)
    expect(results.length).toBeGreaterThan(140)
  })

  test('two schedulers on one store share the slots, and none is run twice', async () => {
    const { time, add, start, starts } = bench()
    for (let id = 1; id <= 20; id++) add(id)
    start()
    start()
    await time.runUntil(5 * minute)
    const keys = starts.map(({ checkId, slot }) => `${checkId} ${slot}`)
    expect(keys.length).toBeGreaterThanOrEqual(200)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

test('a result says which definition of the check it speaks of', async () => {
  const revs: number[] = []
  const spy = (store: Store): Store => ({
    ...store,
    accept(report) {
      revs.push(report.checkRev)
      return store.accept(report)
    },
  })
  const { time, add, start } = bench({ port: spy })
  add(1, { rev: 7 })
  start()
  await time.runUntil(minute)
  expect(new Set(revs)).toEqual(new Set([7]))
})

describe('when the store is away', () => {
  test('a probe that has ended is stored as soon as it is back', async () => {
    const { time, add, start, world, heldOf } = bench()
    add(1, { intervalMs: 5 * minute })
    const process = start()
    time.after(2 * minute, () => {
      world.probeMs = 10 * second
    })
    await time.runUntil(4 * minute)
    const slot = heldOf(1).nextSlot
    const at = slot - virtualEpoch
    time.after(at + 5 * second - time.now(), () => {
      world.storeAway = true
    })
    time.after(at + 40 * second - time.now(), () => {
      world.storeAway = false
    })
    await time.runUntil(at + 39 * second)
    expect(resultsOf(heldOf(1))).not.toContain(slot)
    await time.runUntil(at + 43 * second)
    expect(resultsOf(heldOf(1))).toContain(slot)
    expect(process.finished).toHaveLength(resultsOf(heldOf(1)).length)
  })

  test('no probe runs whose result may have nowhere to go', async () => {
    const refuseResults = (store: Store): Store => ({
      ...store,
      accept: () => Promise.reject(new Error('disk full')),
    })
    const { time, add, start, starts } = bench({ port: refuseResults, concurrency: 100 })
    for (let id = 1; id <= 100; id++) add(id, { intervalMs: 5 * second })
    start()
    await time.runUntil(minute)
    // What was claimed before the first result came back: half a second ahead.
    expect(starts.length).toBeGreaterThan(0)
    expect(starts.length).toBeLessThan(30)
  })

  test('the slots of that time are missed once it is back, and the next ones run', async () => {
    const { time, add, start, world, heldOf } = bench()
    add(1, { intervalMs: 10 * second })
    start()
    time.after(minute, () => {
      world.storeAway = true
    })
    time.after(2 * minute, () => {
      world.storeAway = false
    })
    await time.runUntil(3 * minute)
    const held = heldOf(1)
    expect(missedOf(held)).toEqual({ overload: 6 })
    expect(resultsOf(held).length).toBeGreaterThanOrEqual(12)
    expect(held.state.verdict).toBe('up')
  })
})

describe('a scheduler that is asked to stop', () => {
  test('lets running probes end, stores what they found, and begins no other', async () => {
    const { time, add, start, starts, world, heldOf } = bench()
    world.probeMs = 8 * second
    for (let id = 1; id <= 20; id++) add(id)
    const process = start()
    await time.runUntil(3 * second)
    expect(starts.length).toBeGreaterThan(5)
    expect(starts.length).toBeLessThan(20)
    const begun = starts.length
    await time.runUntilSettled(process.stop())
    expect(time.now()).toBeLessThan(12 * second)
    expect(starts).toHaveLength(begun)
    for (const { checkId, slot } of starts) expect(resultsOf(heldOf(checkId))).toContain(slot)
  })

  test('breaks a probe off that has not ended after 15 seconds', async () => {
    const { time, add, start, world, heldOf } = bench()
    world.probeMs = hour
    add(1, { intervalMs: 5 * minute })
    const process = start()
    await time.runUntil(6 * second)
    await time.runUntilSettled(process.stop())
    expect(time.now()).toBeGreaterThan(20 * second)
    expect(time.now()).toBeLessThan(22 * second)
    expect(heldOf(1).outcomes).toEqual([])
  })

  test('gives back what it has claimed and not begun, so that another runs it in time', async () => {
    const { time, add, start, starts, heldOf } = bench()
    add(1)
    const first = start()
    await time.runUntil(minute)
    const slot = heldOf(1).nextSlot
    // Claims come half a second ahead: between the claim and the slot it is stopped.
    await time.runUntil(slot - virtualEpoch - 200)
    expect(heldOf(1).pendingSlot).toBe(slot)
    await time.runUntilSettled(first.stop())
    start()
    await time.runUntil(slot - virtualEpoch + second)
    expect(starts.at(-1)).toMatchObject({ slot })
    expect((starts.at(-1)?.at ?? 0) - (slot - virtualEpoch)).toBeLessThan(10)
    expect(missedOf(heldOf(1))).toEqual({})
  })

  test('waits 15 seconds for a store that is away, says what it could not store, and ends', async () => {
    const { time, add, start, world, heldOf } = bench()
    add(1, { intervalMs: 5 * minute })
    const process = start()
    time.after(2, () => {
      world.probeMs = 10 * second
    })
    await time.runUntil(6 * second)
    world.storeAway = true
    await time.runUntilSettled(process.stop())
    expect(time.now()).toBeLessThan(25 * second)
    const slot = heldOf(1).pendingSlot
    expect(process.log.filter(({ level }) => level === 'warn')).toMatchObject([
      { message: 'an outcome was not stored before the stop', fields: { checkId: 1, slot } },
    ])
  })
})

describe('when a process is killed', () => {
  test('another runs its slot once the lease is over, where there is time for that', async () => {
    const { time, add, start, starts, world, heldOf } = bench()
    world.probeMs = 9 * second
    add(1, { intervalMs: 5 * minute })
    const first = start()
    const other = start()
    await time.runUntil(6 * second)
    const slot = heldOf(1).pendingSlot ?? 0
    for (const one of [first, other]) one.kill()
    start()
    await time.runUntil(minute)
    expect(starts.map((one) => one.slot)).toEqual([slot, slot])
    expect(resultsOf(heldOf(1))).toEqual([slot])
    // The lease: the slot, its timeout of 10 seconds, and 5 more.
    expect((starts[1]?.at ?? 0) - (slot - virtualEpoch)).toBeLessThan(17 * second)
  })

  test.each([
    ['up', true],
    ['down', false],
  ])('again and again, a check that stays %s announces nothing', async (verdict, up) => {
    const { time, add, start, world, model } = bench()
    world.up = up
    for (let id = 1; id <= 20; id++) add(id, { intervalMs: 10 * second })
    let process = start()
    await time.runUntil(minute)
    for (let i = 1; i <= 50; i++) {
      await time.runUntil(minute + i * 13 * second)
      process.kill()
      await time.runUntil(time.now() + (i % 5) * second)
      process = start()
    }
    await time.runUntil(13 * minute)
    for (const { changes, state } of model.checks.values()) {
      expect(changes).toMatchObject([{ from: 'unknown', to: verdict }])
      expect(state.verdict).toBe(verdict)
    }
  })

  test('for many intervals, its checks are unknown, and the restart is no burst', async () => {
    const { time, add, start, starts, model } = bench()
    for (let id = 1; id <= 300; id++) add(id)
    const first = start()
    await time.runUntil(2 * minute)
    first.kill()
    await time.runUntil(12 * minute)
    const before = starts.length
    start()
    await time.runUntil(13 * minute)
    const perSecond = new Map<number, number>()
    for (const { at } of starts.slice(before)) {
      const bucket = Math.floor(at / second)
      perSecond.set(bucket, (perSecond.get(bucket) ?? 0) + 1)
    }
    // 10 a second on average; 4 sigma of a fair throw.
    expect(Math.max(...perSecond.values())).toBeLessThan(23)
    for (const { changes } of model.checks.values()) {
      expect(changes.map(({ to, reason }) => `${to} ${reason}`)).toEqual([
        'up ok',
        'unknown no_data',
        'up ok',
      ])
    }
  })
})
