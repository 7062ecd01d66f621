import { describe, expect, test } from 'vitest'
import { createBacklog } from './backlog.ts'
import { createVirtualTime, virtualClock } from './virtual-time.contract.ts'

type Report = { readonly slot: number }
const report = (slot: number): Report => ({ slot })

/** A store that is away until a given moment. */
function bench(awayUntil: number) {
  const time = createVirtualTime()
  const lost: Report[] = []
  const offers: number[] = []
  const taken: Report[] = []
  const causes: unknown[] = []
  const away = new Error('away')
  const backlog = createBacklog<Report>({
    async take(one) {
      offers.push(time.now())
      if (time.now() < awayUntil) throw away
      taken.push(one)
    },
    clock: virtualClock(time),
    retryAfterMs: { first: 100, most: 2_000 },
    observe: { storeAway: (cause) => causes.push(cause) },
    dropped: (one) => lost.push(one),
  })
  return { time, backlog, offers, taken, causes, away, lost }
}

const goOn = new AbortController().signal

describe('an item on its way into the store', () => {
  test('is offered once when the store takes it', async () => {
    const { time, backlog, offers, taken } = bench(0)
    await time.runUntilSettled(backlog.deliver(report(1), goOn))
    expect(offers).toEqual([0])
    expect(taken).toEqual([report(1)])
    expect(backlog.stuck).toBe(0)
  })

  test('is offered again, less and less often, until the store takes it', async () => {
    const { time, backlog, offers, taken, causes, away } = bench(12_000)
    await time.runUntilSettled(backlog.deliver(report(1), goOn))
    expect(offers).toEqual([0, 100, 300, 700, 1_500, 3_100, 5_100, 7_100, 9_100, 11_100, 13_100])
    expect(taken).toEqual([report(1)])
    expect(causes).toEqual(new Array(10).fill(away))
  })

  test('counts as stuck from its first refusal until it is taken', async () => {
    const { time, backlog } = bench(1_000)
    const both = Promise.all([backlog.deliver(report(1), goOn), backlog.deliver(report(2), goOn)])
    expect(backlog.stuck).toBe(0)
    await time.runUntil(500)
    expect(backlog.stuck).toBe(2)
    await time.runUntilSettled(both)
    expect(backlog.stuck).toBe(0)
  })

  test('is given up when the process stops, and that is told', async () => {
    const { time, backlog, offers, taken, lost } = bench(Number.POSITIVE_INFINITY)
    const stop = new AbortController()
    const delivery = backlog.deliver(report(42), stop.signal)
    time.after(5_000, () => stop.abort())
    await time.runUntilSettled(delivery)
    expect(time.now()).toBe(5_000)
    // The stop wakes it up for one more try.
    expect(offers.at(-1)).toBe(5_000)
    expect(taken).toEqual([])
    expect(backlog.stuck).toBe(0)
    expect(lost).toEqual([report(42)])
  })

  test('that is taken by the last try at the stop is not called lost', async () => {
    const { time, backlog, taken, lost } = bench(4_000)
    const stop = new AbortController()
    const delivery = backlog.deliver(report(1), stop.signal)
    time.after(4_500, () => stop.abort())
    await time.runUntilSettled(delivery)
    expect(taken).toEqual([report(1)])
    expect(lost).toEqual([])
  })

  test('is offered once even when the process has stopped already', async () => {
    const { time, backlog, taken } = bench(0)
    await time.runUntilSettled(backlog.deliver(report(1), AbortSignal.abort()))
    expect(taken).toEqual([report(1)])
  })
})
