import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Clock } from '../../../../kernel/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { openSqlite } from '../drivers/sqlite.ts'
import { migrate, migrations, newestSchema, schemaOf } from '../migrations/migrate.ts'
import { all, marks, maybe, one, type Row, type Tx, type Value } from '../statement.ts'
import { newerSchema, openCopy } from './examine.ts'
import { nothingThere } from './from-sqlite.ts'
import { setSequence, type Table, tablesOf, valuesOf } from './tables.ts'

/** Rows a statement reads: each ends long before a statement's time is over. */
const rowsAtOnce = 2_000

type Options = { readonly driver: Driver; readonly clock: Clock; readonly signal: AbortSignal }

/**
 * Copies a PostgreSQL database into a new SQLite file of the same schema. All of it is read in one
 * transaction that sees one state, so others may write meanwhile.
 */
export async function copyPostgres(to: string, { driver, clock, signal }: Options): Promise<void> {
  const schema = await driver.read(() => schemaOf('postgres'))
  if (schema === 0) throw nothingThere('the PostgreSQL database')
  if (schema > newestSchema) throw newerSchema('The database', schema)
  const empty = openSqlite({ file: to, clock })
  await migrate(empty, migrations.slice(0, schema))
  await empty.close()
  const copy = openCopy(to)
  try {
    copy.exec('begin')
    const tables = tablesOf(copy)
    // The migrations put first rows into some of them.
    for (const { name } of tables) copy.exec(`delete from ${name}`)
    await driver.read(function* () {
      for (const table of tables) yield* copyTable(table, { copy, signal })
    })
    copy.exec('commit')
  } finally {
    copy.close()
  }
}

type Target = { readonly copy: DatabaseSync; readonly signal: AbortSignal }

function* copyTable(table: Table, { copy, signal }: Target): Tx<void> {
  const insert = copy.prepare(
    `insert into ${table.name} (${table.columns.join(', ')}) values (${marks(table.columns.length)})`,
  )
  let last: Row | null = null
  do {
    signal.throwIfAborted()
    last = yield* copyPage(table, { insert, after: last })
  } while (last !== null)
  if (table.counts) setSequence(copy, table.name, yield* highestId(table))
}

type Page = { readonly insert: StatementSync; readonly after: Row | null }

/** @returns the last row, `null` when there was none. */
function* copyPage(table: Table, { insert, after }: Page): Tx<Row | null> {
  const key = table.key.join(', ')
  const position: Value[] = after === null ? [] : table.key.map((column) => after[column] ?? null)
  const where = after === null ? '' : `where (${key}) > (${marks(position.length)})`
  const rows = yield* all(
    `select ${table.columns.join(', ')} from ${table.name} ${where} order by ${key} limit ?`,
    ...position,
    rowsAtOnce,
  )
  for (const row of rows) insert.run(...valuesOf(table, row))
  return rows.at(-1) ?? null
}

function* highestId({ name }: Table): Tx<number> {
  const { sequence } = yield* one<{ sequence: string }>(
    `select pg_get_serial_sequence(?, 'id') as sequence`,
    name,
  )
  const row = yield* maybe<{ value: number }>(
    `select case when is_called then last_value else 0 end as value from ${sequence}`,
  )
  return row?.value ?? 0
}
