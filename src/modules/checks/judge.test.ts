import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckId } from '../../kernel/index.ts'
import { effectiveTimeout } from './check.ts'
import { internalFault, judge, unsupported } from './judge.ts'
import { resultReasons } from './outcome.ts'
import { phases, sampleProbeResult } from './samples.contract.ts'

const at = { slot: 1_000, checkedAt: 1_025 }
const id = 7 as CheckId

describe('an outcome', () => {
  test('is what the probe found, at its slot', () => {
    const found = sampleProbeResult({ status: 'down', reason: 'bad_status', message: 'got 503' })
    expect(judge({ id, degradedAboveMs: 100 }, found, at)).toEqual({
      kind: 'result',
      checkId: id,
      slot: 1_000,
      checkedAt: 1_025,
      status: 'down',
      reason: 'bad_status',
      message: 'got 503',
      phases: found.phases,
      evidence: found.evidence,
    })
  })

  test.each([
    ['up', 20, undefined],
    ['degraded', 900, { status: 200 }],
  ])('that is %s after %i ms keeps the evidence %j', (status, totalMs, evidence) => {
    const found = sampleProbeResult({ phases: phases(totalMs) })
    const outcome = judge({ id, degradedAboveMs: 100 }, found, at)
    expect([outcome.status, outcome.evidence]).toEqual([status, evidence])
  })

  test.each([
    ['up below the limit', 99.9, 'up', 'ok'],
    ['up at the limit', 100, 'up', 'ok'],
    ['degraded above it', 100.1, 'degraded', 'slow'],
  ])('of an answer that came is %s', (_what, totalMs, status, reason) => {
    const found = sampleProbeResult({ phases: phases(totalMs) })
    expect(judge({ id, degradedAboveMs: 100 }, found, at)).toMatchObject({ status, reason })
  })

  test('that is degraded says how slow the answer was', () => {
    const found = sampleProbeResult({ phases: phases(1_234.5) })
    expect(judge({ id, degradedAboveMs: 1_000 }, found, at).message).toBe(
      'answered in 1235 ms, more than 1000 ms',
    )
  })

  test('is never degraded without a limit, and a failure is down however slow it was', () => {
    const anyResult = fc.record({
      status: fc.constantFrom('up', 'down'),
      reason: fc.constantFrom(...resultReasons),
      totalMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    })
    const anyLimit = fc.option(fc.integer({ min: 1, max: 10_000 }))
    fc.assert(
      fc.property(anyResult, anyLimit, ({ status, reason, totalMs }, degradedAboveMs) => {
        const found = sampleProbeResult({ status, reason, phases: phases(totalMs) })
        const outcome = judge({ id, degradedAboveMs }, found, at)
        if (status === 'down') expect(outcome).toMatchObject({ status, reason })
        if (degradedAboveMs === null) expect(outcome.status).toBe(status)
        expect(outcome.status === 'degraded').toBe(
          status === 'up' && degradedAboveMs !== null && totalMs > degradedAboveMs,
        )
      }),
    )
  })
})

test('a check whose probe is not there is down with the reason unsupported', () => {
  expect(unsupported('carrier-pigeon')).toMatchObject({
    status: 'down',
    reason: 'unsupported',
    message: 'this build has no probe of type carrier-pigeon',
  })
})

test.each([
  ['an error', new TypeError('x is undefined'), 'the probe failed: x is undefined'],
  ['a text', 'odd', 'the probe failed: odd'],
  ['nothing', undefined, 'the probe failed: undefined'],
])('a fault of the probe is told apart from the target’s: %s', (_what, fault, message) => {
  expect(internalFault(fault)).toMatchObject({ status: 'down', reason: 'internal', message })
})

test.each([
  [30_000, null, 10_000, 10_000],
  [30_000, 20_000, 10_000, 20_000],
  [30_000, 60_000, 10_000, 24_000],
  [5_000, null, 10_000, 4_000],
  [1_000, null, 10_000, 800],
  [1_001, null, 10_000, 801],
])(
  'a check of every %i ms that asks for %s ends after its default of %i ms or 0.8 of it: %i',
  (intervalMs, timeoutMs, defaultMs, effective) => {
    expect(effectiveTimeout({ intervalMs, timeoutMs }, defaultMs)).toBe(effective)
  },
)
