import {
  type EpochMs,
  invalid,
  type MaintenanceId,
  type Seq,
  type ServiceId,
  type Write,
} from '../../../../kernel/index.ts'
import {
  laterPeriod,
  type Maintenance,
  type MaintenanceClock,
  type MaintenanceDefinition,
  type MaintenanceReader,
  type MaintenanceStore,
  nextPeriod,
  type SavedMaintenance,
} from '../../../../modules/checks/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { audit } from '../journal/audit.ts'
import { publish } from '../journal/publish.ts'
import { all, chunks, marks, one, run, type Tx } from '../statement.ts'
import { advance, end, hasWork, newsOf, nothingTold, stepOne, type Told } from './advance.ts'
import { planned } from './planned.ts'
import { definitionValues, findMaintenance, listMaintenances, takeMaintenance } from './rows.ts'

type Stores = MaintenanceStore & MaintenanceClock & MaintenanceReader

export const createMaintenanceStore = (driver: Driver): Stores => ({
  list: () => driver.read(listMaintenances),
  find: (id) => driver.read(() => findMaintenance(id)),
  create: (definition, write) => driver.write(() => create(definition, write)),
  save: (id, change, write) => driver.write(() => save(id, change, write)),
  end: (id, write) => driver.write(() => endNow(id, write)),
  remove: (id, write) => driver.write(() => remove(id, write)),
  advance: createAdvance(driver),
  planned: (at) => driver.read(() => planned(at)),
})

/** Each process goes round by itself: where it is need not outlive it. */
function createAdvance(driver: Driver): MaintenanceClock['advance'] {
  let reached: number | undefined
  return async (at) => {
    if (!(await driver.read(() => hasWork(at)))) return 0
    let turned = 0
    for (let more = true; more; ) {
      const step = await driver.write(() => advance(at, reached))
      turned += step.turned
      ;({ more, reached } = step)
    }
    return turned
  }
}

function* create(definition: MaintenanceDefinition, write: Write): Tx<Maintenance> {
  yield* known(definition.scope.services)
  const { id } = yield* one<{ id: number }>(
    `insert into checks_maintenance (name, plan, scope, ends_when_green, next_at, rev, created_at,
        updated_at)
      values (?, ?, ?, ?, ?, 1, ?, ?) returning id`,
    ...definitionValues(definition),
    nextPeriod(definition.plan, write.at)?.from ?? write.at,
    write.at,
    write.at,
  )
  const told = nothingTold()
  yield* stepNow(id as MaintenanceId, write.at, told)
  yield* tell(id, { action: 'created', name: definition.name, write, told })
  return yield* present(id as MaintenanceId)
}

type Change = { readonly definition: MaintenanceDefinition; readonly expectedRev: number }

function* save(
  id: MaintenanceId,
  { definition, expectedRev }: Change,
  write: Write,
): Tx<SavedMaintenance> {
  const { at } = write
  const before = yield* takeMaintenance(id)
  if (before === null) return { kind: 'absent' }
  if (before.rev !== expectedRev) return { kind: 'stale', current: yield* present(id) }
  yield* known(definition.scope.services)
  const told = nothingTold()
  yield* end(before, { reason: 'changed', next: null }, { at, told })
  yield* run(
    `update checks_maintenance set name = ?, plan = ?, scope = ?, ends_when_green = ?, next_at = ?,
        over_at = null, over_reason = null, rev = rev + 1, updated_at = ? where id = ?`,
    ...definitionValues(definition),
    nextPeriod(definition.plan, at)?.from ?? at,
    at,
    id,
  )
  yield* stepNow(id, at, told)
  const seq = yield* tell(id, { action: 'updated', name: definition.name, write, told })
  return { kind: 'saved', maintenance: yield* present(id), seq }
}

/** What should have begun already is under way when the transaction commits. */
function* stepNow(id: MaintenanceId, at: EpochMs, told: Told): Tx<void> {
  const kept = yield* takeMaintenance(id)
  if (kept !== null) yield* stepOne(kept, at, told)
}

function* endNow(id: MaintenanceId, write: Write): Tx<Maintenance | null> {
  const kept = yield* takeMaintenance(id)
  if (kept === null) return null
  const { at } = write
  const told = nothingTold()
  const next = kept.plan.kind === 'once' ? null : laterPeriod(kept.plan, at)
  yield* end(kept, { reason: 'ended_by_user', next }, { at, told })
  yield* tell(id, { action: 'ended', name: kept.name, write, told })
  return yield* present(id)
}

function* remove(id: MaintenanceId, write: Write): Tx<boolean> {
  const kept = yield* takeMaintenance(id)
  if (kept === null) return false
  const told = nothingTold()
  yield* end(kept, { reason: 'removed', next: null }, { at: write.at, told })
  yield* run('delete from checks_maintained where maintenance_id = ?', id)
  yield* run('delete from checks_maintenance where id = ?', id)
  yield* tell(id, { action: 'deleted', name: kept.name, write, told })
  return true
}

function* present(id: MaintenanceId): Tx<Maintenance> {
  const found = yield* findMaintenance(id)
  if (found === null) throw new Error(`maintenance ${id} is not there`)
  return found
}

/** Throws `Refusal('invalid')` that names services which are not there. */
function* known(ids: readonly ServiceId[]): Tx<void> {
  const found = new Set<number>()
  for (const some of chunks(ids)) {
    const rows = yield* all<{ id: number }>(
      `select id from services where id in (${marks(some.length)})`,
      ...some,
    )
    for (const { id } of rows) found.add(id)
  }
  const missing = ids.filter((id) => !found.has(id)).slice(0, 5)
  if (missing.length === 0) return
  throw invalid([{ path: 'services', message: `there is no service ${missing.join(', ')}` }])
}

type Deed = {
  readonly action: 'created' | 'updated' | 'ended' | 'deleted'
  readonly name: string
  readonly write: Write
  readonly told: Told
}

/** The last of a write: it gives sequence numbers. */
function* tell(id: number, { action, name, write, told }: Deed): Tx<Seq> {
  const { actor, at } = write
  yield* audit({
    at,
    actor: actor.label,
    action: `maintenance.${action}`,
    subject: `maintenance ${id}`,
    detail: { name },
    requestId: actor.requestId,
  })
  const news = newsOf(told, [])
  const change = { kind: 'maintenance', id, deleted: action === 'deleted' } as const
  return yield* publish({ ...news, changes: [...news.changes, change] }, at)
}
