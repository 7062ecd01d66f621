import type { EpochMs } from '../../../../kernel/index.ts'
import {
  beat,
  claimAhead,
  type Heartbeat,
  type Incoming,
  judgeHeartbeat,
  pingsKept,
  type Recorded,
  readSchedule,
} from '../../../../modules/checks/index.ts'
import { slotNow } from '../checks/claim.ts'
import { publish } from '../journal/publish.ts'
import { all, marks, maybe, one, run, type Tx } from '../statement.ts'
import {
  type HeartbeatRow,
  heartbeatColumns,
  heartbeatFields,
  heartbeatValues,
  toHeartbeat,
} from './rows.ts'

type Target = {
  id: number
  service_id: number
  config: string
  paused: number
  interval_ms: number
}

export type Arrival = {
  readonly target: string
  readonly incoming: Incoming
  readonly listeningSince: EpochMs
}

/** Services that share one secret, at most: each of them hears the signal. */
const listenersMost = 20

/**
 * The transaction of a signal: the signal, the heartbeat that it makes, and the check's next slot.
 * It locks the clock's row first, as those do who make, change or claim a check.
 */
export function* recordSignal(arrival: Arrival): Tx<Recorded> {
  // A wrong secret is told so by a reading, and locks nothing.
  const known = yield* maybe(
    `select id from checks where type = 'heartbeat' and target = ? limit 1`,
    arrival.target,
  )
  if (known === null) return 'unknown'
  yield* run('select high_water from checks_clock where one = 1 /*pg for update*/')
  const targets = yield* all<Target>(
    `select id, service_id, config, paused, interval_ms from checks
      where type = 'heartbeat' and target = ? order by id limit ? /*pg for key share*/`,
    arrival.target,
    listenersMost,
  )
  if (targets.length === 0) return 'unknown'
  const { now } = yield* one<{ now: number }>('select pharos_now() as now')
  const changed: Target[] = []
  for (const target of targets) {
    if (yield* take(target, arrival, now)) changed.push(target)
  }
  if (changed.length === 0) return 'repeated'
  const changes = changed.map(({ service_id: id }) => ({ kind: 'service', id }) as const)
  yield* publish({ events: [], changes }, now)
  return 'recorded'
}

/** @returns `false` when this signal was here before. */
function* take(target: Target, { incoming, listeningSince }: Arrival, now: EpochMs): Tx<boolean> {
  const { id } = target
  const before = yield* maybe<HeartbeatRow>(
    `select ${heartbeatColumns} from heartbeats_states h where h.check_id = ? /*pg for update*/`,
    id,
  )
  const { signal, body, key } = incoming
  const { heartbeat, durationMs } = beat(before === null ? null : toHeartbeat(before), signal, now)
  const kept = yield* maybe<{ id: number }>(
    `insert into heartbeats_pings (check_id, at, kind, exit_code, duration_ms, body, key)
      values (${marks(7)}) on conflict do nothing returning id`,
    id,
    heartbeat.lastAt,
    signal.kind,
    signal.kind === 'fail' ? signal.exitCode : null,
    durationMs,
    body,
    key,
  )
  if (kept === null) return false
  yield* save(id, heartbeat)
  yield* forgetOld(id)
  const judgement = judge(target, heartbeat, { now, listeningSince })
  if (target.paused === 0) yield* callCheck(target, judgement)
  return true
}

function* save(checkId: number, heartbeat: Heartbeat): Tx<void> {
  yield* run(
    `insert into heartbeats_states (check_id, ${heartbeatFields}) values (${marks(8)})
      on conflict (check_id) do update set
        last_at = excluded.last_at, last_success_at = excluded.last_success_at,
        last_failure_at = excluded.last_failure_at, exit_code = excluded.exit_code,
        failed = excluded.failed, started_at = excluded.started_at,
        duration_ms = excluded.duration_ms`,
    checkId,
    ...heartbeatValues(heartbeat),
  )
}

function* forgetOld(checkId: number): Tx<void> {
  const newestGone = yield* maybe<{ id: number }>(
    'select id from heartbeats_pings where check_id = ? order by id desc limit 1 offset ?',
    checkId,
    pingsKept,
  )
  if (newestGone === null) return
  yield* run('delete from heartbeats_pings where check_id = ? and id <= ?', checkId, newestGone.id)
}

type Verdict = 'up' | 'down'

function judge(
  { config }: Target,
  heartbeat: Heartbeat,
  context: Parameters<typeof judgeHeartbeat>[2],
): Verdict {
  const schedule = readSchedule(JSON.parse(config))
  return schedule === null ? 'down' : judgeHeartbeat(heartbeat, schedule, context).status
}

/** A slot that is under way has read the heartbeat before, and is nearly done. */
const underWayMs = 200

/**
 * Makes the check due where its verdict is another than the signal's, so that nobody waits for the
 * next regular slot. A stream of equal signals moves nothing.
 */
function* callCheck(target: Target, judgement: Verdict): Tx<void> {
  const now = yield* slotNow()
  const state = yield* one<{
    verdict: string
    next_slot: number | null
    pending_slot: number | null
    last_slot: number | null
  }>(
    `select verdict, next_slot, pending_slot, last_slot from checks_states
      where check_id = ? /*pg for update*/`,
    target.id,
  )
  const shown = state.verdict === 'degraded' ? 'up' : state.verdict
  if (shown === judgement && state.next_slot !== null) return
  // A slot that waits for its time reads the heartbeat then.
  if (state.pending_slot !== null && state.pending_slot > now) return
  const claimAt = state.pending_slot === null ? now : now + underWayMs
  const after = Math.max(state.pending_slot ?? 0, state.last_slot ?? 0) + 1
  const slot = Math.max(claimAt + claimAhead(target.interval_ms), after)
  if (state.next_slot !== null && state.next_slot <= slot) return
  yield* run(
    'update checks_states set next_slot = ?, claim_at = ? where check_id = ?',
    slot,
    claimAt,
    target.id,
  )
}
