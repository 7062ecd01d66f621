import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { type Engine, type EngineName, type Engines, engineNames } from './engines.ts'

const root = join(import.meta.dirname, '..', '..')
const advice = 'run `npm run services`'

/** Runs once before all suites: looks which engines are there and hands the answer to every test. */
export async function setup(project: TestProject): Promise<void> {
  project.provide('required', required(process.env.PHAROS_REQUIRE ?? ''))
  project.provide('engines', await find())
}

async function find(): Promise<Engines> {
  if (process.env.PHAROS_ENGINES === 'none') {
    const none: Engine = { present: false, reason: 'this run uses no engine (PHAROS_ENGINES=none)' }
    return { postgres: none, chromium: none }
  }
  const services = startedServices()
  return { postgres: await findPostgres(services), chromium: findChromium(services) }
}

function required(list: string): readonly EngineName[] {
  const words = list.split(',').map((word) => word.trim())
  return words.includes('all') ? engineNames : engineNames.filter((name) => words.includes(name))
}

/** What `npm run services` wrote: addresses by name. */
function startedServices(): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(join(root, '.services', 'env.json'), 'utf8'))
  } catch {
    return {}
  }
}

async function findPostgres(services: Readonly<Record<string, string>>): Promise<Engine> {
  const given = process.env.PHAROS_TEST_POSTGRES_URL
  if (given) return tryPostgres(given, 'PHAROS_TEST_POSTGRES_URL')
  const started = services.postgres
  if (started) {
    const engine = await tryPostgres(started, '.services/env.json')
    if (engine.present) return engine
  }
  const wellKnown = await tryPostgres(
    'postgres://postgres@127.0.0.1:5432/postgres',
    'the usual port',
  )
  if (wellKnown.present) return wellKnown
  return {
    present: false,
    reason: `no PostgreSQL server; ${advice}, or set PHAROS_TEST_POSTGRES_URL (${wellKnown.reason})`,
  }
}

/** A server counts when it lets us in and lets us make databases: every suite makes its own. */
async function tryPostgres(url: string, source: string): Promise<Engine> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  try {
    await client.connect()
    const { rows } = await client.query(
      'select rolsuper or rolcreatedb as able from pg_roles where rolname = current_user',
    )
    if (rows[0]?.able === true) return { present: true, address: url }
    return { present: false, reason: `${source}: the user may not create databases` }
  } catch (error) {
    return { present: false, reason: `${source}: ${messageOf(error)}` }
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Node reports a refused connection to a name with several addresses as an empty aggregate. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}

function findChromium(services: Readonly<Record<string, string>>): Engine {
  const given = process.env.PHAROS_CHROMIUM
  if (given) {
    if (isExecutable(given)) return { present: true, address: given }
    return { present: false, reason: `PHAROS_CHROMIUM: ${given} cannot be run` }
  }
  const folders = (process.env.PATH ?? '').split(delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const candidates = [
    services.chromium ?? '',
    '/usr/bin/chromium',
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
  ]
  const found = candidates.find((path) => path !== '' && isExecutable(path))
  if (found) return { present: true, address: found }
  return { present: false, reason: `no Chromium; ${advice}, or set PHAROS_CHROMIUM` }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
