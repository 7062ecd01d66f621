import type { DatabaseSync } from 'node:sqlite'
import type { Row, Value } from '../statement.ts'

export type Table = {
  readonly name: string
  readonly columns: readonly string[]
  /** The columns of the primary key, in their order. */
  readonly key: readonly string[]
  /** Its ids are never used twice: the highest one is remembered. */
  readonly counts: boolean
}

/**
 * The tables of a SQLite database of ours, each after those that it refers to: the migrations can
 * only make them in that order. No list of tables by hand, which would one day lack the newest.
 */
export function tablesOf(database: DatabaseSync): readonly Table[] {
  const tables = database
    .prepare(
      `select name, sql from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'
        order by rowid`,
    )
    .all()
  return tables.map(({ name, sql }) => {
    const columns = database.prepare('select name, pk from pragma_table_info(?)').all(String(name))
    const key = columns
      .filter(({ pk }) => Number(pk) > 0)
      .sort((a, b) => Number(a.pk) - Number(b.pk))
    return {
      name: String(name),
      columns: columns.map((column) => String(column.name)),
      key: key.map((column) => String(column.name)),
      counts: /\bautoincrement\b/i.test(String(sql)),
    }
  })
}

export function rowCounts(database: DatabaseSync): Readonly<Record<string, number>> {
  const counts = tablesOf(database).map(({ name }): [string, number] => {
    const row = database.prepare(`select count(*) as rows from ${name}`).get()
    return [name, Number(row?.rows)]
  })
  return Object.fromEntries(counts)
}

/** The version of the schema, 0 where there is none. */
export function schemaOf(database: DatabaseSync): number {
  const table = database.prepare(`select 1 from sqlite_schema where name = 'migrations'`).get()
  if (table === undefined) return 0
  const row = database.prepare('select coalesce(max(id), 0) as version from migrations').get()
  return Number(row?.version)
}

/** The highest id that each table has ever given. */
export function sequencesOf(database: DatabaseSync): ReadonlyMap<string, number> {
  const rows = database.prepare('select name, seq from sqlite_sequence').all()
  return new Map(rows.map(({ name, seq }) => [String(name), Number(seq)]))
}

export function setSequence(database: DatabaseSync, table: string, value: number): void {
  database.prepare('delete from sqlite_sequence where name = ?').run(table)
  database.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, value)
}

export const valuesOf = ({ columns }: Table, row: Row): Value[] =>
  columns.map((column) => row[column] ?? null)
