import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

export type Row = Readonly<Record<string, string | number | null>>

/** The database of one Pharos: how the program is told of it, and a way past the program into it. */
export type Database = AsyncDisposable & {
  readonly dialect: 'sqlite' | 'postgres'
  /** For the program's environment. */
  readonly env: Readonly<Record<string, string>>
  /** What `DATABASE_URL` holds, or would hold. */
  readonly url: string
  /** Asks the database itself. `?` stands for a parameter. */
  query<Answer extends Row>(sql: string, ...params: readonly (string | number)[]): Promise<Answer[]>
}

/** SQLite in the data folder, as it is without any setting. */
export function sqliteIn(dataDir: string): Database {
  const file = join(dataDir, 'pharos.db')
  return {
    dialect: 'sqlite',
    env: {},
    url: `sqlite:${file}`,
    async query<Answer extends Row>(sql: string, ...params: readonly (string | number)[]) {
      const database = new DatabaseSync(file, { timeout: 10_000 })
      try {
        return database.prepare(sql).all(...params) as Answer[]
      } finally {
        database.close()
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** A new, empty database on a PostgreSQL server. */
export async function freshPostgres(server: string): Promise<Database> {
  const name = `pharos_e2e_${randomBytes(6).toString('hex')}`
  const url = new URL(server)
  url.pathname = `/${name}`
  await queryPostgres(server, `create database ${name}`)
  return {
    dialect: 'postgres',
    env: { DATABASE_URL: url.href },
    url: url.href,
    query: (sql, ...params) => {
      let count = 0
      return queryPostgres(
        url.href,
        sql.replace(/\?/g, () => `$${++count}`),
        params,
      )
    },
    async [Symbol.asyncDispose]() {
      // PostgreSQL 12 knows no `drop database … with (force)`.
      await queryPostgres(
        server,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      )
      await queryPostgres(server, `drop database ${name}`)
    },
  }
}

/** 64-bit integers as numbers: ours are times, ids and counts. */
const int8 = 20
const numbers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format),
}

async function queryPostgres<Answer extends Row>(
  url: string,
  sql: string,
  params: readonly (string | number)[] = [],
): Promise<Answer[]> {
  const client = new pg.Client({ connectionString: url, types: numbers })
  await client.connect()
  try {
    return (await client.query<Answer>(sql, [...params])).rows
  } finally {
    await client.end()
  }
}
