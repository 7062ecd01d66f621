import type { CheckId, EpochMs } from '../../kernel/index.ts'
import { type Check, effectiveTimeout } from './check.ts'
import type { MissedOutcome, Outcome, Slot } from './outcome.ts'
import type { Claim, Claimed, ClaimRequest, Report } from './ports.ts'
import { claimAhead, firstSlot, type Plan, plan, type Schedule } from './schedule.ts'
import { newState, type Step, step, type VerdictChange, type VerdictState } from './verdict.ts'

/**
 * The database of a simulation: the transactions of `ScheduleStore` and `OutcomeStore` as one thread
 * would run them, over the room's own `plan` and `step`, in memory. It is a model of what a store
 * promises, for the simulator alone; real stores are tested against real databases.
 */
export type Model = {
  readonly checks: ReadonlyMap<CheckId, Held>
  /** Every result that an accept transaction was committed for, new or not: `check slot`. */
  readonly acceptedResults: ReadonlySet<string>
  add(check: Check): void
  readonly transactions: Transactions
}

export type Transactions = {
  now(): EpochMs
  highWater(): Slot | null
  claim(request: ClaimRequest): Claimed
  release(claims: readonly Claim[]): void
  accept(report: Report): void
}

/** What the database holds of a check. */
export type Held = {
  readonly check: Check
  /** Slot time at which it was created. */
  readonly createdAt: EpochMs
  nextSlot: Slot
  pendingSlot: Slot | null
  leaseUntil: EpochMs | null
  state: VerdictState
  /** In the order of their commits. */
  readonly outcomes: { readonly outcome: Outcome; readonly committedAt: number }[]
  readonly changes: VerdictChange[]
  readonly taken: Set<Slot>
}

/** The habits of a store that a mutant can break one at a time. */
export type Habits = {
  plan(schedule: Schedule, context: ClaimRequest): Plan
  step(state: VerdictState, outcome: Outcome, check: Check): Step
  /** The unique key on (check, slot). */
  isNew(held: Held, slot: Slot): boolean
  /** What becomes of a slot that is given back. */
  release(held: Held): void
  outcomeOf(report: Report): Outcome
}

const goodHabits: Habits = {
  plan,
  step,
  isNew: ({ taken }, slot) => !taken.has(slot),
  release: (held) => {
    held.leaseUntil = 0
  },
  outcomeOf: ({ outcome }) => outcome,
}

/** After its timeout a claimer has this long to commit before another may run its slot. */
const leaseSlackMs = 5_000

export const resultKey = (checkId: CheckId, slot: Slot): string => `${checkId} ${slot}`

const claimAt = ({ nextSlot, check }: Held): EpochMs => nextSlot - claimAhead(check.intervalMs)

export function createModel(
  clock: {
    /** The database's own clock, which may jump. */
    readonly databaseNow: () => EpochMs
    /** Simulated time, which does not. */
    readonly simulatedNow: () => number
  },
  broken: Partial<Habits> = {},
): Model {
  const habits: Habits = { ...goodHabits, ...broken }
  const checks = new Map<CheckId, Held>()
  const acceptedResults = new Set<string>()
  let highWater: Slot | null = null

  /** Slot time runs ahead of a clock that was set back. */
  function slotNow(): EpochMs {
    const now = clock.databaseNow()
    return highWater !== null && highWater - now > 2_000 ? highWater : now
  }

  function record(held: Held, outcome: Outcome): void {
    if (!habits.isNew(held, outcome.slot)) return
    held.taken.add(outcome.slot)
    held.outcomes.push({ outcome, committedAt: clock.simulatedNow() })
    const { state, change } = habits.step(held.state, outcome, held.check)
    held.state = state
    if (change !== null) held.changes.push(change)
    if (held.pendingSlot !== null && held.pendingSlot <= outcome.slot) held.pendingSlot = null
  }

  function claimDue(held: Held, request: ClaimRequest): Claimed {
    const { check } = held
    const timeoutMs = effectiveTimeout(check, request.defaultTimeoutMs)
    const schedule = { checkId: check.id, intervalMs: check.intervalMs, timeoutMs, ...held }
    const { missed, claim, nextSlot } = habits.plan(schedule, request)
    for (const run of missed) {
      const outcome: MissedOutcome = {
        kind: 'missed',
        checkId: check.id,
        checkedAt: request.now,
        ...run,
      }
      record(held, outcome)
    }
    held.nextSlot = nextSlot
    held.pendingSlot = claim
    held.leaseUntil = null
    const slots = missed.reduce((sum, run) => sum + run.slots, 0)
    if (claim === null) return { claims: [], missed: slots, nextAt: null }
    held.leaseUntil =
      Math.max(claim, request.now) +
      effectiveTimeout(check, request.defaultTimeoutMs) +
      leaseSlackMs
    highWater = Math.max(highWater ?? 0, claim)
    return { claims: [{ check, slot: claim }], missed: slots, nextAt: null }
  }

  /** A slot whose claimer fell silent is run again where there is time before the next one is due. */
  function claimExpired(held: Held, request: ClaimRequest): Claim[] {
    const timeout = effectiveTimeout(held.check, request.defaultTimeoutMs)
    const fits = request.now + timeout < claimAt(held)
    held.leaseUntil = fits ? request.now + timeout + leaseSlackMs : claimAt(held)
    return fits && held.pendingSlot !== null ? [{ check: held.check, slot: held.pendingSlot }] : []
  }

  function claim(request: ClaimRequest): Claimed {
    const all = [...checks.values()]
    const due = all
      .filter((held) => claimAt(held) <= request.now)
      .sort((a, b) => claimAt(a) - claimAt(b))
      .slice(0, request.limit)
    const decided = due.map((held) => claimDue(held, request))
    const again = all
      .filter((held) => held.pendingSlot !== null && (held.leaseUntil ?? 0) <= request.now)
      .filter((held) => claimAt(held) > request.now)
      .slice(0, request.limit - due.length)
      .flatMap((held) => claimExpired(held, request))
    return {
      claims: [...decided.flatMap(({ claims }) => claims), ...again],
      missed: decided.reduce((sum, { missed }) => sum + missed, 0),
      nextAt: all.length === 0 ? null : Math.min(...all.map(claimAt)),
    }
  }

  return {
    checks,
    acceptedResults,
    add(check) {
      const createdAt = slotNow()
      checks.set(check.id, {
        check,
        createdAt,
        nextSlot: firstSlot(check.id, check.intervalMs, createdAt),
        pendingSlot: null,
        leaseUntil: null,
        state: newState(createdAt),
        outcomes: [],
        changes: [],
        taken: new Set(),
      })
    },
    transactions: {
      now: clock.databaseNow,
      highWater: () => highWater,
      claim,
      release(claims) {
        for (const { check, slot } of claims) {
          const held = checks.get(check.id)
          if (held?.pendingSlot === slot) habits.release(held)
        }
      },
      accept(report) {
        const { checkId, slot } = report.outcome
        const held = checks.get(checkId)
        acceptedResults.add(resultKey(checkId, slot))
        if (held !== undefined) record(held, habits.outcomeOf(report))
      },
    },
  }
}
