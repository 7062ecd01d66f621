import { Refusal } from '../../../../kernel/index.ts'
import type { Dialect, Driver, Session } from '../drivers/driver.ts'
import { maybe, one, run, type Tx } from '../statement.ts'
import { bones } from './0001-bones.ts'
import { pages } from './0002-pages.ts'
import { arming } from './0003-arming.ts'
import { alerts } from './0004-alerts.ts'
import { judging } from './0005-judging.ts'
import { history } from './0006-history.ts'
import { inbound } from './0007-inbound.ts'
import { outbox } from './0008-outbox.ts'
import { pipelines } from './0009-pipelines.ts'
import { preferences } from './0010-preferences.ts'
import { type Migration, spellings } from './migration.ts'

export const migrations: readonly Migration[] = [
  bones,
  pages,
  arming,
  alerts,
  judging,
  history,
  inbound,
  outbox,
  pipelines,
  preferences,
]

export type Migrated = { readonly from: number; readonly to: number }

/**
 * Brings the schema up to this program's, one committed step at a time: a process that dies between
 * two steps leaves the rest to the next start. Others wait at the lock, then find nothing to do.
 * Throws `Refusal('conflict')` when a newer program made the database.
 */
export const migrate = (driver: Driver, steps = migrations): Promise<Migrated> =>
  driver.exclusively(async (session) => {
    const from = await versionOf(session)
    const newest = steps.at(-1)?.id ?? 0
    if (from > newest) {
      throw new Refusal(
        'conflict',
        `The database has schema ${from}, made by a newer Pharos; this one knows schemas up to ${newest}. ` +
          'Start the newer version, or restore a backup from before the upgrade',
      )
    }
    for (const step of steps.filter(({ id }) => id > from)) await apply(driver, session, step)
    return { from, to: newest }
  })

/** The schema of this program. */
export const newestSchema = migrations.length

/** The schema's version as it stands, 0 for an empty database. */
const versionOf = (session: Session): Promise<number> =>
  session.write(function* () {
    yield* run(
      `create table if not exists migrations (
        id integer primary key, name text not null, applied_at bigint not null
      )`,
    )
    return (yield* one<Version>(latest)).version
  })

type Version = { version: number }
const latest = 'select coalesce(max(id), 0) as version from migrations'

const tablesNamed = {
  sqlite: `select count(*) as found from sqlite_schema where type = 'table' and name = ?`,
  postgres: `select count(*) as found from information_schema.tables
    where table_schema = current_schema() and table_name = ?`,
} as const

/** The same, without making the table that holds it. */
export function* schemaOf(dialect: Dialect): Tx<number> {
  const { found } = yield* one<{ found: number }>(tablesNamed[dialect], 'migrations')
  return found === 0 ? 0 : (yield* one<Version>(latest)).version
}

/** One step in one transaction. It looks again first: on SQLite another process may have been quicker. */
const apply = (driver: Driver, session: Session, step: Migration): Promise<void> =>
  session.write(function* () {
    const done = yield* maybe('select id from migrations where id = ?', step.id)
    if (done !== null) return
    for (const text of step.script(spellings[driver.dialect])) yield* run(text)
    if (driver.dialect === 'postgres') {
      for (const text of step.postgresOnly ?? []) yield* run(text)
    }
    yield* run(`insert into migrations values (?, ?, ${now[driver.dialect]})`, step.id, step.name)
  })

/** `pharos_now` of PostgreSQL is itself made by a step. */
const now = {
  sqlite: 'pharos_now()',
  postgres: 'cast(extract(epoch from clock_timestamp()) * 1000 as bigint)',
} as const
