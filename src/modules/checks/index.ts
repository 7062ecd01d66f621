/** Checks: what to probe, when, and the verdict. */
export type { Check, Thresholds } from './check.ts'
export { defaultThresholds, effectiveTimeout } from './check.ts'
export type { Cron, CronReading } from './cron.ts'
export { nextCron, readCron } from './cron.ts'
export type { Evidence } from './evidence.ts'
export { evidenceLimits, keptEvidence } from './evidence.ts'
export type { ExecuteOptions } from './execute.ts'
export { execute } from './execute.ts'
export type { Guard, GuardOptions, GuardTarget } from './guard.ts'
export { createGuard } from './guard.ts'
export type {
  Beat,
  Heartbeat,
  HeartbeatJudgement,
  JudgeContext,
  Signal,
} from './heartbeat.ts'
export { beat, expectedAt, judgeHeartbeat } from './heartbeat.ts'
export type { HeartbeatSchedule } from './heartbeat-schedule.ts'
export { oneSchedule, readSchedule, scheduleFields, scheduleText } from './heartbeat-schedule.ts'
export { noPhases } from './judge.ts'
export type { Latency } from './latency.ts'
export { addBins, latencyBins, percentileOf } from './latency.ts'
export type {
  Covered,
  Maintenance,
  MaintenanceDefinition,
  MaintenanceEnd,
  MaintenancePlan,
  MaintenanceScope,
  MaintenanceStep,
  Period,
} from './maintenance.ts'
export {
  covers,
  greenSuccesses,
  isGreen,
  laterPeriod,
  maintenanceEnds,
  nextPeriod,
  stepMaintenance,
} from './maintenance.ts'
export type { MaintenanceContext } from './maintenance-draft.ts'
export { parseMaintenance } from './maintenance-draft.ts'
export { runMaintenances } from './maintenance-loop.ts'
export type {
  MaintenanceClock,
  MaintenanceReader,
  MaintenanceStore,
  PlannedWork,
  SavedMaintenance,
} from './maintenance-ports.ts'
export type { Maintenances, MaintenancesOptions } from './maintenances.ts'
export { createMaintenances, StaleMaintenance } from './maintenances.ts'
export type { Parts, Run } from './missed-run.ts'
export { spread } from './missed-run.ts'
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
  HeartbeatLog,
  HeartbeatStore,
  Incoming,
  OutcomeCursor,
  OutcomeReader,
  OutcomeRecord,
  OutcomeStore,
  Ping,
  Recorded,
  Report,
  ScheduleStore,
  Trail,
  TrailRequest,
} from './ports.ts'
export { pingsKept, trailDepth } from './ports.ts'
export type { Answered, Probe, ProbeRequest, ProbeResult, Probes, Undecided } from './probe.ts'
export type { Counted, Gap, Level, Rollup, RollupHorizon, Totals } from './rollup.ts'
export { fold, levelNames, levels, nothing, rollupHorizon } from './rollup.ts'
export type { Plan, PlanContext, Schedule } from './schedule.ts'
export { claimAhead, firstSlot, plan, slotAfter } from './schedule.ts'
export type { Scheduler, SchedulerObserver, SchedulerOptions } from './scheduler.ts'
export { createScheduler } from './scheduler.ts'
export type { Bucket, Range, Series, SeriesRequest } from './series.ts'
export {
  bucketOf,
  levelOf,
  mostBuckets,
  rangeNames,
  rangeOf,
  ranges,
  windowOf,
} from './series.ts'
export type { ClockReading, SlotClock } from './slot-clock.ts'
export { createSlotClock } from './slot-clock.ts'
export type { Uptime, UptimeRange } from './uptime.ts'
export { percentUp, uptimeOf, uptimeRanges, uptimeWindowOf } from './uptime.ts'
export type { Observed, UptimeSummaries, UptimeSummary } from './uptime-summary.ts'
export { summaryDays, summaryHours, summaryOf } from './uptime-summary.ts'
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
