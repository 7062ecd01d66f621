import type { DatabaseSync } from 'node:sqlite'
import { type Clock, Refusal } from '../../../../kernel/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { migrate, newestSchema, schemaOf } from '../migrations/migrate.ts'
import { all, one, type Row, rowsAtOnce, run, type Tx, tuples, type Value } from '../statement.ts'
import { type Present, sessionKey } from './renew.ts'
import { sequencesOf, type Table, tablesOf, valuesOf } from './tables.ts'

type Options = {
  readonly driver: Driver
  readonly clock: Clock
  /** What the connections of a working Pharos are called, if not `pharos …`. */
  readonly others: string
  /** Opens the new content, for the place of what is there now. */
  readonly stage: (present: Present) => Promise<DatabaseSync>
}

/** A process that was killed a moment ago is still connected until the server notices. */
const patienceMs = 3_000

/**
 * Puts a new content in the place of what a PostgreSQL database holds, in one transaction: whoever is
 * killed leaves the old one or the new one. The lock of migrations is held from the first moment to
 * the last, so no Pharos comes up in between.
 */
export async function replacePostgres({ driver, clock, others, stage }: Options): Promise<void> {
  const schema = await driver.read(() => schemaOf('postgres'))
  if (schema > newestSchema) throw newerPlace(schema)
  await migrate(driver)
  await driver.exclusively(async (session) => {
    await untilAlone(() => session.write(() => countOf(others)), clock)
    const present = await session.write(presentOf)
    const content = await stage(present)
    try {
      await session.write(() => replaceAll(content))
    } finally {
      content.close()
    }
  })
}

const inUse = (cause?: unknown): Refusal =>
  new Refusal(
    'conflict',
    'The PostgreSQL database is in use: stop every Pharos that works with it, then restore again',
    { cause },
  )

const newerPlace = (schema: number): Refusal =>
  new Refusal(
    'conflict',
    `The PostgreSQL database has schema ${schema}, of a newer Pharos, which this one cannot take the place of; ` +
      'make an empty database, set DATABASE_URL to it, and restore there',
  )

async function untilAlone(count: () => Promise<number>, clock: Clock): Promise<void> {
  const deadline = clock.monotonic() + patienceMs
  while ((await count()) > 0) {
    if (clock.monotonic() > deadline) {
      throw inUse()
    }
    await clock.sleep(100)
  }
}

/** What the connections of this command are called. */
export const restoring = 'pharos-restore'

/** Every Pharos that works keeps a connection that listens, and mostly more. */
function* countOf(others: string): Tx<number> {
  const { count } = yield* one<{ count: number }>(
    `select count(*) as count from pg_stat_activity
      where datname = current_database() and application_name <> ?
        and (application_name like 'pharos%' or application_name = ?)`,
    restoring,
    others,
  )
  return count
}

function* presentOf(): Tx<Present> {
  const { value } = yield* one<{ value: number }>(
    'select value from journal_sequence where one = 1',
  )
  const sessions = yield* all<{ id: number; created_at: number }>(
    'select id, created_at from identity_sessions',
  )
  const tables = yield* all<{ name: string; sequence: string }>(
    `select table_name as name, pg_get_serial_sequence(quote_ident(table_name), 'id') as sequence
      from information_schema.columns
      where table_schema = current_schema() and column_name = 'id' and is_identity = 'YES'`,
  )
  const ids = new Map<string, number>()
  for (const { name, sequence } of tables) {
    const { last } = yield* one<{ last: number }>(
      `select case when is_called then last_value else 0 end as last from ${sequence}`,
    )
    ids.set(name, last)
  }
  return {
    position: value,
    ids,
    sessions: new Set(sessions.map(({ id, created_at }) => sessionKey(id, created_at))),
  }
}

function* replaceAll(content: DatabaseSync): Tx<void> {
  const known = yield* all<{ name: string }>(
    'select table_name as name from information_schema.tables where table_schema = current_schema()',
  )
  const names = new Set(known.map(({ name }) => name))
  // Somebody may have made tables of their own beside ours.
  const tables = tablesOf(content).filter(({ name }) => names.has(name))
  yield* empty(tables)
  const ids = sequencesOf(content)
  for (const table of tables) {
    yield* fill(table, content)
    if (!table.counts) continue
    const last = ids.get(table.name) ?? 0
    yield* run(
      `select setval(pg_get_serial_sequence(?, 'id'), ?, ?)`,
      table.name,
      Math.max(last, 1),
      String(last > 0),
    )
  }
  // Whoever listens hears of it.
  yield* run('update journal_sequence set value = value where one = 1')
}

/** Also locks every table until the commit. */
function* empty(tables: readonly Table[]): Tx<void> {
  yield* run(`set local lock_timeout = '10s'`)
  try {
    yield* run(`truncate ${tables.map(({ name }) => name).join(', ')}`)
  } catch (error) {
    const isLocked = error instanceof Error && 'code' in error && error.code === '55P03'
    throw isLocked ? inUse(error) : error
  }
}

function* fill(table: Table, content: DatabaseSync): Tx<void> {
  const { name, columns } = table
  const stored = content.prepare(`select ${columns.join(', ')} from ${name}`).iterate()
  let some: Value[] = []
  const insert = (): Tx<void> =>
    run(
      `insert into ${name} (${columns.join(', ')})
        values ${tuples(some.length / columns.length, columns.length)}`,
      ...some,
    )
  for (const row of stored) {
    // Columns of our schema hold text and numbers only.
    some.push(...valuesOf(table, row as Row).map(storable))
    if (some.length < rowsAtOnce * columns.length) continue
    yield* insert()
    some = []
  }
  if (some.length > 0) yield* insert()
}

/** SQLite keeps what PostgreSQL refuses in a text: NUL, and half of a surrogate pair. */
const storable = (value: Value): Value =>
  typeof value === 'string' ? value.replaceAll('\0', '\ufffd').toWellFormed() : value
