import { type CheckId, type EpochMs, fnv1a } from '../../kernel/index.ts'
import type { MissedReason, Slot } from './outcome.ts'

/** Where a check stands in its row of slots. */
export type Schedule = {
  readonly checkId: CheckId
  readonly intervalMs: number
  /** How long its probe may take. */
  readonly timeoutMs: number
  /** The first slot that nobody has claimed. */
  readonly nextSlot: Slot
  /** A slot that somebody claimed and that has no outcome yet. */
  readonly pendingSlot: Slot | null
  /** Until then the claimer of the pending slot is believed to be at work. */
  readonly leaseUntil: EpochMs | null
}

export type MissedSlots = {
  readonly slot: Slot
  readonly slots: number
  readonly reason: MissedReason
}

/** What a claim makes of a schedule: slots that are over, the one to run, and where it then stands. */
export type Plan = {
  readonly missed: readonly MissedSlots[]
  readonly claim: Slot | null
  readonly nextSlot: Slot
}

export type PlanContext = {
  /** Slot time (`slot-clock.ts`). */
  readonly now: EpochMs
  /** Slot time at which this scheduler began; what is older was missed because nothing ran. */
  readonly startedAt: EpochMs
  /** The slot clock has just jumped forward. */
  readonly jumped: boolean
}

/** The first slot of a new or changed check falls within this, so that a user soon sees it work. */
const firstSlotWithinMs = 5_000

/**
 * After a stop, slots that are late by more than a moment are left to checks that run more seldom
 * than this; the others wait for their next one, so that a restart is no burst.
 */
const catchUpAboveMs = 60_000
const promptMs = 1_000

/** A claim comes before its slot by this, or by a tenth of the interval. */
const claimAheadMs = 500

/** How long before its slot a check may be claimed, in milliseconds. */
export const claimAhead = (intervalMs: number): number =>
  Math.min(claimAheadMs, Math.floor(intervalMs / 10))

const spread = (checkId: CheckId, over: number): number => fnv1a(`check ${checkId}`) % over

/** The first slot of a check that was created, changed or resumed at `now`. */
export const firstSlot = (checkId: CheckId, intervalMs: number, now: EpochMs): Slot =>
  now + spread(checkId, Math.min(intervalMs, firstSlotWithinMs))

/**
 * The slot after `slot`. Regular slots lie an interval apart, at a phase that the check's id gives,
 * so that checks spread over their interval; after the early first one comes the nearest regular
 * one that leaves its probe the whole timeout before it can be claimed.
 */
export function slotAfter(slot: Slot, check: Pick<Schedule, 'checkId' | 'intervalMs'>): Slot {
  const { intervalMs } = check
  const phase = spread(check.checkId, intervalMs)
  const earliest = slot + Math.ceil(intervalMs * 0.9)
  return earliest + ((((phase - earliest) % intervalMs) + intervalMs) % intervalMs)
}

/**
 * What to do with a check whose next slot is due. At most one slot is run; older ones are missed,
 * with the reason, so that every slot ends with exactly one outcome. One that is late is run only
 * when its probe can end before the next slot may be claimed, which would overtake it.
 */
export function plan(schedule: Schedule, context: PlanContext): Plan {
  const overtaken: MissedSlots[] =
    schedule.pendingSlot === null
      ? []
      : [{ slot: schedule.pendingSlot, slots: 1, reason: reasonFor(schedule.pendingSlot, context) }]
  const { nextSlot, intervalMs } = schedule
  const following = slotAfter(nextSlot, schedule)
  const overdue = Math.max(0, Math.floor((context.now - following) / intervalMs) + 1)
  const latest = overdue === 0 ? nextSlot : following + (overdue - 1) * intervalMs
  const after = overdue === 0 ? following : latest + intervalMs
  const runs = isWorthRunning(latest, after, { schedule, context })
  const gone = overdue + (runs ? 0 : 1)
  return {
    missed: [...overtaken, ...gap(schedule, gone, context)],
    claim: runs ? latest : null,
    nextSlot: after,
  }
}

/** The first slots of a schedule, that many, as missed ones: the first may lie off the regular row. */
function gap(schedule: Schedule, slots: number, context: PlanContext): MissedSlots[] {
  if (slots === 0) return []
  const { nextSlot } = schedule
  const reason = reasonFor(nextSlot, context)
  const first = { slot: nextSlot, slots: 1, reason }
  if (slots === 1) return [first]
  return [first, { slot: slotAfter(nextSlot, schedule), slots: slots - 1, reason }]
}

type Late = { readonly schedule: Schedule; readonly context: PlanContext }

function isWorthRunning(slot: Slot, following: Slot, { schedule, context }: Late): boolean {
  const { intervalMs, timeoutMs } = schedule
  const lateBy = context.now - slot
  if (lateBy <= 0) return true
  if (context.now + timeoutMs > following - claimAhead(intervalMs)) return false
  const afterStop = slot < context.startedAt && lateBy > promptMs
  return !afterStop || intervalMs > catchUpAboveMs
}

function reasonFor(slot: Slot, { startedAt, jumped }: PlanContext): MissedReason {
  if (slot < startedAt) return 'stopped'
  return jumped ? 'clock' : 'overload'
}
