/** Checks: what to probe, when, and the verdict. */
export type { Check, Thresholds } from './check.ts'
export { defaultThresholds, effectiveTimeout } from './check.ts'
export type { Evidence } from './evidence.ts'
export { evidenceLimits, keptEvidence } from './evidence.ts'
export type { ExecuteOptions } from './execute.ts'
export { execute } from './execute.ts'
export type {
  MissedOutcome,
  MissedReason,
  Outcome,
  Phases,
  ResultOutcome,
  ResultReason,
  ResultStatus,
  Slot,
} from './outcome.ts'
export { missedReasons, resultReasons } from './outcome.ts'
export type {
  Claim,
  Claimed,
  ClaimRequest,
  OutcomeCursor,
  OutcomeReader,
  OutcomeRecord,
  OutcomeStore,
  Report,
  ScheduleStore,
  Trail,
  TrailRequest,
} from './ports.ts'
export { trailDepth } from './ports.ts'
export type { Probe, ProbeRequest, ProbeResult, Probes } from './probe.ts'
export type { Plan, PlanContext, Schedule } from './schedule.ts'
export { claimAhead, firstSlot, plan, slotAfter } from './schedule.ts'
export type { Scheduler, SchedulerObserver, SchedulerOptions } from './scheduler.ts'
export { createScheduler } from './scheduler.ts'
export type { Bucket, Range, Series, SeriesRequest, Uptime } from './series.ts'
export {
  mostBuckets,
  rangeOf,
  ranges,
  slotsIn,
  tooManySlots,
  uptimeOf,
  windowOf,
} from './series.ts'
export type { ClockReading, SlotClock } from './slot-clock.ts'
export { createSlotClock } from './slot-clock.ts'
export type { Rules, Step, Verdict, VerdictChange, VerdictReason, VerdictState } from './verdict.ts'
export {
  forget,
  newState,
  pause,
  silentIntervals,
  step,
  stripLength,
  verdicts,
  worstOf,
} from './verdict.ts'
