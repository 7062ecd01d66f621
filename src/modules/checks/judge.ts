import type { EpochMs } from '../../kernel/index.ts'
import type { Check } from './check.ts'
import { type Evidence, keptEvidence } from './evidence.ts'
import type { Phases, ResultOutcome, Slot } from './outcome.ts'
import type { Answered } from './probe.ts'

/** The outcome of a slot, from what its probe found and how slow its owner lets it be. */
export function judge(
  check: Pick<Check, 'id' | 'degradedAboveMs'>,
  result: Answered,
  at: {
    readonly slot: Slot
    readonly checkedAt: EpochMs
    /** What tries of the same slot found before this one. */
    readonly earlier?: Evidence
  },
): ResultOutcome {
  const limit = check.degradedAboveMs
  const slow = result.status === 'up' && limit !== null && result.phases.totalMs > limit
  // Of a target that is fine nobody asks why, and most outcomes are of those.
  const fine = result.status === 'up' && !slow
  const evidence = keptEvidence({ ...at.earlier, ...(fine ? {} : result.evidence) })
  return {
    kind: 'result',
    checkId: check.id,
    slot: at.slot,
    checkedAt: at.checkedAt,
    phases: result.phases,
    ...(evidence !== null && { evidence }),
    ...(slow
      ? {
          status: 'degraded',
          reason: 'slow',
          message: `answered in ${Math.round(result.phases.totalMs)} ms, more than ${limit} ms`,
        }
      : { status: result.status, reason: result.reason, message: result.message }),
  }
}

/** Of a probe that did not come so far. */
export const noPhases: Phases = {
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  firstByteMs: null,
  totalMs: 0,
}

/** The result of a check whose probe this build does not have. */
export const unsupported = (type: string): Answered => ({
  status: 'down',
  reason: 'unsupported',
  message: `this build has no probe of type ${type}`,
  phases: noPhases,
  evidence: {},
})

/** The result when the probe itself failed: a fault of ours, kept apart from the target's. */
export const internalFault = (fault: unknown): Answered => ({
  status: 'down',
  reason: 'internal',
  message: `the probe failed: ${fault instanceof Error ? fault.message : String(fault)}`,
  phases: noPhases,
  evidence: {},
})
