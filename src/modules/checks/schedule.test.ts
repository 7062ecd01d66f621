import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckId } from '../../kernel/index.ts'
import { effectiveTimeout } from './check.ts'
import type { MissedReason, Slot } from './outcome.ts'
import {
  claimAhead,
  firstSlot,
  type Plan,
  type PlanContext,
  plan,
  type Schedule,
  slotAfter,
} from './schedule.ts'

const second = 1_000
const minute = 60_000
const day = 86_400_000
const noon = Date.UTC(2026, 5, 1, 12)

const anyInterval = fc.oneof(
  fc.integer({ min: second, max: day }),
  fc.constantFrom(second, 5 * second, 30 * second, minute, 5 * minute, 3_600_000, day),
)
const anyId = fc.integer({ min: 0, max: 10_000_000 }).map((id) => id as CheckId)
const anyNow = fc.integer({ min: 0, max: 4 * noon })

const slotsOf = ({ missed, claim }: Plan, intervalMs: number): Slot[] => [
  ...missed.flatMap(({ slot, slots }) =>
    Array.from({ length: slots }, (_, i) => slot + i * intervalMs),
  ),
  ...(claim === null ? [] : [claim]),
]

describe('the slots of a check', () => {
  test('begin within its interval, and within 5 seconds', () => {
    fc.assert(
      fc.property(anyId, anyInterval, anyNow, (id, intervalMs, now) => {
        const slot = firstSlot(id, intervalMs, now)
        expect(slot).toBeGreaterThanOrEqual(now)
        expect(slot - now).toBeLessThan(Math.min(intervalMs, 5 * second))
      }),
    )
  })

  test('rise, and after the first lie exactly an interval apart', () => {
    fc.assert(
      fc.property(anyId, anyInterval, anyNow, (checkId, intervalMs, now) => {
        const first = firstSlot(checkId, intervalMs, now)
        let slot = slotAfter(first, { checkId, intervalMs })
        expect(slot - first).toBeGreaterThanOrEqual(intervalMs / 2)
        expect(slot - first).toBeLessThan(2 * intervalMs)
        for (let i = 0; i < 5; i++) {
          const next = slotAfter(slot, { checkId, intervalMs })
          expect(next - slot).toBe(intervalMs)
          slot = next
        }
      }),
    )
  })

  test('are the same whenever the check was created', () => {
    fc.assert(
      fc.property(anyId, anyInterval, anyNow, anyNow, (checkId, intervalMs, a, b) => {
        const phase = (now: number) => slotAfter(now, { checkId, intervalMs }) % intervalMs
        expect(phase(a)).toBe(phase(b))
      }),
    )
  })

  test('leave a probe its whole timeout before the next is claimed, after the first one too', () => {
    fc.assert(
      fc.property(anyId, anyInterval, anyNow, (checkId, intervalMs, now) => {
        const first = firstSlot(checkId, intervalMs, now)
        const nextClaim = slotAfter(first, { checkId, intervalMs }) - claimAhead(intervalMs)
        const timeout = effectiveTimeout({ intervalMs, timeoutMs: intervalMs }, intervalMs)
        expect(nextClaim - first).toBeGreaterThanOrEqual(timeout)
      }),
    )
  })

  test('of many checks spread over their interval', () => {
    const perSecond = new Array<number>(30).fill(0)
    for (let id = 1; id <= 3_000; id++) {
      const check = { checkId: id as CheckId, intervalMs: 30 * second }
      const at = Math.floor((slotAfter(noon, check) % check.intervalMs) / second)
      perSecond[at] = (perSecond[at] ?? 0) + 1
    }
    // 100 on average; 4 sigma of a fair throw.
    expect(Math.max(...perSecond)).toBeLessThan(140)
    expect(Math.min(...perSecond)).toBeGreaterThan(60)
  })

  test('may be claimed ahead by half a second at most, and by a tenth of the interval', () => {
    expect(claimAhead(second)).toBe(100)
    expect(claimAhead(5 * second)).toBe(500)
    expect(claimAhead(day)).toBe(500)
    fc.assert(
      fc.property(anyInterval, (intervalMs) => {
        const ahead = claimAhead(intervalMs)
        expect(ahead).toBeGreaterThan(0)
        expect(ahead).toBeLessThanOrEqual(Math.min(500, intervalMs / 10))
      }),
    )
  })
})

/** Something that happens between two looks at a schedule. */
type Move =
  | { readonly kind: 'pass' | 'jump' | 'stop'; readonly intervals: number }
  | { readonly kind: 'answer' }

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      intervals: fc.double({ min: 0, max: 1.2, noNaN: true }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('pass' as const, 'jump' as const, 'stop' as const),
      intervals: fc.double({ min: 0, max: 50, noNaN: true }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'answer' } as const) },
)

/** Lives through the moves as a store does, and hands every plan to the test. */
function walk(
  start: { readonly checkId: CheckId; readonly intervalMs: number; readonly now: number },
  moves: readonly Move[],
  look: (plan: Plan, schedule: Schedule, context: PlanContext) => void,
): void {
  const { checkId, intervalMs } = start
  let now = start.now
  let startedAt = now
  let schedule: Schedule = {
    checkId,
    intervalMs,
    timeoutMs: Math.round(Math.min(10 * second, 0.8 * intervalMs)),
    nextSlot: firstSlot(checkId, intervalMs, now),
    pendingSlot: null,
    leaseUntil: null,
  }
  for (const move of moves) {
    if (move.kind === 'answer') {
      schedule = { ...schedule, pendingSlot: null }
      continue
    }
    now += Math.round(move.intervals * intervalMs)
    if (move.kind === 'stop') startedAt = now
    if (schedule.nextSlot - claimAhead(intervalMs) > now) continue
    const context = { now, startedAt, jumped: move.kind === 'jump' }
    const decided = plan(schedule, context)
    look(decided, schedule, context)
    schedule = { ...schedule, nextSlot: decided.nextSlot, pendingSlot: decided.claim }
  }
}

const anyLife = [anyId, anyInterval, anyNow, fc.array(anyMove, { maxLength: 60 })] as const

describe('a plan', () => {
  test('gives every slot exactly one end, in order: answered, missed, or pending at the end', () => {
    fc.assert(
      fc.property(...anyLife, (checkId, intervalMs, now, moves) => {
        const ended: Slot[] = []
        let pending: Slot | null = null
        let next = firstSlot(checkId, intervalMs, now)
        walk({ checkId, intervalMs, now }, moves, (decided, schedule) => {
          // What was pending and is no more has been answered; else the plan must end it.
          if (pending !== null && schedule.pendingSlot === null) ended.push(pending)
          const { claim } = decided
          ended.push(...slotsOf({ ...decided, claim: null }, intervalMs))
          pending = claim
          next = decided.nextSlot
        })
        const seen = pending === null ? ended : [...ended, pending]
        const expected: Slot[] = []
        for (let slot = firstSlot(checkId, intervalMs, now); slot < next; ) {
          expected.push(slot)
          slot = slotAfter(slot, { checkId, intervalMs })
        }
        expect(seen).toEqual(expected)
      }),
    )
  })

  test('claims at most one slot, never one of the future, and leaves the next one ahead', () => {
    fc.assert(
      fc.property(...anyLife, (checkId, intervalMs, now, moves) => {
        walk({ checkId, intervalMs, now }, moves, (decided, schedule, context) => {
          const { claim, nextSlot } = decided
          if (claim !== null)
            expect(claim - context.now).toBeLessThanOrEqual(claimAhead(intervalMs))
          expect(nextSlot).toBeGreaterThan(context.now)
          expect(nextSlot).toBeGreaterThan(schedule.nextSlot)
          const slots = slotsOf(decided, intervalMs)
          expect(slots).toEqual([...new Set(slots)].sort((a, b) => a - b))
          expect(decided.missed.length).toBeLessThanOrEqual(3)
        })
      }),
    )
  })

  test('runs the latest slot late rather than an older one', () => {
    fc.assert(
      fc.property(...anyLife, (checkId, intervalMs, now, moves) => {
        walk({ checkId, intervalMs, now }, moves, ({ claim, nextSlot }) => {
          if (claim !== null) expect(slotAfter(claim, { checkId, intervalMs })).toBe(nextSlot)
        })
      }),
    )
  })

  test('is the same when it is made again', () => {
    fc.assert(
      fc.property(...anyLife, (checkId, intervalMs, now, moves) => {
        walk({ checkId, intervalMs, now }, moves, (decided, schedule, context) => {
          expect(plan(schedule, context)).toEqual(decided)
        })
      }),
    )
  })
})

describe('a claim that comes late', () => {
  const check = { checkId: 7 as CheckId, intervalMs: 30 * second, timeoutMs: 10 * second }
  const nextSlot = slotAfter(noon, check)
  const following = nextSlot + check.intervalMs
  const late = (now: number) =>
    plan(
      { ...check, nextSlot, pendingSlot: null, leaseUntil: null },
      { now, startedAt: noon, jumped: false },
    )
  const lastMoment = following - claimAhead(check.intervalMs) - check.timeoutMs

  test('runs its slot while the probe can still end before the next claim', () => {
    expect(late(lastMoment)).toEqual({ missed: [], claim: nextSlot, nextSlot: following })
  })

  test('misses a slot whose probe its own next slot would overtake', () => {
    expect(late(lastMoment + 1)).toEqual({
      missed: [{ slot: nextSlot, slots: 1, reason: 'overload' }],
      claim: null,
      nextSlot: following,
    })
  })

  test('at the very time of the following slot runs that one', () => {
    expect(late(following)).toEqual({
      missed: [{ slot: nextSlot, slots: 1, reason: 'overload' }],
      claim: following,
      nextSlot: following + check.intervalMs,
    })
  })
})

test('after a stop of more than a moment, late slots of a frequent check are left alone', () => {
  const check = { checkId: 7 as CheckId, intervalMs: 30 * second, timeoutMs: 10 * second }
  const nextSlot = slotAfter(noon, check)
  const after = (stop: number) =>
    plan(
      { ...check, nextSlot, pendingSlot: null, leaseUntil: null },
      { now: nextSlot + stop, startedAt: nextSlot + stop, jumped: false },
    )
  expect(after(second).claim).toBe(nextSlot)
  expect(after(second + 1)).toMatchObject({
    claim: null,
    missed: [{ slot: nextSlot, slots: 1, reason: 'stopped' }],
  })
})

describe('when a claim comes many intervals late', () => {
  const late = (intervalMs: number, context: Partial<PlanContext>) => {
    const checkId = 7 as CheckId
    const nextSlot = slotAfter(noon, { checkId, intervalMs })
    const now = nextSlot + 10.5 * intervalMs
    const decided = plan(
      {
        checkId,
        intervalMs,
        timeoutMs: 10 * second,
        nextSlot,
        pendingSlot: null,
        leaseUntil: null,
      },
      { now, startedAt: noon - day, jumped: false, ...context },
    )
    return { decided, nextSlot, now }
  }
  const reasonsOf = ({ missed }: Plan): MissedReason[] => [
    ...new Set(missed.map(({ reason }) => reason)),
  ]
  const missedOf = ({ missed }: Plan): number => missed.reduce((sum, { slots }) => sum + slots, 0)

  test('because nothing ran, a check of every 30 seconds waits for its next slot', () => {
    const { decided, nextSlot, now } = late(30 * second, { startedAt: noon + day })
    expect(decided.claim).toBeNull()
    expect(reasonsOf(decided)).toEqual(['stopped'])
    expect(missedOf(decided)).toBe(11)
    expect(decided.nextSlot).toBe(nextSlot + 11 * 30 * second)
    expect(decided.nextSlot).toBeGreaterThan(now)
  })

  test('because nothing ran, a check of every 5 minutes is run at once', () => {
    const { decided, nextSlot } = late(5 * minute, { startedAt: noon + day })
    expect(decided.claim).toBe(nextSlot + 10 * 5 * minute)
    expect(reasonsOf(decided)).toEqual(['stopped'])
    expect(missedOf(decided)).toBe(10)
  })

  test('because the clock jumped, there is one catch-up and the rest is missed for that reason', () => {
    const { decided, nextSlot } = late(30 * second, { jumped: true })
    expect(decided.claim).toBe(nextSlot + 10 * 30 * second)
    expect(reasonsOf(decided)).toEqual(['clock'])
    expect(missedOf(decided)).toBe(10)
  })

  test('because there was too much to do, the latest is run and the rest is missed for that reason', () => {
    const { decided, nextSlot } = late(30 * second, {})
    expect(decided.claim).toBe(nextSlot + 10 * 30 * second)
    expect(reasonsOf(decided)).toEqual(['overload'])
    expect(missedOf(decided)).toBe(10)
  })
})

describe('a pending slot that another claim overtakes', () => {
  const checkId = 7 as CheckId
  const intervalMs = 30 * second
  const pendingSlot = slotAfter(noon, { checkId, intervalMs })
  const nextSlot = pendingSlot + intervalMs
  const overtake = (context: Partial<PlanContext>): Plan =>
    plan(
      {
        checkId,
        intervalMs,
        timeoutMs: 10 * second,
        nextSlot,
        pendingSlot,
        leaseUntil: pendingSlot + 15 * second,
      },
      { now: nextSlot - 500, startedAt: noon, jumped: false, ...context },
    )

  test.each<[MissedReason, string, Partial<PlanContext>]>([
    ['overload', 'its claimer was too slow', {}],
    ['overload', 'its claimer began at that very moment', { startedAt: pendingSlot }],
    ['stopped', 'its claimer was stopped', { startedAt: pendingSlot + 1 }],
    ['clock', 'the clock jumped over its end', { jumped: true }],
  ])('is missed for the reason %s when %s', (reason, _when, context) => {
    expect(overtake(context)).toEqual({
      missed: [{ slot: pendingSlot, slots: 1, reason }],
      claim: nextSlot,
      nextSlot: nextSlot + intervalMs,
    })
  })
})
