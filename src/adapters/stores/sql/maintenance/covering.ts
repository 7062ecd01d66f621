import type { EpochMs, MaintenanceId, ServiceId } from '../../../../kernel/index.ts'
import {
  type Covered,
  covers,
  isGreen,
  type MaintenanceScope,
  type Period,
} from '../../../../modules/checks/index.ts'
import { all, chunks, run, type Tx, tuples } from '../statement.ts'

type Catalogued = { id: number; tags: string }

/** Pharos itself is outside the users' services, and so outside of what they plan. */
const ofUsers = `coalesce(owned_by, '') <> 'system'`

export type Covering = {
  readonly id: MaintenanceId
  readonly scope: MaintenanceScope
  readonly period: Period
}

/** Covers all services that the plan means. @returns them */
export function* coverAll(covering: Covering): Tx<readonly number[]> {
  const services = yield* all<Catalogued>(
    `select id, tags from services where ${ofUsers} order by id`,
  )
  const ids = services.filter((service) => isCovered(covering.scope, service)).map(({ id }) => id)
  yield* open(covering, ids)
  return ids
}

const isCovered = (scope: MaintenanceScope, { id, tags }: Catalogued): boolean =>
  covers(scope, { id: id as ServiceId, tags: JSON.parse(tags) as string[] })

function* open({ id, period }: Covering, services: readonly number[]): Tx<void> {
  for (const some of chunks(services)) {
    yield* run(
      `insert into checks_maintained (maintenance_id, service_id, starts_at, ends_at, open)
        values ${tuples(some.length, 5)}
        on conflict (service_id, maintenance_id) do update set starts_at = excluded.starts_at,
          ends_at = excluded.ends_at, open = 1`,
      ...some.flatMap((service) => [id, service, period.from, period.to, 1]),
    )
  }
}

/** Clocks of processes are this close at least. */
const slackMs = 10_000

/**
 * Looks again at services that changed since: a new one may be meant, and one that lost its tag no
 * longer is. @returns those that are covered now and were not, or the other way round
 */
export function* coverAgain(
  covering: Covering,
  since: EpochMs,
  at: EpochMs,
): Tx<readonly number[]> {
  const { id, scope } = covering
  const changed = yield* all<Catalogued & { covered: number }>(
    `select id, tags, (select count(*) from checks_maintained m where m.service_id = services.id
        and m.maintenance_id = ? and m.open = 1) as covered
      from services where ${ofUsers} and updated_at >= ? order by id`,
    id,
    since - slackMs,
  )
  const now = changed.map((service) => ({ ...service, meant: isCovered(scope, service) }))
  const come = now.filter(({ meant, covered }) => meant && covered === 0).map((one) => one.id)
  const gone = now.filter(({ meant, covered }) => !meant && covered === 1).map((one) => one.id)
  yield* open(covering, come)
  for (const service of gone) yield* close(id, at, service)
  return [...come, ...gone]
}

/** Ends the covering of all, or of one service. The rows stay for outcomes that are on their way. */
export function* close(
  id: MaintenanceId,
  at: EpochMs,
  service: number | null = null,
): Tx<readonly number[]> {
  const rows = yield* all<{ service_id: number }>(
    `update checks_maintained set open = 0, ends_at = case when ends_at < ? then ends_at else ? end
      where maintenance_id = ? and open = 1 ${service === null ? '' : 'and service_id = ?'}
      returning service_id`,
    at,
    at,
    id,
    ...(service === null ? [] : [service]),
  )
  return rows.map(({ service_id }) => service_id)
}

type CoveredRow = { paused: number; recent: string; last_slot: number | null; interval_ms: number }

/** Is all that it covers green since it began? */
export function* areGreen(id: MaintenanceId, since: EpochMs): Tx<boolean> {
  const rows = yield* all<CoveredRow>(
    `select c.paused, s.recent, s.last_slot, c.interval_ms from checks_maintained m
      join checks c on c.service_id = m.service_id join checks_states s on s.check_id = c.id
      where m.maintenance_id = ? and m.open = 1`,
    id,
  )
  const checks: readonly Covered[] = rows.map((row) => ({
    paused: row.paused === 1,
    recent: row.recent,
    lastSlot: row.last_slot,
    intervalMs: row.interval_ms,
  }))
  return isGreen(checks, since)
}
