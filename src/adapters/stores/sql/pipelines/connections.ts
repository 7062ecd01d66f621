import { setImmediate } from 'node:timers/promises'
import type { ConnectionId, EpochMs, Seq, Write } from '../../../../kernel/index.ts'
import type { EntityKind } from '../../../../modules/journal/index.ts'
import type {
  Agenda,
  Connection,
  ConnectionDefinition,
  ConnectionStore,
  SavedConnection,
} from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { audit } from '../journal/audit.ts'
import { publish } from '../journal/publish.ts'
import { all, flag, maybe, type Row, run, type Tx } from '../statement.ts'
import {
  definitionValues,
  findConnection,
  type Noted,
  notedValues,
  takeNoted,
  viewsOf,
} from './connection-rows.ts'
import { isSameTrouble } from './projects.ts'
import { removeRollups } from './rollup-rows.ts'

export const createConnectionStore = (driver: Driver): ConnectionStore => ({
  list: () => driver.read(() => viewsOf(null)),
  find: async (id) => (await driver.read(() => viewsOf(id)))[0] ?? null,
  findByName: (name) => driver.read(() => findConnection('name = ?', name)),
  create: (definition, write) => driver.write(() => create(definition, write)),
  save: (id, change, write) => driver.write(() => save(id, change, write)),
  remove: (id, write) => removeInPortions(driver, id, write),
  agenda: (at) => driver.read(() => agenda(at)),
  note: (id, state, at) => driver.write(() => note(id, state, at)),
})

type AgendaRow = Row & { id: number; rev: number; enabled: number; events: number; wants: number }

function* agenda(at: EpochMs): Tx<readonly Agenda[]> {
  const rows = yield* all<AgendaRow>(
    `select c.id, c.rev, c.enabled,
        case when exists (select 1 from pipelines_events e where e.connection_id = c.id
          and e.status in ('waiting', 'failed') and e.due_at <= ?
          and (e.lease_until is null or e.lease_until <= ?)) then 1 else 0 end as events,
        case when exists (select 1 from pipelines_wants w where w.connection_id = c.id)
          then 1 else 0 end as wants
      from pipelines_connections c order by c.id`,
    at,
    at,
  )
  return rows.map(({ id, rev, enabled, events, wants }) => ({
    id: id as ConnectionId,
    rev,
    enabled: enabled === 1,
    events: events === 1,
    wants: wants === 1,
  }))
}

function* create(
  definition: ConnectionDefinition & { readonly owned: boolean },
  write: Write,
): Tx<SavedConnection> {
  const made = yield* maybe<{ id: number }>(
    `insert into pipelines_connections (name, platform, config, enabled, owned, rev, created_at,
        updated_at)
      values (?, ?, ?, ?, ?, 1, ?, ?) on conflict (name) do nothing returning id`,
    ...definitionValues(definition),
    flag(definition.owned),
    write.at,
    write.at,
  )
  if (made === null) return { kind: 'taken' }
  const id = made.id as ConnectionId
  return { kind: 'saved', ...(yield* told(id, 'created', { definition, write })) }
}

type Change = { readonly definition: ConnectionDefinition; readonly expectedRev: number }

function* save(
  id: ConnectionId,
  { definition, expectedRev }: Change,
  write: Write,
): Tx<SavedConnection> {
  const current = yield* findConnection('id = ?', id)
  if (current === null) return { kind: 'absent' }
  if (current.rev !== expectedRev) return { kind: 'stale', current }
  const other = yield* maybe(
    'select id from pipelines_connections where name = ? and id <> ?',
    definition.name,
    id,
  )
  if (other !== null) return { kind: 'taken' }
  // A changed connection begins anew: what was wrong with the old one may be mended.
  const saved = yield* maybe(
    `update pipelines_connections set name = ?, platform = ?, config = ?, enabled = ?,
        rev = rev + 1, updated_at = ?, trouble = null
      where id = ? and rev = ? returning id`,
    ...definitionValues(definition),
    write.at,
    id,
    expectedRev,
  )
  if (saved === null) {
    const newer = yield* findConnection('id = ?', id)
    return newer === null ? { kind: 'absent' } : { kind: 'stale', current: newer }
  }
  // Its projects show its name.
  const projects = current.name === definition.name ? [] : yield* projectIds(id)
  const changes = projects.map((project) => ({ kind: 'project', id: project }) as const)
  return { kind: 'saved', ...(yield* told(id, 'updated', { definition, write, changes })) }
}

/** Rows of history that one transaction removes. */
const portion = 500

/**
 * History goes first, in portions, so that nobody else waits for all of it. Whoever looks meanwhile
 * sees less and less of it; only the last portion is told.
 */
async function removeInPortions(driver: Driver, id: ConnectionId, write: Write): Promise<boolean> {
  for (const table of ['pipelines_runs', 'pipelines_deployments'] as const) {
    while ((await driver.write(() => removeSome(table, id))) === portion) await setImmediate()
  }
  return driver.write(() => remove(id, write))
}

function* removeSome(
  table: 'pipelines_runs' | 'pipelines_deployments',
  id: ConnectionId,
): Tx<number> {
  const rows = yield* all(
    `delete from ${table} where id in (
      select h.id from pipelines_projects p join ${table} h on h.project_id = p.id
      where p.connection_id = ? limit ?) returning id`,
    id,
    portion,
  )
  return rows.length
}

function* remove(id: ConnectionId, write: Write): Tx<boolean> {
  const connection = yield* findConnection('id = ?', id)
  if (connection === null) return false
  yield* removeRollups(id)
  const changes = (yield* projectIds(id)).map(
    (project) => ({ kind: 'project', id: project, deleted: true }) as const,
  )
  yield* run('delete from pipelines_connections where id = ?', id)
  yield* tell(id, 'deleted', { definition: connection, write, changes })
  return true
}

function* projectIds(id: ConnectionId): Tx<readonly number[]> {
  const rows = yield* all<{ id: number }>(
    'select id from pipelines_projects where connection_id = ? order by id',
    id,
  )
  return rows.map((row) => row.id)
}

type NotedChange = Parameters<ConnectionStore['note']>[1]

/** A note each ten seconds: only what people see is told. */
function* note(id: ConnectionId, change: NotedChange, at: EpochMs): Tx<void> {
  const before = yield* takeNoted(id)
  if (before === null) return
  const after: Noted = { ...before, ...defined(change) }
  yield* run(
    `update pipelines_connections set listed_at = ?, refreshed_at = ?, trouble = ?, calls = ?,
        quota = ?, platform_user = ? where id = ?`,
    ...notedValues(after),
    id,
  )
  if (looksSame(before, after)) return
  yield* publish({ events: [], changes: [{ kind: 'connection', id }] }, at)
}

const defined = (change: NotedChange): NotedChange =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))

const looksSame = (before: Noted, after: Noted): boolean =>
  isSameTrouble(before.trouble, after.trouble) &&
  before.user === after.user &&
  (before.listedAt === null) === (after.listedAt === null)

type Deed = 'created' | 'updated' | 'deleted'

type News = {
  readonly definition: Pick<ConnectionDefinition, 'name' | 'platform'>
  readonly write: Write
  /** Besides its own. */
  readonly changes?: readonly {
    readonly kind: EntityKind
    readonly id: number
    readonly deleted?: boolean
  }[]
}

function* told(
  id: ConnectionId,
  deed: Deed,
  news: News,
): Tx<{ readonly connection: Connection; readonly seq: Seq }> {
  const seq = yield* tell(id, deed, news)
  const connection = yield* findConnection('id = ?', id)
  if (connection === null) throw new Error(`connection ${id} is not there`)
  return { connection, seq }
}

/** The last of a write: it gives sequence numbers. */
function* tell(id: ConnectionId, deed: Deed, { definition, write, changes }: News): Tx<Seq> {
  const { name, platform } = definition
  const { actor, at } = write
  yield* audit({
    at,
    actor: actor.label,
    action: `connection.${deed}`,
    subject: `connection ${id}`,
    detail: { name, platform },
    requestId: actor.requestId,
  })
  const event = { type: `connection.${deed}`, connectionId: id, name } as const
  const own = { kind: 'connection', id, deleted: deed === 'deleted' } as const
  return yield* publish({ events: [event], changes: [...(changes ?? []), own] }, at)
}
