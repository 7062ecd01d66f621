import type { EpochMs } from '../../../../kernel/index.ts'
import {
  type MaintenanceEnd,
  type MaintenanceStep,
  type Period,
  stepMaintenance,
} from '../../../../modules/checks/index.ts'
import type { DomainEvent } from '../../../../modules/journal/index.ts'
import type { News } from '../journal/publish.ts'
import { publish } from '../journal/publish.ts'
import { maybe, run, type Tx } from '../statement.ts'
import { areGreen, close, coverAgain, coverAll } from './covering.ts'
import { type Kept, selectMaintenances } from './rows.ts'

/** What a step of maintenances leaves to be told, when the transaction ends. */
export type Told = { readonly events: DomainEvent[]; readonly services: number[] }

export const nothingTold = (): Told => ({ events: [], services: [] })

/** Of those that are due, and of those under way, looked at in one transaction. */
const atOnce = 100
/** Outcomes come this long after their slot at most. */
const keptMs = 15 * 60_000
/** What is over is shown for this long. */
const rememberedMs = 90 * 86_400_000

/** Whether `advance` would find something to do. A reading, so that an idle process writes nothing. */
export function* hasWork(at: EpochMs): Tx<boolean> {
  const row = yield* maybe(
    `select id from checks_maintenance where next_at <= ? or active_from is not null limit 1`,
    at,
  )
  if (row !== null) return true
  const old = yield* maybe(
    `select maintenance_id from checks_maintained where open = 0 and ends_at < ? limit 1`,
    at - keptMs,
  )
  return old !== null
}

/** Where the look at what is under way goes on. */
const start = 0

export type Advanced = {
  /** How many began or ended. */
  readonly turned: number
  /** More is due at that time. */
  readonly more: boolean
  /** The id after which the next look at what is under way goes on. */
  readonly reached: number
}

/**
 * Begins and ends what is due, the longest overdue first. When all of that is done it looks at some
 * of what is under way: many of them are no reason for another one to begin or to end late.
 * @param reached what the last time gave
 */
export function* advance(at: EpochMs, reached: number = start): Tx<Advanced> {
  // Read before a step is taken: the same one in both would stand twice in the ledger's one write.
  const due = yield* selectMaintenances(
    'where next_at <= ? order by next_at, id limit ? /*pg for update skip locked*/',
    at,
    atOnce,
  )
  const more = due.length === atOnce
  const active = more ? [] : yield* underWay(at, reached)
  const turned = yield* stepAll([...due, ...active], at)
  if (more) return { turned, more, reached }
  const last = active.length < atOnce ? undefined : active.at(-1)
  return { turned, more, reached: last?.id ?? start }
}

/** What may end by itself, or cover what came: by turns, since it stays under way. */
const underWay = (at: EpochMs, after: number): Tx<readonly Kept[]> =>
  selectMaintenances(
    `where active_from is not null and next_at > ? and id > ? order by id limit ?
      /*pg for update skip locked*/`,
    at,
    after,
    atOnce,
  )

/** @returns how many began or ended */
function* stepAll(maintenances: readonly Kept[], at: EpochMs): Tx<number> {
  const told = nothingTold()
  const changed: number[] = []
  for (const maintenance of maintenances) {
    const before = told.events.length
    yield* stepOne(maintenance, at, told)
    if (told.events.length > before) changed.push(maintenance.id)
  }
  yield* run('delete from checks_maintained where open = 0 and ends_at < ?', at - keptMs)
  yield* run(
    'delete from checks_maintenance where next_at is null and over_at < ?',
    at - rememberedMs,
  )
  const news = newsOf(told, changed)
  if (news.changes.length > 0) yield* publish(news, at)
  return changed.length
}

export const newsOf = ({ events, services }: Told, maintenances: readonly number[]): News => ({
  events,
  changes: [
    ...[...new Set(services)].sort((a, b) => a - b).map((id) => ({ kind: 'service', id }) as const),
    ...maintenances.map((id) => ({ kind: 'maintenance', id }) as const),
  ],
})

/** Takes a maintenance as far as it goes at that time: one period may follow at once on another. */
export function* stepOne(maintenance: Kept, at: EpochMs, told: Told): Tx<void> {
  const green =
    maintenance.endsWhenGreen &&
    maintenance.active !== null &&
    at < maintenance.active.to &&
    (yield* areGreen(maintenance.id, maintenance.active.from))
  const step = stepMaintenance(maintenance, at, () => green)
  const after = yield* take(maintenance, step, { at, told })
  if (after !== null) yield* stepOne(after, at, told)
}

type Context = { readonly at: EpochMs; readonly told: Told }

/** @returns how it stands where there may be more to do. */
function* take(maintenance: Kept, step: MaintenanceStep, context: Context): Tx<Kept | null> {
  const { at, told } = context
  const { id, scope, active } = maintenance
  switch (step.kind) {
    case 'wait': {
      if (active === null || (!scope.all && scope.tags.length === 0)) return null
      const since = maintenance.coveredAt ?? active.from
      const services = yield* coverAgain({ id, scope, period: active }, since, at)
      if (services.length === 0) return null
      told.services.push(...services)
      yield* run('update checks_maintenance set covered_at = ? where id = ?', at, id)
      return null
    }
    case 'begin':
      yield* begin(maintenance, step.period, context)
      return null
    case 'move':
      yield* run('update checks_maintenance set next_at = ? where id = ?', step.next.from, id)
      return null
    case 'end':
      return yield* end(maintenance, step, context)
  }
}

function* begin(maintenance: Kept, period: Period, { at, told }: Context): Tx<void> {
  const { id, name, scope } = maintenance
  const services = yield* coverAll({ id, scope, period })
  yield* run(
    `update checks_maintenance set next_at = ?, active_from = ?, active_until = ?, covered_at = ?
      where id = ?`,
    period.to,
    period.from,
    period.to,
    at,
    id,
  )
  told.services.push(...services)
  told.events.push({
    type: 'maintenance.started',
    maintenanceId: id,
    name,
    until: period.to,
    services: services.length,
  })
}

type Ending = { readonly reason: MaintenanceEnd; readonly next: Period | null }

/** Ends the period that is under way, if one is. @returns how it stands after it, where it goes on. */
export function* end(
  maintenance: Kept,
  { reason, next }: Ending,
  { at, told }: Context,
): Tx<Kept | null> {
  const { id, name, active } = maintenance
  const nextAt = next?.from ?? null
  const over = next === null ? { at, reason } : null
  told.services.push(...(yield* close(id, at)))
  yield* run(
    `update checks_maintenance set next_at = ?, active_from = null, active_until = null,
        covered_at = null, over_at = ?, over_reason = ? where id = ?`,
    nextAt,
    over?.at ?? null,
    over?.reason ?? null,
    id,
  )
  if (active !== null && reason !== 'missed') {
    told.events.push({ type: 'maintenance.ended', maintenanceId: id, name, reason })
  }
  return next === null ? null : { ...maintenance, active: null, nextAt, over: null }
}
