import type { CheckId, EpochMs } from '../../../../kernel/index.ts'
import {
  type Check,
  type Claim,
  type Claimed,
  type ClaimRequest,
  claimAhead,
  effectiveTimeout,
  type Plan,
  plan,
} from '../../../../modules/checks/index.ts'
import { all, chunks, maybe, one, run, type Tx } from '../statement.ts'
import { record } from './record.ts'
import { type CheckRow, checkColumns, toCheck } from './rows.ts'

type Due = CheckRow & {
  next_slot: number
  claim_at: number
  pending_slot: number | null
  lease_until: number | null
}

/** After its timeout a claimer has this long to commit before another may run its slot. */
const leaseSlackMs = 5_000

const dueColumns = `${checkColumns}, s.next_slot, s.claim_at, s.pending_slot, s.lease_until`

/** Is there anything to claim? A reading, so that an idle process writes nothing. */
export function* nextClaimAt(now: EpochMs): Tx<EpochMs | null> {
  const { next } = yield* one<{ next: number | null }>(
    'select min(claim_at) as next from checks_states',
  )
  const { expired } = yield* one<{ expired: number | null }>(
    `select min(lease_until) as expired from checks_states
      where pending_slot is not null and lease_until <= ?`,
    now,
  )
  return expired ?? next
}

/** The claim transaction: due slots become this process', slots that are over become *missed*. */
export function* claimDue(request: ClaimRequest): Tx<Claimed> {
  // The clock's row first, as those do who make or change a check: nobody waits in a circle.
  yield* run('select high_water from checks_clock where one = 1 /*pg for update*/')
  const due = yield* all<Due>(
    `select ${dueColumns} from checks_states s join checks c on c.id = s.check_id
      where s.claim_at <= ? order by s.claim_at limit ? /*pg for update of s skip locked*/`,
    request.now,
    request.limit,
  )
  const decided = due.map((row) => decide(row, request))
  yield* saveSchedule(decided)
  const again = yield* claimExpired(request, due)
  yield* raiseHighWater(decided)
  const { next } = yield* one<{ next: number | null }>(
    'select min(claim_at) as next from checks_states',
  )
  yield* recordMissed([...decided.flatMap(missedOf), ...again.given], request.now)
  return {
    claims: [...decided.flatMap(claimOf), ...again.claims],
    missed: decided.reduce((sum, { plan: { missed } }) => sum + slotsOf(missed), 0),
    nextAt: next,
  }
}

type Decided = {
  readonly check: Check
  readonly plan: Plan
  readonly leaseUntil: EpochMs | null
}

function decide(row: Due, request: ClaimRequest): Decided {
  const check = toCheck(row)
  const timeoutMs = effectiveTimeout(check, request.defaultTimeoutMs)
  const decision = plan(
    {
      checkId: check.id,
      intervalMs: check.intervalMs,
      timeoutMs,
      nextSlot: row.next_slot,
      pendingSlot: row.pending_slot,
      leaseUntil: row.lease_until,
    },
    request,
  )
  const start = Math.max(decision.claim ?? 0, request.now)
  const lease = start + timeoutMs + leaseSlackMs
  return { check, plan: decision, leaseUntil: decision.claim === null ? null : lease }
}

const claimOf = ({ check, plan: { claim } }: Decided): Claim[] =>
  claim === null ? [] : [{ check, slot: claim }]

const slotsOf = (missed: Plan['missed']): number =>
  missed.reduce((sum, { slots }) => sum + slots, 0)

type Missed = { readonly checkId: CheckId } & Plan['missed'][number]

const missedOf = ({ check, plan: { missed } }: Decided): Missed[] =>
  missed.map((run) => ({ checkId: check.id, ...run }))

/** The last of a claim: it gives sequence numbers. */
function* recordMissed(missed: readonly Missed[], now: EpochMs): Tx<void> {
  if (missed.length === 0) return
  yield* record(
    missed.map((run) => ({
      outcome: { kind: 'missed', checkedAt: now, ...run } as const,
      checkRev: null,
    })),
    now,
  )
}

function* saveSchedule(decided: readonly Decided[]): Tx<void> {
  for (const some of chunks(decided)) {
    const row =
      '(cast(? as bigint), cast(? as bigint), cast(? as bigint), cast(? as bigint), cast(? as bigint))'
    yield* run(
      `update checks_states set next_slot = v.column2, claim_at = v.column3,
          pending_slot = v.column4, lease_until = v.column5
        from (values ${some.map(() => row).join(',')}) as v
        where checks_states.check_id = v.column1`,
      ...some.flatMap(({ check, plan, leaseUntil }) => [
        check.id,
        plan.nextSlot,
        plan.nextSlot - claimAhead(check.intervalMs),
        plan.claim,
        leaseUntil,
      ]),
    )
  }
}

type Again = { readonly claims: readonly Claim[]; readonly given: readonly Missed[] }

/**
 * Slots whose claimer fell silent: run again where there is time before the next one is due, left
 * to the next claim where there is not, given up where there is no next one.
 */
function* claimExpired(request: ClaimRequest, due: readonly Due[]): Tx<Again> {
  const limit = request.limit - due.length
  const claims: Claim[] = []
  const given: Missed[] = []
  if (limit <= 0) return { claims, given }
  const rows = yield* all<Due & { claim_at: number | null }>(
    `select ${dueColumns} from checks_states s join checks c on c.id = s.check_id
      where s.pending_slot is not null and s.lease_until <= ?
        and (s.claim_at > ? or s.claim_at is null)
      order by s.lease_until limit ? /*pg for update of s skip locked*/`,
    request.now,
    request.now,
    limit,
  )
  for (const row of rows) {
    const check = toCheck(row)
    const slot = row.pending_slot ?? 0
    if (row.claim_at === null) {
      given.push({ checkId: check.id, slot, slots: 1, reason: 'stopped' })
      continue
    }
    const timeout = effectiveTimeout(check, request.defaultTimeoutMs)
    const fits = request.now + timeout < row.claim_at
    yield* run(
      'update checks_states set lease_until = ? where check_id = ?',
      fits ? request.now + timeout + leaseSlackMs : row.claim_at,
      check.id,
    )
    if (fits) claims.push({ check, slot })
  }
  return { claims, given }
}

function* raiseHighWater(decided: readonly Decided[]): Tx<void> {
  const newest = Math.max(0, ...decided.map(({ plan }) => plan.claim ?? 0))
  if (newest > 0) yield* raiseTo(newest)
}

/** Gives a slot back that was not begun: whoever looks next may have it. */
export function* releaseClaim(checkId: CheckId, slot: EpochMs): Tx<void> {
  yield* run(
    'update checks_states set lease_until = 0 where check_id = ? and pending_slot = ?',
    checkId,
    slot,
  )
}

/** Slot time at which a new or changed check begins. */
export function* slotNow(): Tx<EpochMs> {
  const row = yield* maybe<{ now: number; high_water: number }>(
    'select pharos_now() as now, high_water from checks_clock where one = 1',
  )
  if (row === null) throw new Error('checks_clock has no row')
  // Slot time runs ahead of a clock that was set back (modules/checks/slot-clock.ts).
  if (row.high_water - row.now > 2_000) return row.high_water
  yield* raiseTo(row.now)
  return row.now
}

/** A check may begin from here on, so slot time must not start before it after a restart. */
function* raiseTo(slot: EpochMs): Tx<void> {
  yield* run('update checks_clock set high_water = ? where one = 1 and high_water < ?', slot, slot)
}
