import type { EpochMs, Page, PageRequest, ServiceId } from '../../kernel/index.ts'
import type { Check } from './check.ts'
import type { Evidence } from './evidence.ts'
import type { Heartbeat, Signal } from './heartbeat.ts'
import type { MissedReason, Outcome, Phases, ResultReason, ResultStatus, Slot } from './outcome.ts'
import type { PlanContext } from './schedule.ts'
import type { Series, SeriesRequest } from './series.ts'

/** A slot that this process may run, and the definition it is to run. */
export type Claim = { readonly check: Check; readonly slot: Slot }

export type ClaimRequest = PlanContext & {
  readonly limit: number
  /** The timeout of checks that ask for none, in milliseconds. */
  readonly defaultTimeoutMs: number
}

export type Claimed = {
  readonly claims: readonly Claim[]
  /** How many slots were recorded as missed on the way. */
  readonly missed: number
  /** Slot time at which the next claim may succeed; `null` when there is no check. */
  readonly nextAt: EpochMs | null
}

/** Claims are the database's: of all processes that ask, one gets a slot. */
export type ScheduleStore = {
  /** The database's clock. */
  now(): Promise<EpochMs>
  /** The newest slot that was ever claimed. */
  highWater(): Promise<Slot | null>
  claim(request: ClaimRequest): Promise<Claimed>
  /** Gives back slots that were claimed and not begun. */
  release(claims: readonly Claim[]): Promise<void>
}

/** An outcome and the definition it speaks of. */
export type Report = { readonly outcome: Outcome; readonly checkRev: number }

/**
 * The accept transaction: the outcome, the state it leads to, its journal rows and its ledger rows,
 * in one commit. Resolves after the commit. A second outcome of a slot changes nothing.
 */
export type OutcomeStore = { accept(report: Report): Promise<void> }

/** An outcome as it is kept; `status` is `missed` where no probe ran. */
export type OutcomeRecord = {
  readonly id: number
  readonly serviceId: ServiceId
  readonly slot: Slot
  /** More than 1 for a run of missed slots. */
  readonly slots: number
  readonly status: ResultStatus | 'missed'
  readonly reason: ResultReason | MissedReason
  readonly message: string
  readonly phases: Phases | null
  /** `null` where the target was fine, where no probe ran, and where there was nothing to tell. */
  readonly evidence: Evidence | null
  /** Its slot lay in a maintenance: uptime leaves it out. */
  readonly maintenance: boolean
  readonly checkedAt: EpochMs
}

/** Where a reading of outcomes goes on: behind this one. */
export type OutcomeCursor = { readonly slot: Slot; readonly id: number }

export type TrailRequest = {
  readonly before: OutcomeCursor | null
  /** Only outcomes of this status; `null` for all. */
  readonly status: OutcomeRecord['status'] | null
  readonly limit: number
}

export type Trail = {
  readonly items: readonly OutcomeRecord[]
  /** Where older ones may be; `null` at the end of what is kept. */
  readonly next: OutcomeCursor | null
}

/** Outcomes that one `trailOf` looks at, at most. */
export const trailDepth = 20_000

export type OutcomeReader = {
  /** Newest first. */
  outcomesOf(serviceId: ServiceId, request: PageRequest): Promise<Page<OutcomeRecord>>
  /**
   * Newest first, from a cursor on. One reading looks through `trailDepth` outcomes at most, so one
   * that finds few of a rare status, or none, may still name where to look next.
   */
  trailOf(serviceId: ServiceId, request: TrailRequest): Promise<Trail>
  /** Outcomes added up over time: what a chart draws. */
  seriesOf(serviceId: ServiceId, request: SeriesRequest): Promise<Series>
}

/** A signal that came in, with what the job said beside it. */
export type Incoming = {
  readonly signal: Signal
  /** The job's last words, cut; text of a stranger. */
  readonly body: string
  /** Chosen by the sender: a signal of the same key counts once. */
  readonly key: string | null
}

/** A signal as it is kept. */
export type Ping = {
  readonly id: number
  readonly at: EpochMs
  readonly signal: Signal
  /** Of the run that it ended. */
  readonly durationMs: number | null
  readonly body: string
}

/** `repeated`: a signal of the same key was there before, and nothing changed. */
export type Recorded = 'recorded' | 'repeated' | 'unknown'

export type HeartbeatLog = {
  /** `null` before the first signal. */
  readonly heartbeat: Heartbeat | null
  /** Newest first. */
  readonly pings: readonly Ping[]
}

/** Signals of a heartbeat that are kept, whoever sends how many. */
export const pingsKept = 100

/** Heartbeats by their check's target, which is made of the digest of the secret that a job knows. */
export type HeartbeatStore = {
  /**
   * Keeps a signal and resolves after the commit. Where it changes how the job is, its check is due
   * at once; the first one begins the check's row of slots.
   */
  record(target: string, incoming: Incoming): Promise<Recorded>
  /** `null` before the first signal. `words` are what came with the latest failure. */
  of(target: string): Promise<{ readonly heartbeat: Heartbeat; readonly words: string } | null>
  logOf(serviceId: ServiceId, limit: number): Promise<HeartbeatLog>
}
