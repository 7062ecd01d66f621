import type { ConnectionId, EpochMs, ProjectId } from '../../../../kernel/index.ts'
import type { Want, Wanted, WantStore } from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, maybe, type Row, run, type Tx } from '../statement.ts'
import { saveSnapshot, snapshotOf } from './snapshots.ts'

export const createWantStore = (driver: Driver): WantStore => ({
  want: (...wanted) => driver.write(() => want(...wanted)),
  wants: (id, limit) => driver.read(() => wants(id, limit)),
  settleWant: (id) =>
    driver.write(function* () {
      const row = yield* maybe('delete from pipelines_wants where id = ? returning id', id)
      return row !== null
    }),
  snapshot: (id, kind) => driver.read(() => snapshotOf(id, kind)),
  saveSnapshot: (id, kind, found) => driver.write(() => saveSnapshot(id, kind, found)),
})

/** A page that is looked at asks again and again: one that waits already is the same. */
function* want(...[connectionId, projectId, what, at]: Parameters<WantStore['want']>): Tx<void> {
  const isThere = yield* maybe('select 1 from pipelines_connections where id = ?', connectionId)
  if (isThere === null) return
  const text = JSON.stringify(what)
  yield* run(
    `insert into pipelines_wants (connection_id, project_id, want, wanted_key, at)
      values (?, ?, ?, ?, ?) on conflict (wanted_key) do nothing`,
    connectionId,
    projectId,
    text,
    `${connectionId}/${projectId ?? ''}/${text}`,
    at,
  )
}

type WantRow = Row & {
  id: number
  connection_id: number
  project_id: number | null
  want: string
  at: number
}

function* wants(connectionId: ConnectionId, limit: number): Tx<readonly Wanted[]> {
  const rows = yield* all<WantRow>(
    `select id, connection_id, project_id, want, at from pipelines_wants
      where connection_id = ? order by id limit ?`,
    connectionId,
    limit,
  )
  return rows.map((row) => ({
    id: row.id,
    connectionId: row.connection_id as ConnectionId,
    projectId: row.project_id as ProjectId | null,
    want: JSON.parse(row.want) as Want,
    at: row.at as EpochMs,
  }))
}
