import type { CheckId, EpochMs, ServiceId } from '../../../../kernel/index.ts'
import {
  type Outcome,
  step,
  type VerdictChange,
  type VerdictState,
} from '../../../../modules/checks/index.ts'
import type { DomainEvent } from '../../../../modules/journal/index.ts'
import { publish } from '../journal/publish.ts'
import { maintenanceOf } from '../maintenance/within.ts'
import { all, chunks, flag, marks, run, type Tx, tuples, type Value } from '../statement.ts'
import { rollUp, toCounted } from './rollups.ts'
import { type StateRow, stateColumns, stateFields, stateValues, toState } from './rows.ts'
import { settleServices } from './settle.ts'

/** An outcome to record; `checkRev` is the definition it speaks of, `null` for whichever holds. */
export type Incoming = { readonly outcome: Outcome; readonly checkRev: number | null }

/**
 * The accept transaction's body: outcomes, the states they lead to, journal and ledger rows. An
 * outcome of a slot that has one, or of a check that is gone, changes nothing. Locks are taken by
 * rising id, the sequence last, so that two of these never wait for each other.
 */
export function* record(incoming: readonly Incoming[], at: EpochMs): Tx<void> {
  const ids = [...new Set(incoming.map(({ outcome }) => outcome.checkId))].sort((a, b) => a - b)
  const held = new Map<number, Held>()
  for (const some of chunks(ids)) {
    const rows = yield* all<StateRow & RuleColumns>(
      `select ${stateColumns}, c.interval_ms, c.failures_to_down, c.successes_to_up,
          c.degraded_above_ms, c.flapping_after, c.rev
        from checks_states s join checks c on c.id = s.check_id
        where s.check_id in (${marks(some.length)}) order by s.check_id /*pg for update of s*/`,
      ...some,
    )
    for (const row of rows) held.set(row.check_id, hold(row))
  }
  const known = incoming.filter(({ outcome }) => held.has(outcome.checkId))
  const within = yield* maintenanceOf([...new Set([...held.values()].map((one) => one.serviceId))])
  const isWorkedOn = ({ checkId, slot }: Outcome): boolean => {
    const check = held.get(checkId)
    return check !== undefined && within(check.serviceId, slot)
  }
  const fresh = yield* insertOutcomes(
    known.map(({ outcome }) => outcome),
    isWorkedOn,
  )
  const inOrder = known
    // Taking the key out lets one of two reports of the same slot through.
    .filter(({ outcome }) => fresh.delete(keyOf(outcome.checkId, outcome.slot)))
    .sort((a, b) => a.outcome.slot - b.outcome.slot)
  if (inOrder.length === 0) return
  yield* rollUp(
    inOrder.flatMap(({ outcome }) => {
      const check = held.get(outcome.checkId)
      if (check === undefined) return []
      const { intervalMs } = check.rules
      return [toCounted(outcome, { intervalMs, maintenance: isWorkedOn(outcome) })]
    }),
  )

  const changes: Changed[] = inOrder.flatMap((one) => advance(held.get(one.outcome.checkId), one))
  const touched = [...held.values()].filter((check) => check.recorded > 0)
  yield* saveStates(touched)
  const events: DomainEvent[] = [
    ...changes.map(({ check, change }) => verdictEvent(check, change)),
    ...(yield* settleServices([...new Set(changes.map(({ check }) => check.serviceId))])),
  ]
  const services = [...new Set(touched.map((check) => check.serviceId))]
  yield* publish({ events, changes: services.map((id) => ({ kind: 'service', id })) }, at)
}

type RuleColumns = {
  interval_ms: number
  failures_to_down: number
  successes_to_up: number
  degraded_above_ms: number | null
  flapping_after: number | null
  rev: number
}

type Held = {
  readonly checkId: CheckId
  readonly serviceId: ServiceId
  readonly rules: Parameters<typeof step>[2]
  readonly rev: number
  state: VerdictState
  /** Outcomes recorded in this transaction, and the newest slot among them. */
  recorded: number
  newest: number
}

type Changed = { readonly check: Held; readonly change: VerdictChange }

const hold = (row: StateRow & RuleColumns): Held => ({
  checkId: row.check_id as CheckId,
  serviceId: row.service_id as ServiceId,
  rules: {
    intervalMs: row.interval_ms,
    failuresToDown: row.failures_to_down,
    successesToUp: row.successes_to_up,
    degradedAboveMs: row.degraded_above_ms,
    flappingAfter: row.flapping_after,
  },
  rev: row.rev,
  state: toState(row),
  recorded: 0,
  newest: 0,
})

const keyOf = (checkId: number, slot: number): string => `${checkId} ${slot}`

/** Takes one more outcome. What an older definition found is history only. */
function advance(check: Held | undefined, { outcome, checkRev }: Incoming): Changed[] {
  if (check === undefined) return []
  check.recorded += 1
  check.newest = Math.max(check.newest, outcome.slot)
  if (checkRev !== null && checkRev !== check.rev) return []
  const { state, change } = step(check.state, outcome, check.rules)
  check.state = state
  return change === null ? [] : [{ check, change }]
}

function verdictEvent(check: Held, change: VerdictChange): DomainEvent {
  const { serviceId, checkId } = check
  const { from, to, reason } = change
  return { type: 'check.verdict_changed', serviceId, checkId, from, to, reason }
}

/** Inserts what is new. @returns the keys of the slots that had no outcome before. */
function* insertOutcomes(
  outcomes: readonly Outcome[],
  isWorkedOn: (outcome: Outcome) => boolean,
): Tx<Set<string>> {
  const fresh = new Set<string>()
  for (const some of chunks(outcomes)) {
    const rows = yield* all<{ check_id: number; slot: number }>(
      `insert into checks_outcomes (check_id, slot, slots, status, reason, message,
          dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms, checked_at, evidence, maintenance)
        values ${tuples(some.length, 14)}
        on conflict (check_id, slot) do nothing returning check_id, slot`,
      ...some.flatMap((outcome) => [...outcomeValues(outcome), flag(isWorkedOn(outcome))]),
    )
    for (const row of rows) fresh.add(keyOf(row.check_id, row.slot))
  }
  return fresh
}

function outcomeValues(outcome: Outcome): Value[] {
  const { checkId, slot, reason, checkedAt } = outcome
  if (outcome.kind === 'missed') {
    const nothing = [null, null, null, null, null]
    return [checkId, slot, outcome.slots, 'missed', reason, '', ...nothing, checkedAt, null]
  }
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = outcome.phases
  const phases = [dnsMs, connectMs, tlsMs, firstByteMs, totalMs]
  const message = storable(outcome.message)
  const evidence = outcome.evidence === undefined ? null : JSON.stringify(outcome.evidence)
  return [checkId, slot, 1, outcome.status, reason, message, ...phases, checkedAt, evidence]
}

/** PostgreSQL's text holds no NUL, and one target's odd answer must not keep a batch from committing. */
const storable = (message: string): string =>
  message.replaceAll('\u0000', '').toWellFormed().slice(0, 1_000)

function* saveStates(checks: readonly Held[]): Tx<void> {
  for (const some of chunks(checks)) {
    const values = some.flatMap((check) => [
      check.checkId,
      check.serviceId,
      ...stateValues(check.state),
      check.recorded,
      check.newest,
    ])
    yield* run(
      `insert into checks_states (check_id, service_id, ${stateFields}, outcomes, pending_slot)
        values ${tuples(some.length, 15)}
        on conflict (check_id) do update set
          verdict = excluded.verdict, reason = excluded.reason, since = excluded.since,
          failures = excluded.failures, successes = excluded.successes,
          definite = excluded.definite, last_slot = excluded.last_slot,
          last_result_slot = excluded.last_result_slot,
          last_checked_at = excluded.last_checked_at, response_ms = excluded.response_ms,
          recent = excluded.recent, outcomes = checks_states.outcomes + excluded.outcomes,
          pending_slot = case when checks_states.pending_slot <= excluded.pending_slot
            then null else checks_states.pending_slot end`,
      ...values,
    )
  }
}
