import {
  type CheckId,
  type EpochMs,
  Refusal,
  type Seq,
  type ServiceId,
  type Write,
} from '../../../../kernel/index.ts'
import { claimAhead, firstSlot, forget, newState, pause } from '../../../../modules/checks/index.ts'
import type {
  Idempotency,
  SaveResult,
  Service,
  ServiceDefinition,
  Written,
} from '../../../../modules/services/index.ts'
import { slotNow } from '../checks/claim.ts'
import { type StateRow, stateColumns, stateFields, stateValues, toState } from '../checks/rows.ts'
import { settleServices } from '../checks/settle.ts'
import { forgetHeartbeat, waitsForSignal } from '../heartbeats/waiting.ts'
import { audit } from '../journal/audit.ts'
import { publish } from '../journal/publish.ts'
import { flag, marks, maybe, one, run, type Tx } from '../statement.ts'
import { dependentsOf, saveDependencies } from './dependencies.ts'
import { findService } from './rows.ts'

export type NewService = {
  readonly definition: ServiceDefinition
  readonly write: Write
  /** An owner other than the users: the system itself, or the configuration file. */
  readonly owner?: { readonly ownedBy: string; readonly id?: ServiceId }
}

export function* createService({ definition, write, owner }: NewService): Tx<Written<Service>> {
  const { name } = definition
  const { at } = write
  const columns = owner?.id === undefined ? '' : 'id, '
  const { id } = yield* one<{ id: number }>(
    `insert into services (${columns}name, owned_by, tags, rev, created_at, updated_at)
      values (${marks(owner?.id === undefined ? 6 : 7)}) returning id`,
    ...(owner?.id === undefined ? [] : [owner.id]),
    name,
    owner?.ownedBy ?? null,
    JSON.stringify(definition.tags),
    1,
    at,
    at,
  )
  const serviceId = id as ServiceId
  yield* createCheck(serviceId, definition)
  yield* saveDependencies(serviceId, definition.dependsOn)
  yield* audit({
    ...deed(write),
    action: 'service.created',
    subject: `service ${id}`,
    detail: { name },
  })
  const seq = yield* publish(
    {
      events: [{ type: 'service.created', serviceId, name }],
      changes: [{ kind: 'service', id }],
    },
    at,
  )
  return { value: yield* present(serviceId), seq }
}

/** Does it once for each key of a client; the same key with another body is refused. */
export function* createOnce(
  service: NewService,
  { key, fingerprint }: Idempotency,
): Tx<Written<Service>> {
  const { write } = service
  const before = yield* maybe<{ fingerprint: string; service_id: number }>(
    'select fingerprint, service_id from services_idempotency where actor = ? and key = ?',
    write.actor.label,
    key,
  )
  if (before === null) {
    const written = yield* createService(service)
    yield* run(
      'insert into services_idempotency values (?, ?, ?, ?, ?)',
      write.actor.label,
      key,
      fingerprint,
      written.value.id,
      write.at,
    )
    return written
  }
  if (before.fingerprint !== fingerprint) {
    throw new Refusal('invalid', 'This Idempotency-Key was used with another body', {
      fields: [{ path: 'Idempotency-Key', message: 'was used with another body' }],
    })
  }
  const value = yield* findService(before.service_id as ServiceId)
  if (value === null) throw new Refusal('gone', 'What this Idempotency-Key made was deleted since')
  return { value, seq: 0 as Seq }
}

function* createCheck(serviceId: ServiceId, definition: ServiceDefinition): Tx<void> {
  const now = yield* slotNow()
  const { id } = yield* one<{ id: number }>(
    `insert into checks (service_id, type, target, interval_ms, timeout_ms, failures_to_down,
        successes_to_up, degraded_above_ms, retries, flapping_after, config, paused, rev)
      values (${marks(13)}) returning id`,
    serviceId,
    ...definitionValues(definition),
    1,
  )
  const fresh = newState(now)
  const state = definition.paused ? pause(fresh, now).state : fresh
  yield* run(
    `insert into checks_states (check_id, service_id, ${stateFields}, outcomes)
      values (${marks(14)})`,
    id,
    serviceId,
    ...stateValues(state),
    0,
  )
  yield* run(
    'insert into checks_service_states values (?, ?, ?, null)',
    serviceId,
    state.verdict,
    state.since,
  )
  yield* reschedule(id as CheckId, definition, now)
}

const definitionValues = (definition: ServiceDefinition) => [
  definition.type,
  definition.url,
  definition.intervalMs,
  definition.timeoutMs,
  definition.failuresToDown,
  definition.successesToUp,
  definition.degradedAboveMs,
  definition.retries,
  definition.flappingAfter,
  JSON.stringify(definition.config),
  flag(definition.paused),
]

/** Begins a check's row of slots anew; a paused one has none. */
function* reschedule(id: CheckId, definition: ServiceDefinition, now: EpochMs): Tx<void> {
  const { intervalMs, paused } = definition
  // A slot that is under way keeps its place: its outcome comes, or whoever claims next misses it.
  const { pending } = yield* one<{ pending: number | null }>(
    'select pending_slot as pending from checks_states where check_id = ?',
    id,
  )
  const from = pending === null ? now : Math.max(now, pending + 1)
  const waits = paused || (definition.type === 'heartbeat' && (yield* waitsForSignal(id)))
  const slot = waits ? null : firstSlot(id, intervalMs, from)
  yield* run(
    'update checks_states set next_slot = ?, claim_at = ? where check_id = ?',
    slot,
    slot === null ? null : Math.max(now, slot - claimAhead(intervalMs)),
    id,
  )
}

export type Save = {
  readonly id: ServiceId
  readonly definition: ServiceDefinition
  readonly expectedRev: number
  readonly write: Write
}

/** Compare and set: nothing is written over a version that the writer has not seen. */
export function* saveService({ id, definition, expectedRev, write }: Save): Tx<SaveResult> {
  const before = yield* findService(id)
  if (before === null) return { kind: 'absent' }
  const saved = yield* maybe(
    'update services set name = ?, tags = ?, rev = rev + 1, updated_at = ? where id = ? and rev = ? returning id',
    definition.name,
    JSON.stringify(definition.tags),
    write.at,
    id,
    expectedRev,
  )
  if (saved === null) {
    const current = yield* findService(id)
    return current === null ? { kind: 'absent' } : { kind: 'stale', current }
  }
  if (String(before.dependsOn) !== String(definition.dependsOn)) {
    yield* saveDependencies(id, definition.dependsOn)
  }
  const events = yield* changeCheck(before, definition)
  const { name } = definition
  yield* audit({
    ...deed(write),
    action: 'service.updated',
    subject: `service ${id}`,
    detail: difference(before, definition),
  })
  const seq = yield* publish(
    {
      events: [{ type: 'service.updated', serviceId: id, name }, ...events],
      changes: [{ kind: 'service', id }],
    },
    write.at,
  )
  return { kind: 'saved', service: yield* present(id), seq }
}

function* changeCheck(before: Service, definition: ServiceDefinition) {
  const moved =
    before.type !== definition.type ||
    before.url !== definition.url ||
    JSON.stringify(before.config) !== JSON.stringify(definition.config)
  const toggled = before.paused !== definition.paused
  const check = yield* one<{ id: number }>(
    `update checks set type = ?, target = ?, interval_ms = ?, timeout_ms = ?, failures_to_down = ?,
        successes_to_up = ?, degraded_above_ms = ?, retries = ?, flapping_after = ?, config = ?, paused = ?,
        rev = rev + ?
      where service_id = ? returning id`,
    ...definitionValues(definition),
    flag(moved || toggled),
    before.id,
  )
  const now = yield* slotNow()
  const id = check.id as CheckId
  if (toggled || before.type !== definition.type) yield* forgetHeartbeat(id)
  if (moved || toggled || before.intervalMs !== definition.intervalMs) {
    yield* reschedule(id, definition, now)
  }
  if (!(moved || toggled)) return []
  return yield* turnCheck(id, before.id, (state) =>
    definition.paused ? pause(state, now) : forget(state, now),
  )
}

function* turnCheck(
  checkId: CheckId,
  serviceId: ServiceId,
  turn: (state: ReturnType<typeof toState>) => ReturnType<typeof pause>,
) {
  const row = yield* one<StateRow>(
    `select ${stateColumns} from checks_states s where s.check_id = ? /*pg for update*/`,
    checkId,
  )
  const { state, change } = turn(toState(row))
  yield* run(
    `update checks_states set (${stateFields}) = (${marks(11)}) where check_id = ?`,
    ...stateValues(state),
    checkId,
  )
  if (change === null) return []
  const { from, to, reason } = change
  const verdict = { type: 'check.verdict_changed', serviceId, checkId, from, to, reason } as const
  return [verdict, ...(yield* settleServices([serviceId]))]
}

/** @returns `null` when there is no such service. Its outcomes go later, in small portions. */
export function* removeService(id: ServiceId, write: Write, expectedRev?: number): Tx<Seq | null> {
  // Takes the row first: whoever changes it meanwhile waits, and then finds it gone.
  const row = yield* maybe<{ name: string; rev: number }>(
    'select name, rev from services where id = ? /*pg for update*/',
    id,
  )
  if (row === null || (expectedRev !== undefined && row.rev !== expectedRev)) return null
  yield* run('insert into checks_removed select id from checks where service_id = ?', id)
  const dependents = yield* dependentsOf(id)
  yield* run('delete from services where id = ?', id)
  const { name } = row
  yield* audit({
    ...deed(write),
    action: 'service.deleted',
    subject: `service ${id}`,
    detail: { name },
  })
  return yield* publish(
    {
      events: [{ type: 'service.deleted', serviceId: id, name }],
      changes: [
        { kind: 'service', id, deleted: true },
        ...dependents.map((dependent) => ({ kind: 'service', id: dependent }) as const),
      ],
    },
    write.at,
  )
}

function* present(id: ServiceId): Tx<Service> {
  const service = yield* findService(id)
  if (service === null) throw new Error(`service ${id} is gone within its own transaction`)
  return service
}

const deed = ({ at, actor }: Write) => ({ at, actor: actor.label, requestId: actor.requestId })

const audited = [
  'name',
  'url',
  'intervalMs',
  'timeoutMs',
  'failuresToDown',
  'successesToUp',
  'degradedAboveMs',
  'retries',
  'flappingAfter',
  'dependsOn',
  'config',
  'paused',
  'tags',
] as const

function difference(before: Service, after: ServiceDefinition): Record<string, unknown> {
  const same = (field: (typeof audited)[number]) =>
    JSON.stringify(before[field]) === JSON.stringify(after[field])
  return Object.fromEntries(
    audited
      .filter((field) => !same(field))
      .map((field) => [field, { from: plain(before[field]), to: plain(after[field]) }]),
  )
}

/** A target may carry a password before its host; the trail never does. */
const plain = <Value>(value: Value): Value | string =>
  typeof value === 'string' ? value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1') : value
