import { describe, expect, test } from 'vitest'
import { auditSlots, type CheckedSlots, type Recorded } from './support/slots.ts'

/** The suites that kill and double the program stand on this audit, so it must bite. */
const intervalMs = 5_000

const outcome = (index: number, differs: Partial<Recorded> = {}): Recorded => ({
  slot: 1_000_000 + index * intervalMs,
  slots: 1,
  status: 'up',
  reason: 'ok',
  checkedAt: 1_000_000 + index * intervalMs + 3,
  ...differs,
})

/** A check with these outcomes, whose next slot is the one with this number. */
function audited(outcomes: readonly Recorded[], nextIndex: number, pending: number | null = null) {
  const next = outcome(nextIndex).slot
  const check: CheckedSlots = { checkId: 1, intervalMs, pending, next, outcomes }
  // The first step of a row is as its check's phase says; a row that starts later is regular.
  const before = Array.from({ length: 2 }, (_, index) => outcome(index - 2))
  const { doubled, absent, ...rest } = auditSlots([
    { ...check, outcomes: [...before, ...outcomes] },
  ])
  const regular = absent.filter((words) => !words.includes(` ${outcome(-2).slot} `))
  return { doubled: doubled.length, absent: regular.length, ...rest }
}

describe('the audit of slots', () => {
  test('finds nothing wrong with a row without fault, also with runs of missed slots', () => {
    const missed = outcome(2, { slots: 3, status: 'missed', reason: 'stopped' })
    const row = [outcome(0), outcome(1), missed, outcome(5)]
    expect(audited(row, 6)).toEqual({
      doubled: 0,
      absent: 0,
      slots: 8,
      ran: 5,
      missed: new Map([['stopped', 3]]),
    })
  })

  test('finds a slot that is absent, in the row and at its end', () => {
    expect(audited([outcome(0), outcome(2)], 3).absent).toBe(1)
    expect(audited([outcome(0), outcome(1)], 3).absent).toBe(1)
  })

  test('knows a slot that is claimed and not done yet', () => {
    expect(audited([outcome(0), outcome(1)], 3, outcome(2).slot).absent).toBe(0)
  })

  test('finds a slot with two outcomes, also within a run', () => {
    expect(audited([outcome(0), outcome(0), outcome(1)], 2).doubled).toBe(1)
    const missed = outcome(1, { slots: 3, status: 'missed', reason: 'overload' })
    expect(audited([outcome(0), missed, outcome(2), outcome(4)], 5).doubled).toBeGreaterThan(0)
  })
})
