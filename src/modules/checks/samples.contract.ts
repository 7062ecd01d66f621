import type { CheckId, ServiceId } from '../../kernel/index.ts'
import { type Check, defaultThresholds } from './check.ts'
import type { MissedOutcome, Phases, ResultOutcome, ResultStatus, Slot } from './outcome.ts'
import type { Answered } from './probe.ts'

export const phases = (totalMs: number): Phases => ({
  dnsMs: 1,
  connectMs: 2,
  tlsMs: null,
  firstByteMs: 3,
  totalMs,
})

/** A check of every 30 seconds, with what a test wants to be different. */
export const sampleCheck = (differs: Partial<Check> = {}): Check => ({
  ...defaultThresholds,
  id: 1 as CheckId,
  serviceId: 1 as ServiceId,
  type: 'http',
  target: 'https://example.com/health',
  intervalMs: 30_000,
  timeoutMs: null,
  retries: 0,
  config: {},
  paused: false,
  rev: 1,
  ...differs,
})

export const sampleProbeResult = (differs: Partial<Answered> = {}): Answered => ({
  status: 'up',
  reason: 'ok',
  message: '200 OK',
  phases: phases(20),
  evidence: { status: 200 },
  ...differs,
})

const reasons = { up: 'ok', degraded: 'slow', down: 'timeout' } as const

export const resultAt = (slot: Slot, status: ResultStatus): ResultOutcome => ({
  kind: 'result',
  checkId: 1 as CheckId,
  slot,
  status,
  reason: reasons[status],
  message: 'as expected',
  phases: phases(status === 'degraded' ? 900 : 20),
  checkedAt: slot + 25,
})

export const missedFrom = (slot: Slot, slots = 1): MissedOutcome => ({
  kind: 'missed',
  checkId: 1 as CheckId,
  slot,
  slots,
  reason: 'stopped',
  checkedAt: slot + 25,
})
