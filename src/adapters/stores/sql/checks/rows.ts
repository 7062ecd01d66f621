import type { CheckId, ServiceId } from '../../../../kernel/index.ts'
import type {
  Check,
  Verdict,
  VerdictReason,
  VerdictState,
} from '../../../../modules/checks/index.ts'
import type { Row, Value } from '../statement.ts'

/** A check's definition, as its columns say. */
export type CheckRow = Row & {
  check_id: number
  service_id: number
  type: string
  target: string
  interval_ms: number
  timeout_ms: number | null
  failures_to_down: number
  successes_to_up: number
  degraded_above_ms: number | null
  retries: number
  config: string
  paused: number
  rev: number
}

export const checkColumns = `c.id as check_id, c.service_id, c.type, c.target, c.interval_ms,
  c.timeout_ms, c.failures_to_down, c.successes_to_up, c.degraded_above_ms, c.retries,
  c.config, c.paused, c.rev`

export const toCheck = (row: CheckRow): Check => ({
  id: row.check_id as CheckId,
  serviceId: row.service_id as ServiceId,
  type: row.type,
  target: row.target,
  intervalMs: row.interval_ms,
  timeoutMs: row.timeout_ms,
  failuresToDown: row.failures_to_down,
  successesToUp: row.successes_to_up,
  degradedAboveMs: row.degraded_above_ms,
  retries: row.retries,
  config: JSON.parse(row.config) as unknown,
  paused: row.paused === 1,
  rev: row.rev,
})

export type StateRow = Row & {
  check_id: number
  service_id: number
  verdict: string
  reason: string
  since: number
  failures: number
  successes: number
  definite: string | null
  last_slot: number | null
  last_result_slot: number | null
  last_checked_at: number | null
  response_ms: number | null
  recent: string
  outcomes: number
}

export const stateColumns = `s.check_id, s.service_id, s.verdict, s.reason, s.since, s.failures,
  s.successes, s.definite, s.last_slot, s.last_result_slot, s.last_checked_at, s.response_ms,
  s.recent, s.outcomes`

/** The words in these columns are written from these types alone. */
export const toState = (row: StateRow): VerdictState => ({
  verdict: row.verdict as Verdict,
  reason: row.reason as VerdictReason,
  since: row.since,
  failures: row.failures,
  successes: row.successes,
  definite: row.definite as VerdictState['definite'],
  lastSlot: row.last_slot,
  lastResultSlot: row.last_result_slot,
  lastCheckedAt: row.last_checked_at,
  responseMs: row.response_ms,
  recent: row.recent,
})

/** The values of a state in the order of `stateFields`. */
export const stateValues = (state: VerdictState): Value[] => [
  state.verdict,
  state.reason,
  state.since,
  state.failures,
  state.successes,
  state.definite,
  state.lastSlot,
  state.lastResultSlot,
  state.lastCheckedAt,
  state.responseMs,
  state.recent,
]

export const stateFields = `verdict, reason, since, failures, successes, definite, last_slot,
  last_result_slot, last_checked_at, response_ms, recent`
