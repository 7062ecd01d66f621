import type { MaintenanceId, ServiceId } from '../../../../kernel/index.ts'
import type { Service, Standing, Work } from '../../../../modules/services/index.ts'
import { all, chunks, marks, maybe, type Row, type Tx } from '../statement.ts'

type ServiceRow = Row & {
  id: number
  name: string
  owned_by: string | null
  tags: string
  rev: number
  created_at: number
  updated_at: number
  type: string
  target: string
  interval_ms: number
  timeout_ms: number | null
  failures_to_down: number
  successes_to_up: number
  degraded_above_ms: number | null
  retries: number
  flapping_after: number | null
  depends_on: string | null
  work: string | null
  config: string
  paused: number
  status: string
  since: number
  reason: string
  last_checked_at: number | null
  response_ms: number | null
  recent: string
}

/** Who owns Pharos' own service, and the prefix of those that the configuration file owns. */
export const ownedBySystem = 'system'
export const ownedByFile = 'file:'

const dependencies = `(select string_agg(cast(d.depends_on as text), ',')
    from services_dependencies d where d.service_id = v.id)`

/** The maintenance that ends last, as `id until name`: most services have none. */
const work = `(select m.id || ' ' || o.ends_at || ' ' || m.name from checks_maintained o
    join checks_maintenance m on m.id = o.maintenance_id
    where o.service_id = v.id and o.open = 1 order by o.ends_at desc, m.id limit 1)`

/** The one place where a service meets its check: what a page shows of both. */
const select = `select v.id, v.name, v.owned_by, v.tags, v.rev, v.created_at, v.updated_at, c.type, c.target,
    c.interval_ms, c.timeout_ms, c.failures_to_down, c.successes_to_up, c.degraded_above_ms, c.retries,
    c.flapping_after,    c.config, c.paused, ss.status, ss.since, s.reason, s.last_checked_at, s.response_ms, s.recent,
    ${dependencies} as depends_on, ${work} as work
  from services v
  join checks c on c.service_id = v.id
  join checks_states s on s.check_id = c.id
  join checks_service_states ss on ss.service_id = v.id`

export function* findService(id: ServiceId): Tx<Service | null> {
  const row = yield* maybe<ServiceRow>(`${select} where v.id = ?`, id)
  return row === null ? null : toService(row)
}

export function* allServices(): Tx<readonly Service[]> {
  const rows = yield* all<ServiceRow>(`${select} order by v.id`)
  return rows.map(toService)
}

export function* someServices(ids: readonly ServiceId[]): Tx<readonly Service[]> {
  const services: Service[] = []
  for (const some of chunks(ids)) {
    const rows = yield* all<ServiceRow>(`${select} where v.id in (${marks(some.length)})`, ...some)
    services.push(...rows.map(toService))
  }
  return services
}

export type Filter = { readonly where: string; readonly params: readonly (string | number)[] }

export function* selectServices(
  filter: Filter,
  limit: number,
  offset: number,
): Tx<readonly Service[]> {
  const rows = yield* all<ServiceRow>(
    `${select} where ${filter.where} order by v.id limit ? offset ?`,
    ...filter.params,
    limit,
    offset,
  )
  return rows.map(toService)
}

const toService = (row: ServiceRow): Service => ({
  id: row.id as ServiceId,
  name: row.name,
  system: row.owned_by === ownedBySystem,
  fromFile: row.owned_by?.startsWith(ownedByFile) ?? false,
  // Written from a definition's `tags`, which are such a list.
  tags: JSON.parse(row.tags) as readonly string[],
  rev: row.rev,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  type: row.type,
  url: row.target,
  intervalMs: row.interval_ms,
  timeoutMs: row.timeout_ms,
  failuresToDown: row.failures_to_down,
  successesToUp: row.successes_to_up,
  degradedAboveMs: row.degraded_above_ms,
  retries: row.retries,
  flappingAfter: row.flapping_after,
  dependsOn: toIds(row.depends_on),
  // Written from a definition's `config`, which is such a record.
  config: JSON.parse(row.config) as Readonly<Record<string, unknown>>,
  paused: row.paused === 1,
  status: row.status as Standing,
  since: row.since,
  reason: row.reason,
  lastCheckedAt: row.last_checked_at,
  responseMs: row.response_ms,
  recent: row.recent,
  maintenance: toWork(row.work),
})

const toIds = (text: string | null): readonly ServiceId[] =>
  text === null
    ? []
    : text
        .split(',')
        .map((id) => Number(id) as ServiceId)
        .sort((a, b) => a - b)

function toWork(text: string | null): Work | null {
  if (text === null) return null
  const [id, until] = text.split(' ', 2)
  const name = text.slice(`${id} ${until} `.length)
  return { id: Number(id) as MaintenanceId, name, until: Number(until) }
}
