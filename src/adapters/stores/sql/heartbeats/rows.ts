import type { Heartbeat, Ping, Signal } from '../../../../modules/checks/index.ts'
import type { Row, Value } from '../statement.ts'

export type HeartbeatRow = Row & {
  last_at: number
  last_success_at: number | null
  last_failure_at: number | null
  exit_code: number | null
  failed: number
  started_at: number | null
  duration_ms: number | null
}

export const heartbeatFields =
  'last_at, last_success_at, last_failure_at, exit_code, failed, started_at, duration_ms'

export const heartbeatColumns = heartbeatFields.replace(/\w+/g, 'h.$&')

export const toHeartbeat = (row: HeartbeatRow): Heartbeat => ({
  lastAt: row.last_at,
  lastSuccessAt: row.last_success_at,
  lastFailureAt: row.last_failure_at,
  exitCode: row.exit_code,
  failed: row.failed === 1,
  startedAt: row.started_at,
  durationMs: row.duration_ms,
})

/** In the order of `heartbeatFields`. */
export const heartbeatValues = (heartbeat: Heartbeat): Value[] => [
  heartbeat.lastAt,
  heartbeat.lastSuccessAt,
  heartbeat.lastFailureAt,
  heartbeat.exitCode,
  heartbeat.failed ? 1 : 0,
  heartbeat.startedAt,
  heartbeat.durationMs,
]

export type PingRow = Row & {
  id: number
  at: number
  kind: string
  exit_code: number | null
  duration_ms: number | null
  body: string
}

export const pingColumns = 'id, at, kind, exit_code, duration_ms, body'

export const toPing = (row: PingRow): Ping => ({
  id: row.id,
  at: row.at,
  signal: toSignal(row),
  durationMs: row.duration_ms,
  body: row.body,
})

/** The word in this column is written from `Signal` alone. */
const toSignal = ({ kind, exit_code: exitCode }: PingRow): Signal =>
  kind === 'fail' ? { kind, exitCode } : { kind: kind as 'start' | 'success' }
