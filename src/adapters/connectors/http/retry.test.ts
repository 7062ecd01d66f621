import { describe, expect, test } from 'vitest'
import { PlatformFault } from '../../../modules/pipelines/index.ts'
import { type Attempt, decide, retryAfter } from './retry.ts'

const now = Date.UTC(2026, 5, 1, 12)
const limited = (retryAt: number | null) => ({ kind: 'limited', status: 429, retryAt }) as const
const fault = (isPassing: boolean, retryAt: number | null = null) =>
  ({ kind: 'fault', fault: new PlatformFault('unavailable', 'x'), isPassing, retryAt }) as const

const attempt = (differs: Partial<Attempt> = {}): Attempt => ({
  name: 'GET /x',
  isRepeatable: true,
  number: 0,
  limits: 1,
  now,
  chance: 0.5,
  ...differs,
})

test('what passes is tried twice more, each after up to twice as long', () => {
  expect(decide(fault(true), attempt())).toEqual({ kind: 'again', waitMs: 500 })
  expect(decide(fault(true), attempt({ number: 1 }))).toEqual({ kind: 'again', waitMs: 1_000 })
  expect(decide(fault(true), attempt({ number: 2 })).kind).toBe('end')
  expect(decide(fault(true), attempt({ chance: 0 }))).toEqual({ kind: 'again', waitMs: 0 })
})

test('what does not pass, or changes something, is not repeated', () => {
  expect(decide(fault(false), attempt()).kind).toBe('end')
  expect(decide(fault(true), attempt({ isRepeatable: false })).kind).toBe('end')
  expect(decide(limited(now + 1_000), attempt({ isRepeatable: false })).kind).toBe('end')
})

test('a limit is waited for as long as the platform says, but never longer than ten seconds', () => {
  expect(decide(limited(now + 3_000), attempt())).toEqual({ kind: 'again', waitMs: 3_500 })
  expect(decide(limited(now + 10_000), attempt())).toEqual({ kind: 'again', waitMs: 10_000 })
  expect(decide(limited(now + 10_001), attempt())).toMatchObject({
    kind: 'end',
    pausedUntil: now + 10_001,
    fault: { kind: 'rate_limited', retryAt: now + 10_001, status: 429 },
  })
})

test('a limit that does not say how long lasts a minute, then two, and never more than an hour', () => {
  const pauses = [1, 2, 3, 20].map((limits) => {
    const decision = decide(limited(null), attempt({ limits }))
    return decision.kind === 'end' ? (decision.pausedUntil ?? 0) - now : null
  })
  expect(pauses).toEqual([60_000, 120_000, 240_000, 3_600_000])
})

test('no header stops a connection for longer than a day', () => {
  expect(decide(limited(now + 1e12), attempt())).toMatchObject({ pausedUntil: now + 86_400_000 })
})

test('a server that will be back later is no limit, and says when', () => {
  expect(decide(fault(true, now + 120_000), attempt())).toMatchObject({
    pausedUntil: null,
    fault: { kind: 'unavailable', retryAt: now + 120_000 },
  })
})

describe('Retry-After', () => {
  const header = (text: string, date?: string) =>
    new Headers({ 'retry-after': text, ...(date !== undefined && { date }) })

  test('is read in seconds and as a date', () => {
    expect(retryAfter(header('7'), now)).toBe(now + 7_000)
    expect(retryAfter(header('Mon, 01 Jun 2026 12:00:09 GMT'), now)).toBe(now + 9_000)
  })

  test('a date counts by the clock of the platform', () => {
    const theirs = 'Mon, 01 Jun 2026 13:00:00 GMT'
    expect(retryAfter(header('Mon, 01 Jun 2026 13:00:30 GMT', theirs), now)).toBe(now + 30_000)
  })

  test.each(['', 'soon', '-5', '1e9', '2026-06-01'])('is nothing where it says "%s"', (text) => {
    expect(retryAfter(header(text), now)).toBeNull()
  })
})
