import type { ConnectionId, EpochMs } from '../../../../kernel/index.ts'
import type {
  Connection,
  ConnectionDefinition,
  ConnectionState,
  ConnectionView,
  Quota,
} from '../../../../modules/pipelines/index.ts'
import { all, flag, maybe, type Row, type Tx, type Value } from '../statement.ts'
import { toTrouble } from './rows.ts'

type ConnectionRow = Row & {
  id: number
  name: string
  platform: string
  config: string
  enabled: number
  owned: number
  rev: number
  created_at: number
  updated_at: number
  listed_at: number | null
  refreshed_at: number | null
  trouble: string | null
  calls: string | null
  quota: string | null
  platform_user: string | null
}

const columns = `id, name, platform, config, enabled, owned, rev, created_at, updated_at, listed_at,
  refreshed_at, trouble, calls, quota, platform_user`

const toConnection = (row: ConnectionRow): Connection => ({
  id: row.id as ConnectionId,
  name: row.name,
  platform: row.platform,
  config: JSON.parse(row.config) as Connection['config'],
  enabled: row.enabled === 1,
  owned: row.owned === 1,
  rev: row.rev,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export const definitionValues = (of: ConnectionDefinition): Value[] => [
  of.name,
  of.platform,
  JSON.stringify(of.config),
  flag(of.enabled),
]

/** What its collector has noted, without what is counted. */
export type Noted = Omit<ConnectionState, 'projects' | 'events'>

const toNoted = (row: ConnectionRow): Noted => ({
  listedAt: row.listed_at,
  refreshedAt: row.refreshed_at,
  trouble: toTrouble(row.trouble),
  calls: row.calls === null ? null : (JSON.parse(row.calls) as Noted['calls']),
  quota: row.quota === null ? null : (JSON.parse(row.quota) as Quota),
  user: row.platform_user,
})

export const notedValues = (of: Noted): Value[] => [
  of.listedAt,
  of.refreshedAt,
  jsonOf(of.trouble),
  jsonOf(of.calls),
  jsonOf(of.quota),
  of.user,
]

const jsonOf = (value: object | null): string | null =>
  value === null ? null : JSON.stringify(value)

/** Takes the row: whoever else would change it waits. */
export function* takeNoted(id: ConnectionId): Tx<Noted | null> {
  const row = yield* maybe<ConnectionRow>(
    `select ${columns} from pipelines_connections where id = ? /*pg for no key update*/`,
    id,
  )
  return row === null ? null : toNoted(row)
}

export function* findConnection(where: string, param: Value): Tx<Connection | null> {
  const row = yield* maybe<ConnectionRow>(
    `select ${columns} from pipelines_connections where ${where}`,
    param,
  )
  return row === null ? null : toConnection(row)
}

/** One connection, or all of them. */
export function* viewsOf(id: ConnectionId | null): Tx<readonly ConnectionView[]> {
  const params = id === null ? [] : [id]
  const rows = yield* all<ConnectionRow>(
    `select ${columns} from pipelines_connections
      ${id === null ? '' : 'where id = ?'} order by id`,
    ...params,
  )
  const projects = yield* projectCounts(id)
  const events = yield* eventCounts(id)
  return rows.map((row) => ({
    ...toConnection(row),
    state: {
      ...toNoted(row),
      projects: projects.get(row.id) ?? { total: 0, filled: 0, failing: 0 },
      events: events.get(row.id) ?? { waiting: 0, failed: 0, lastAt: null },
    },
  }))
}

type ProjectsRow = Row & {
  connection_id: number
  total: number
  filled: number
  failing: number
}

/** Those that are followed: not what is archived, or no longer listed. */
function* projectCounts(
  id: ConnectionId | null,
): Tx<ReadonlyMap<number, ConnectionState['projects']>> {
  const rows = yield* all<ProjectsRow>(
    `select connection_id, count(*) as total, count(filled_at) as filled, count(trouble) as failing
      from pipelines_projects where listed = 1 and archived = 0
      ${id === null ? '' : 'and connection_id = ?'} group by connection_id`,
    ...(id === null ? [] : [id]),
  )
  return new Map(
    rows.map(({ connection_id, total, filled, failing }) => [
      connection_id,
      { total, filled, failing },
    ]),
  )
}

type EventsRow = Row & { id: number; last_at: EpochMs; waiting: number; failed: number }

/** Of those that are done only the newest is looked at: there are many. */
function* eventCounts(id: ConnectionId | null): Tx<ReadonlyMap<number, ConnectionState['events']>> {
  // Said twice, so that SQLite takes the index of those that are not done.
  const counted = (statuses: string) =>
    `(select count(*) from pipelines_events e
      where e.connection_id = c.id and e.status <> 'done' and e.status in (${statuses}))`
  const rows = yield* all<EventsRow>(
    `select c.id, n.received_at as last_at, ${counted("'waiting'")} as waiting,
        ${counted("'failed', 'dead'")} as failed
      from pipelines_connections c
      join pipelines_events n on n.id =
        (select max(e.id) from pipelines_events e where e.connection_id = c.id)
      ${id === null ? '' : 'where c.id = ?'}`,
    ...(id === null ? [] : [id]),
  )
  return new Map(
    rows.map(({ id, last_at: lastAt, waiting, failed }) => [id, { waiting, failed, lastAt }]),
  )
}
