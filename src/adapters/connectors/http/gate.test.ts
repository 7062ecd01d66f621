import { expect, test } from 'vitest'
import { priorities } from '../../../modules/pipelines/index.ts'
import { createGate } from './gate.ts'

const reading = (remaining: number, resetAt: number | null = 3_600_000) => ({
  limit: 1_000,
  remaining,
  resetAt,
})

const refused = (gate: ReturnType<typeof createGate>, now: number) =>
  priorities.filter((priority) => gate.refusal(priority, now) !== null)

test('below the reserve only people and deliveries go on', () => {
  const gate = createGate(0.2)
  gate.note(reading(200), 0)
  expect(refused(gate, 1)).toEqual([])
  gate.note(reading(199), 2)
  expect(refused(gate, 3)).toEqual(['poll', 'backfill'])
  expect(gate.refusal('poll', 3)).toMatchObject({ kind: 'rate_limited', retryAt: 3_600_000 })
})

test('nobody goes on when nothing is left, until the reset', () => {
  const gate = createGate(0.2)
  gate.note(reading(0), 0)
  expect(refused(gate, 3_599_999)).toEqual(priorities)
  expect(refused(gate, 3_600_000)).toEqual([])
})

test('a limit that does not say when it ends is believed for a minute', () => {
  const gate = createGate(0.2)
  gate.note(reading(0, null), 0)
  expect(gate.refusal('user', 59_999)).toMatchObject({ retryAt: 60_000 })
  expect(gate.refusal('user', 60_000)).toBeNull()
})

test('an answer that was overtaken does not give back what was used', () => {
  const gate = createGate(0.2)
  gate.note(reading(100), 0)
  gate.note(reading(500), 1)
  expect(gate.figures(2).quota?.remaining).toBe(100)
  gate.note(reading(990, 7_200_000), 3_600_001)
  expect(gate.figures(3_600_002).quota?.remaining).toBe(990)
})

test('the pace of the last ten minutes tells when the limit is used up', () => {
  const gate = createGate(0.2)
  for (let minute = 0; minute <= 20; minute += 1) {
    const used = minute <= 10 ? minute : 10 + (minute - 10) * 40
    gate.note(reading(1_000 - used), minute * 60_000)
  }
  // 400 were used in ten minutes, and 590 are left.
  expect(gate.figures(20 * 60_000).quota?.usedUpAt).toBeGreaterThan(34 * 60_000)
  expect(gate.figures(20 * 60_000).quota?.usedUpAt).toBeLessThan(36 * 60_000)
  // Nothing more is used, so it lasts.
  expect(gate.figures(59 * 60_000).quota?.usedUpAt).toBeNull()
})

test('a limit that lasts until its reset is used up never', () => {
  const gate = createGate(0.2)
  gate.note(reading(1_000), 0)
  gate.note(reading(990), 60_000)
  expect(gate.figures(60_000).quota).toEqual({ ...reading(990), usedUpAt: null })
})

test('a pause holds for everybody', () => {
  const gate = createGate(0.2)
  gate.pause(5_000)
  gate.pause(4_000)
  expect(refused(gate, 4_999)).toEqual(priorities)
  expect(gate.figures(4_999).pausedUntil).toBe(5_000)
  expect(gate.figures(5_000).pausedUntil).toBeNull()
})

test('calls that were refused together count as one limit, and an answer ends the row', () => {
  const gate = createGate(0.2)
  expect(gate.limited(0)).toBe(1)
  gate.pause(60_000)
  expect([gate.limited(0), gate.limited(5)]).toEqual([1, 1])
  expect(gate.limited(60_000)).toBe(2)
  gate.passed()
  expect(gate.limited(200_000)).toBe(1)
})
