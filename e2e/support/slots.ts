import type { CheckId } from '../../src/kernel/index.ts'
import { slotAfter } from '../../src/modules/checks/index.ts'
import type { Database, Row } from './database.ts'

/** An outcome of one slot, or of a run of missed ones. Times are epoch milliseconds. */
export type Recorded = {
  readonly slot: number
  readonly slots: number
  readonly status: string
  readonly reason: string
  readonly checkedAt: number
}

export type CheckedSlots = {
  readonly checkId: number
  readonly intervalMs: number
  /** The slot that somebody has claimed and that has no outcome yet. */
  readonly pending: number | null
  /** The first slot that nobody has claimed. */
  readonly next: number
  readonly outcomes: readonly Recorded[]
}

/** What is wrong with the slots of some checks, and what there is of them. */
export type Audit = {
  /** Slots that were counted twice, in words. */
  readonly doubled: readonly string[]
  /** Gaps in the row of slots, in words. */
  readonly absent: readonly string[]
  readonly slots: number
  readonly ran: number
  /** Missed slots by reason. */
  readonly missed: ReadonlyMap<string, number>
}

type OutcomeRow = Row & {
  check_id: number
  slot: number
  slots: number
  status: string
  reason: string
  checked_at: number
}
type StateRow = Row & {
  check_id: number
  interval_ms: number
  next_slot: number
  pending_slot: number | null
}

/** Reads every slot of every check that is not paused, Pharos' own too. */
export async function readSlots(database: Database): Promise<readonly CheckedSlots[]> {
  const states = await database.query<StateRow>(
    `select s.check_id, c.interval_ms, s.next_slot, s.pending_slot
      from checks_states s join checks c on c.id = s.check_id where s.next_slot is not null`,
  )
  const rows = await database.query<OutcomeRow>(
    `select check_id, slot, slots, status, reason, checked_at from checks_outcomes
      order by check_id, slot`,
  )
  const byCheck = Map.groupBy(rows, (row) => row.check_id)
  return states.map((state) => ({
    checkId: state.check_id,
    intervalMs: state.interval_ms,
    pending: state.pending_slot,
    next: state.next_slot,
    outcomes: (byCheck.get(state.check_id) ?? []).map(
      ({ slot, slots, status, reason, checked_at: checkedAt }) => ({
        slot,
        slots,
        status,
        reason,
        checkedAt,
      }),
    ),
  }))
}

/**
 * Goes through the row of slots of each check, from its first outcome to the slot that comes next.
 * They lie an interval apart; only from the early first one to the second it is as the schedule says.
 */
export function auditSlots(checks: readonly CheckedSlots[]): Audit {
  const doubled: string[] = []
  const absent: string[] = []
  const missed = new Map<string, number>()
  let ran = 0
  let slots = 0
  for (const check of checks) {
    const row = [...slotsOf(check)]
    for (const [index, slot] of row.entries()) {
      if (index > 0) compare(check, { row, index, doubled, absent })
      if (slot.status === null) continue
      slots += 1
      if (slot.status !== 'missed') ran += 1
      else missed.set(slot.reason, (missed.get(slot.reason) ?? 0) + 1)
    }
  }
  return { doubled, absent, slots, ran, missed }
}

/** One slot; `status` is `null` for the pending one and the next, which have no outcome yet. */
type Slot = { readonly at: number; readonly status: string | null; readonly reason: string }

function* slotsOf({ outcomes, pending, next, intervalMs }: CheckedSlots): Generator<Slot> {
  for (const { slot, slots, status, reason } of outcomes) {
    for (let i = 0; i < slots; i++) yield { at: slot + i * intervalMs, status, reason }
  }
  const last = outcomes.at(-1)
  // A slot whose outcome came from somebody else stays marked as pending until the next claim.
  const isOpen = pending !== null && (last === undefined || pending > last.slot)
  if (isOpen) yield { at: pending, status: null, reason: '' }
  yield { at: next, status: null, reason: '' }
}

type Comparison = {
  readonly row: readonly Slot[]
  readonly index: number
  readonly doubled: string[]
  readonly absent: string[]
}

function compare(check: CheckedSlots, { row, index, doubled, absent }: Comparison): void {
  const { checkId, intervalMs } = check
  const [before, slot] = [row[index - 1], row[index]]
  if (before === undefined || slot === undefined) return
  const step = slot.at - before.at
  const where = `check ${checkId}: ${step} ms from slot ${before.at} (${before.reason}) to ${slot.at} (${slot.reason})`
  const regular =
    index === 1
      ? slotAfter(before.at, { checkId: checkId as CheckId, intervalMs }) - before.at
      : intervalMs
  if (step <= 0) doubled.push(where)
  else if (step !== regular) absent.push(where)
}

/** `12000 slots: 11990 ran, 10 missed (overload 10)`. */
export function auditText({ slots, ran, missed }: Audit): string {
  const reasons = [...missed].map(([reason, count]) => `${reason} ${count}`).join(', ')
  return `${slots} slots: ${ran} ran, ${slots - ran} missed${reasons === '' ? '' : ` (${reasons})`}`
}
