import { type EpochMs, formatDuration, rfc3339Seconds } from '../../kernel/index.ts'
import { expectedAfter, type HeartbeatSchedule } from './heartbeat-schedule.ts'

/** What a job says of itself. A job that only ever ends sends `success`, and that is enough. */
export type Signal =
  | { readonly kind: 'start' }
  | { readonly kind: 'success' }
  /** `exitCode` is never 0; `null` where the job said no more than that it failed. */
  | { readonly kind: 'fail'; readonly exitCode: number | null }

/**
 * What is remembered of a job's signals. A `success` or `fail` ends the run that a `start` began; a
 * second `start` before it begins the run anew.
 */
export type Heartbeat = {
  readonly lastAt: EpochMs
  readonly lastSuccessAt: EpochMs | null
  readonly lastFailureAt: EpochMs | null
  /** Of the latest failure. */
  readonly exitCode: number | null
  /** The latest run that ended did so by a failure. */
  readonly failed: boolean
  /** Of the run that goes on; `null` between runs. */
  readonly startedAt: EpochMs | null
  /** Of the latest run that began with a signal. */
  readonly durationMs: number | null
}

export type Beat = {
  readonly heartbeat: Heartbeat
  /** Of the run that this signal ended. */
  readonly durationMs: number | null
}

const silence: Omit<Heartbeat, 'lastAt'> = {
  lastSuccessAt: null,
  lastFailureAt: null,
  exitCode: null,
  failed: false,
  startedAt: null,
  durationMs: null,
}

/** The heartbeat after a signal. Time does not go back in it, even where a clock did. */
export function beat(before: Heartbeat | null, signal: Signal, now: EpochMs): Beat {
  const at = Math.max(now, before?.lastAt ?? now)
  const known = { ...(before ?? silence), lastAt: at }
  if (signal.kind === 'start') return { heartbeat: { ...known, startedAt: at }, durationMs: null }
  const durationMs = known.startedAt === null ? null : at - known.startedAt
  const ended = { ...known, startedAt: null, durationMs }
  const heartbeat =
    signal.kind === 'success'
      ? { ...ended, lastSuccessAt: at, failed: false }
      : { ...ended, lastFailureAt: at, exitCode: signal.exitCode, failed: true }
  return { heartbeat, durationMs }
}

/** How a job is, by its signals. */
export type HeartbeatJudgement = {
  readonly status: 'up' | 'down'
  /** `timeout` where a signal is late, `assertion_failed` where the job itself said that it failed. */
  readonly reason: 'ok' | 'timeout' | 'assertion_failed'
  readonly message: string
}

export type JudgeContext = {
  readonly now: EpochMs
  /** Signals from before were perhaps sent and not heard, so nothing is late before this and the grace. */
  readonly listeningSince: EpochMs
}

/**
 * Decides how a job is. In this order: it said that it failed; it runs for too long; nothing came
 * when something should have; else it is fine.
 */
export function judgeHeartbeat(
  heartbeat: Heartbeat,
  schedule: HeartbeatSchedule,
  { now, listeningSince }: JudgeContext,
): HeartbeatJudgement {
  if (heartbeat.failed) return failed(heartbeat)
  const { startedAt, lastSuccessAt } = heartbeat
  const grace = formatDuration(schedule.graceMs)
  const expected = expectedAt(heartbeat, schedule)
  const late = expected === null ? null : Math.max(expected, listeningSince) + schedule.graceMs
  if (startedAt !== null) {
    const until = Math.max(startedAt, listeningSince) + schedule.longestMs
    // A job that starts again and again, and never ends, does not push its end away for ever.
    const last = late === null ? until : Math.min(until, late + schedule.longestMs)
    if (now <= last) return up(`running since ${rfc3339Seconds(startedAt)}`)
    const longest = formatDuration(schedule.longestMs)
    return overdue(`started at ${rfc3339Seconds(startedAt)} and did not end within ${longest}`)
  }
  if (expected === null || late === null || lastSuccessAt === null || now <= late) {
    return up(lastSuccessAt === null ? 'no run has ended yet' : lastText(heartbeat, lastSuccessAt))
  }
  const last = `the last success came at ${rfc3339Seconds(lastSuccessAt)}`
  return overdue(`no signal by ${rfc3339Seconds(expected)} and ${grace} of grace; ${last}`)
}

/** When the next success is due; `null` before the first, and for a schedule that has no more. */
export const expectedAt = (
  { lastSuccessAt }: Pick<Heartbeat, 'lastSuccessAt'>,
  schedule: HeartbeatSchedule,
): EpochMs | null => (lastSuccessAt === null ? null : expectedAfter(schedule, lastSuccessAt))

const up = (message: string): HeartbeatJudgement => ({ status: 'up', reason: 'ok', message })

const overdue = (message: string): HeartbeatJudgement => ({
  status: 'down',
  reason: 'timeout',
  message,
})

function failed({ lastFailureAt, exitCode }: Heartbeat): HeartbeatJudgement {
  const at = lastFailureAt === null ? '' : ` at ${rfc3339Seconds(lastFailureAt)}`
  const how = exitCode === null ? '' : ` with exit code ${exitCode}`
  return { status: 'down', reason: 'assertion_failed', message: `the job failed${how}${at}` }
}

function lastText({ durationMs }: Heartbeat, at: EpochMs): string {
  const took = durationMs === null ? '' : ` after ${formatDuration(durationMs)}`
  return `success at ${rfc3339Seconds(at)}${took}`
}
