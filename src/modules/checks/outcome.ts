import type { CheckId, EpochMs } from '../../kernel/index.ts'
import type { Evidence } from './evidence.ts'

/** Why a probe ended as it did. `ok` and `slow` are the only ones of a target that answered well. */
export const resultReasons = [
  'ok',
  'slow',
  'timeout',
  'connection_refused',
  'connection_reset',
  'unreachable',
  'dns_failure',
  'tls_failure',
  'bad_status',
  'assertion_failed',
  'body_too_large',
  'protocol_error',
  'blocked_by_policy',
  'unsupported',
  'internal',
] as const
export type ResultReason = (typeof resultReasons)[number]

/** Why a slot has no result. */
export const missedReasons = [
  'overload',
  'clock',
  'maintenance',
  'guard',
  'members_unknown',
  'stopped',
] as const
export type MissedReason = (typeof missedReasons)[number]

/** Milliseconds each phase took; `null` where the phase did not happen. */
export type Phases = {
  readonly dnsMs: number | null
  readonly connectMs: number | null
  readonly tlsMs: number | null
  readonly firstByteMs: number | null
  readonly totalMs: number
}

/** The scheduled time of one execution of a check. With the check's id it names the slot for ever. */
export type Slot = EpochMs

export type ResultStatus = 'up' | 'degraded' | 'down'

/** What a slot yielded when its probe ran. */
export type ResultOutcome = {
  readonly kind: 'result'
  readonly checkId: CheckId
  readonly slot: Slot
  readonly status: ResultStatus
  readonly reason: ResultReason
  /** One line for people: what was expected and what came. Text of the target is in it, so escape it. */
  readonly message: string
  readonly phases: Phases
  /** With outcomes that are not up, where the probe found something. Text of the target is in it too. */
  readonly evidence?: Evidence
  readonly checkedAt: EpochMs
}

/** What `slots` consecutive slots yielded, from `slot` on, when no probe ran in them. */
export type MissedOutcome = {
  readonly kind: 'missed'
  readonly checkId: CheckId
  readonly slot: Slot
  readonly slots: number
  readonly reason: MissedReason
  readonly checkedAt: EpochMs
}

export type Outcome = ResultOutcome | MissedOutcome
