import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { describeWith } from '../../../../test/support/engines.ts'
import { Secret } from '../../../kernel/index.ts'
import type { Dialect, Driver } from './drivers/driver.ts'
import { openPostgres } from './drivers/postgres.ts'
import { openSqlite } from './drivers/sqlite.ts'
import { type Database, openSqlStore, type SqlStore } from './index.ts'
import { type Logged, realClock, recorder } from './world.contract.ts'

/** One database of a test's own. What was opened on it is closed, and it is removed, when the test ends. */
export type Place = {
  readonly dialect: Dialect
  readonly database: Database
  /** What the stores of this place have logged. */
  readonly logged: readonly Logged[]
  /** A store on this database. Two of them share nothing but it, as two processes do. */
  open(): Promise<SqlStore>
  driver(): Driver
  /** Asks the database itself, past the store. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** Makes a place in the test that calls it, with the whole schema or with none. */
export type Fresh = (schema?: 'migrated' | 'none') => Promise<Place>

/** The suite once on SQLite, and once on PostgreSQL where a server is there. */
export function onEachDialect(title: string, suite: (fresh: Fresh) => void): void {
  describe(`${title} (sqlite)`, () => suite(onSqlite))
  onPostgres(`${title} (postgres)`, suite)
}

/** A PostgreSQL server, by its own database. */
export type Server = {
  readonly url: string
  run(sql: string): Promise<void>
}

export function onPostgres(title: string, suite: (fresh: Fresh, server: Server) => void): void {
  describeWith('postgres', title, (url) => {
    const admin = new pg.Client({ connectionString: url })
    const server: Server = {
      url,
      async run(sql) {
        await admin.query(sql)
      },
    }
    const template = newName()
    // Copying a database is much quicker than migrating a new one.
    beforeAll(async () => {
      await admin.connect()
      await server.run(`create database ${template}`)
      await migrateOnce({ kind: 'postgres', url: urlOf(server, template), pool: 1 })
    })
    afterAll(async () => {
      await dropDatabase(server, template)
      await admin.end()
    })
    suite(freshOnPostgres(server, template), server)
  })
}

const newName = () => `pharos_test_${randomBytes(6).toString('hex')}`

function urlOf(server: Server, name: string): Secret {
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return new Secret(url.href)
}

export const onSqlite: Fresh = async (schema = 'migrated') => {
  const database = { kind: 'sqlite', file: join(await temporaryFolder(), 'pharos.db') } as const
  if (schema === 'migrated') await migrateOnce(database)
  return place(database)
}

async function migrateOnce(database: Database): Promise<void> {
  const store = await openSqlStore(database, { clock: realClock, log: recorder([]) })
  await store.migrate()
  await store.close()
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pharos-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const freshOnPostgres =
  (server: Server, template: string): Fresh =>
  async (schema = 'migrated') => {
    const name = newName()
    const source = schema === 'migrated' ? ` template ${template}` : ''
    await server.run(`create database ${name}${source}`)
    onTestFinished(() => dropDatabase(server, name))
    return place({ kind: 'postgres', url: urlOf(server, name), pool: 6 })
  }

async function dropDatabase(server: Server, name: string): Promise<void> {
  // PostgreSQL 12 knows no `drop database … with (force)`.
  await cutConnections(server, name)
  await server.run(`drop database ${name}`)
}

export const cutConnections = (server: Server, name: string): Promise<void> =>
  server.run(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)

async function queryPostgres(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

function querySqlite(file: string, sql: string) {
  const database = new DatabaseSync(file)
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

function place(database: Database): Place {
  const logged: Logged[] = []
  const log = recorder(logged)
  const world = { clock: realClock, log }
  const open = async () => {
    const store = await openSqlStore(database, world)
    let closing: Promise<void> | null = null
    const close = () => {
      closing ??= store.close()
      return closing
    }
    onTestFinished(close)
    return { ...store, close }
  }
  return {
    dialect: database.kind,
    database,
    logged,
    open,
    driver() {
      const driver =
        database.kind === 'sqlite'
          ? openSqlite({ file: database.file, clock: realClock })
          : openPostgres({ ...world, url: database.url, pool: database.pool })
      onTestFinished(() => driver.close())
      return driver
    },
    query: async (sql) =>
      database.kind === 'sqlite'
        ? querySqlite(database.file, sql)
        : queryPostgres(database.url.reveal(), sql),
  }
}
