import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, onTestFinished } from 'vitest'
import { describeWith } from '../../test/support/engines.ts'
import { type Database, freshPostgres, sqliteIn } from './database.ts'
import { makeFolder } from './folder.ts'
import { type Collector, type Serve, type Server, serve, startCollector } from './program.ts'

/** Where one Pharos lives: a working directory, a data folder and a database, all new. */
export type House = {
  readonly cwd: string
  readonly dataDir: string
  readonly database: Database
  /** What its processes find in their environment. */
  readonly env: Readonly<Record<string, string>>
  /** Starts a `serve` here. A second one shares everything with the first. */
  serve(options?: Partial<Serve>): Promise<Server>
  /** Starts a `collector` here. */
  collect(options?: Partial<Serve>): Promise<Collector>
}

/** Builds a house in the test that calls it; it goes when the test ends. */
export type Build = () => Promise<House>

/** The suite once on SQLite, and once on PostgreSQL where a server is there. */
export function onEachDialect(title: string, suite: (build: Build) => void): void {
  describe(`${title} (sqlite)`, () => suite(buildOnSqlite))
  onPostgres(`${title} (postgres)`, suite)
}

/** @param suite is also given the address of the server. */
export function onPostgres(title: string, suite: (build: Build, server: string) => void): void {
  describeWith('postgres', title, (server) =>
    suite(() => build(() => freshPostgres(server)), server),
  )
}

export const buildOnSqlite: Build = () => build(async (dataDir) => sqliteIn(dataDir))

async function build(open: (dataDir: string) => Promise<Database>): Promise<House> {
  const folder = makeFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  const dataDir = join(folder.path, 'data')
  mkdirSync(dataDir, { mode: 0o700 })
  const database = await open(dataDir)
  onTestFinished(() => database[Symbol.asyncDispose]())
  const env = { PHAROS_DATA_DIR: dataDir, ...database.env }
  return {
    cwd: folder.path,
    dataDir,
    database,
    env,
    serve: (options = {}) =>
      serve({ cwd: folder.path, ...options, env: { ...env, ...options.env } }),
    collect: (options = {}) =>
      startCollector({ cwd: folder.path, ...options, env: { ...env, ...options.env } }),
  }
}
