import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Seq } from '../../kernel/index.ts'
import { createDice, createVirtualTime, virtualClock } from '../../kernel/virtual-time.contract.ts'
import { type Followed, follow } from './follow.ts'
import type { Reading } from './ledger.ts'

type Row = { readonly seq: Seq }
const seqs = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => (from + i) as Seq)

/** A journal that a test writes, takes away and cuts off, and a wake-up that it may lose. */
function bench(answersAfterMs: () => number = () => 1) {
  const time = createVirtualTime()
  const clock = virtualClock(time)
  const rows: Row[] = []
  const state = { head: 0, floor: 0, away: false, losesWakeUps: false, readings: 0 }
  const listeners = new Set<() => void>()
  const stop = new AbortController()

  async function read(after: Seq, limit: number): Promise<Reading<Row>> {
    state.readings += 1
    await clock.sleep(answersAfterMs())
    if (state.away) throw new Error('away')
    const head = state.head as Seq
    if (after < state.floor || after > head) return { kind: 'reset', head }
    return { kind: 'rows', rows: rows.filter(({ seq }) => seq > after).slice(0, limit), head }
  }

  const followed = follow({
    read,
    after: 0 as Seq,
    wake: {
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    clock,
    signal: stop.signal,
  })

  return {
    time,
    state,
    stop,
    listeners,
    followed,
    /** Commits rows; those with a gap between them leave it to the ledger. */
    commit(numbers: readonly number[]) {
      for (const seq of numbers) rows.push({ seq: seq as Seq })
      state.head = Math.max(state.head, ...numbers)
      if (!state.losesWakeUps) for (const listener of listeners) listener()
    },
    forgetUpTo(seq: number) {
      state.floor = seq
      rows.splice(0, rows.length, ...rows.filter((row) => row.seq > seq))
    },
    /** Reads on for ever, noting when each thing came. */
    listen() {
      const heard: { readonly at: number; readonly what: Followed<Row> }[] = []
      const done = (async () => {
        for await (const what of followed) heard.push({ at: time.now(), what })
      })()
      const got = () =>
        heard.flatMap(({ what }) => (what.kind === 'rows' ? what.rows.map(({ seq }) => seq) : []))
      return { heard, done, got, kinds: () => heard.map(({ what }) => what.kind) }
    },
  }
}

describe('a follower', () => {
  test('gets what is there already, and then what comes, at once', async () => {
    const { time, commit, listen } = bench()
    commit(seqs(1, 3))
    const { heard, got } = listen()
    await time.runUntil(10)
    expect(got()).toEqual([1, 2, 3])
    time.after(290, () => commit([4]))
    await time.runUntil(310)
    expect(got()).toEqual([1, 2, 3, 4])
    expect(heard.at(-1)?.at).toBeLessThan(305)
  })

  test('gets more than a reading holds without waiting between the readings', async () => {
    const { time, commit, listen } = bench()
    commit(seqs(1, 2_345))
    const { got } = listen()
    await time.runUntil(20)
    expect(got()).toEqual(seqs(1, 2_345))
  })

  test('of exactly as many rows as a reading holds gets each once', async () => {
    const { time, commit, listen } = bench()
    commit(seqs(1, 500))
    const { got } = listen()
    time.after(100, () => commit(seqs(501, 1_000)))
    await time.runUntil(5_000)
    expect(got()).toEqual(seqs(1, 1_000))
  })

  test('hears that the head moved where no row of its own did', async () => {
    const { time, commit, listen, state } = bench()
    commit([1])
    const { heard } = listen()
    await time.runUntil(10)
    state.head = 5
    await time.runUntil(1_500)
    expect(heard.map(({ what }) => what)).toMatchObject([
      { kind: 'rows', rows: [{ seq: 1 }], head: 1 },
      { kind: 'rows', rows: [], head: 5 },
    ])
  })

  test('hears nothing while nothing happens, and looks once a second', async () => {
    const { time, listen, state } = bench()
    const { heard } = listen()
    await time.runUntil(60_000)
    expect(heard).toEqual([])
    expect(state.readings).toBeGreaterThanOrEqual(59)
    expect(state.readings).toBeLessThanOrEqual(61)
  })

  test('loses a second at most when a wake-up is lost', async () => {
    const { time, commit, listen, state } = bench()
    state.losesWakeUps = true
    const { heard } = listen()
    const committedAt = [17, 1_950, 3_600, 9_999]
    committedAt.forEach((at, i) => {
      time.after(at, () => commit([i + 1]))
    })
    await time.runUntil(12_000)
    expect(heard).toHaveLength(4)
    heard.forEach(({ at }, i) => {
      expect(at - (committedAt[i] ?? 0)).toBeLessThanOrEqual(1_002)
    })
  })

  test('misses nothing that is committed while it reads', async () => {
    const { time, commit, listen } = bench(() => 50)
    commit([1])
    const { heard, got } = listen()
    // The reading that begins at once ends at 50; this comes in its middle.
    time.after(25, () => commit([2]))
    await time.runUntil(200)
    expect(got()).toEqual([1, 2])
    expect(heard.at(-1)?.at).toBeLessThanOrEqual(101)
  })
})

describe('a follower whose place is gone', () => {
  test('is told to start anew, and goes on from the head', async () => {
    const { time, commit, forgetUpTo, listen } = bench()
    commit(seqs(1, 10))
    forgetUpTo(5)
    const { heard, got } = listen()
    await time.runUntil(10)
    expect(heard.map(({ what }) => what)).toEqual([{ kind: 'reset', head: 10 }])
    commit([11])
    await time.runUntil(20)
    expect(got()).toEqual([11])
  })

  test('because the database is another one is told too', async () => {
    const { time, commit, listen, state } = bench()
    commit(seqs(1, 10))
    const { kinds, got } = listen()
    await time.runUntil(10)
    state.head = 3
    await time.runUntil(2_000)
    expect(kinds()).toEqual(['rows', 'reset'])
    commit([4])
    await time.runUntil(2_100)
    expect(got().at(-1)).toBe(4)
  })
})

describe('a follower of a store that is away', () => {
  test('hears of it once an outage, and then goes on where it was', async () => {
    const { time, commit, listen, state } = bench()
    commit([1])
    const { kinds, got } = listen()
    await time.runUntil(10)
    for (const outage of [1, 2]) {
      state.away = true
      await time.runUntil(time.now() + 30_000)
      state.away = false
      commit([1 + outage])
      await time.runUntil(time.now() + 2_000)
    }
    expect(kinds()).toEqual(['rows', 'away', 'rows', 'away', 'rows'])
    expect(got()).toEqual([1, 2, 3])
  })

  test('asks no more often than once a second', async () => {
    const { time, listen, state } = bench()
    state.away = true
    listen()
    await time.runUntil(60_000)
    expect(state.readings).toBeLessThanOrEqual(61)
  })
})

describe('a follower that is stopped', () => {
  test.each([
    ['while it waits', 500],
    ['while it reads', 1_000.5],
    ['before it begins', 0],
  ])('%s ends at once and leaves no listener behind', async (_when, at) => {
    const { time, stop, listen, listeners } = bench()
    const { done } = listen()
    time.after(at, () => stop.abort())
    await time.runUntilSettled(done)
    expect(time.now()).toBeLessThan(at + 2)
    expect(listeners.size).toBe(0)
  })

  test('by its reader going away leaves no listener behind', async () => {
    const { time, commit, followed, listeners } = bench()
    commit(seqs(1, 3))
    const left = (async () => {
      for await (const _ of followed) return
    })()
    await time.runUntilSettled(left)
    expect(listeners.size).toBe(0)
  })

  test('has one who waits for that, however many wake-ups came in a second', async () => {
    const { time, stop, commit, listen } = bench()
    const { done, got } = listen()
    for (let n = 1; n <= 100; n++) time.after(5 * n, () => commit([n]))
    await time.runUntil(600)
    expect(got()).toHaveLength(100)
    expect(getEventListeners(stop.signal, 'abort').length).toBeLessThanOrEqual(2)
    stop.abort()
    await time.runUntilSettled(done)
  })

  test('because its signal had aborted before reads nothing', async () => {
    const { time, stop, listen, state } = bench()
    stop.abort()
    await time.runUntilSettled(listen().done)
    expect(state.readings).toBe(0)
  })
})

test('whatever happens, every row comes once and in order', async () => {
  const happening = fc.record({
    after: fc.nat({ max: 3_000 }),
    what: fc.constantFrom('rows', 'rows', 'many rows', 'gap', 'away', 'back', 'lose wake-ups'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 25 }), fc.nat(), async (plot, seed) => {
      const dice = createDice(seed)
      const { time, commit, listen, state, stop } = bench(() => dice.next() * 40)
      const { got, done } = listen()
      const committed: number[] = []
      const write = (count: number) => {
        const from = state.head + 1
        committed.push(...seqs(from, state.head + count))
        commit(seqs(from, state.head + count))
      }
      for (const { after, what } of plot) {
        await time.runUntil(time.now() + after)
        if (what === 'rows') write(dice.whole(1, 5))
        else if (what === 'many rows') write(dice.whole(400, 1_600))
        else if (what === 'gap') state.head += dice.whole(1, 3)
        else if (what === 'lose wake-ups') state.losesWakeUps = true
        else state.away = what === 'away'
      }
      state.away = false
      await time.runUntil(time.now() + 3_000)
      expect(got()).toEqual(committed)
      stop.abort()
      await time.runUntilSettled(done)
    }),
    { numRuns: 50 },
  )
})
