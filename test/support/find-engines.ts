import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, readFileSync } from 'node:fs'
import { connect } from 'node:net'
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
    return everyEngine(() => none)
  }
  const services = startedServices()
  const servers = {
    postgres: await findPostgres(services),
    redis: await findRedis(services),
  }
  return everyEngine((name) => (isServer(name) ? servers[name] : findProgram(name, services)))
}

const everyEngine = (find: (name: EngineName) => Engine): Engines =>
  Object.fromEntries(engineNames.map((name) => [name, find(name)])) as Engines

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

/** A server counts when it answers; what it holds is nobody's, so suites name their keys apart. */
async function findRedis(services: Readonly<Record<string, string>>): Promise<Engine> {
  const url = process.env.PHAROS_TEST_REDIS_URL ?? services.redis
  if (!url) {
    return { present: false, reason: `no Redis server; ${advice}, or set PHAROS_TEST_REDIS_URL` }
  }
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) || 6_379, timeout: 3_000 })
  try {
    await once(
      socket.on('timeout', () => socket.destroy(new Error('timed out'))),
      'connect',
    )
    return { present: true, address: url }
  } catch (error) {
    return { present: false, reason: `no Redis server at ${url}; ${advice} (${messageOf(error)})` }
  } finally {
    socket.destroy()
  }
}

type ServerName = 'postgres' | 'redis'
type ProgramName = Exclude<EngineName, ServerName>
const isServer = (name: EngineName): name is ServerName => name === 'postgres' || name === 'redis'

/** Under which names an engine that is a program goes, and what it must be able to do here. */
const programs: Readonly<
  Record<ProgramName, { readonly names: readonly string[]; readonly trial: readonly string[] }>
> = {
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    trial: [],
  },
  nginx: { names: ['nginx'], trial: ['-v'] },
  // A kernel may refuse namespaces to this user, and then the program is of no use.
  bubblewrap: { names: ['bwrap'], trial: ['--unshare-all', '--ro-bind', '/', '/', 'true'] },
  systemd: { names: ['systemd-analyze'], trial: ['--version'] },
  // Part of util-linux, which every Debian has.
  prlimit: { names: ['prlimit'], trial: ['--fsize=unlimited', 'true'] },
  // Whether this user may mount one. What is mounted goes with the trial.
  tmpfs: { names: ['unshare'], trial: ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'] },
  dnsmasq: { names: ['dnsmasq'], trial: ['--version'] },
  // It needs a socket that only root, or a system that lets everyone, may open.
  ping: { names: ['ping'], trial: ['-n', '-q', '-c', '1', '-W', '1', '127.0.0.1'] },
  // It has no trial that ends well; the suite that starts it says why it does not.
  sshd: { names: ['sshd'], trial: [] },
  // A Python that has the package.
  aiosmtpd: {
    names: ['python3'],
    trial: ['-c', 'import importlib.util as u, sys; sys.exit(u.find_spec("aiosmtpd") is None)'],
  },
  // A Python that has master and worker.
  buildbot: { names: ['python3'], trial: ['-c', 'import buildbot, buildbot_worker'] },
}

/** Debian keeps servers where the path of a plain user does not lead. */
const usualFolders = ['/usr/bin', '/usr/sbin']

function findProgram(name: ProgramName, services: Readonly<Record<string, string>>): Engine {
  const { names, trial } = programs[name]
  const variable = `PHAROS_${name.toUpperCase()}`
  const given = process.env[variable]
  if (given) return tryProgram(given, trial, `${variable}: ${given}`)
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...usualFolders]
  const candidates = [
    services[name] ?? '',
    ...names.flatMap((file) => folders.map((folder) => join(folder, file))),
  ]
  const paths = new Set(candidates.filter((path) => path !== '' && isExecutable(path)))
  let found: Engine | undefined
  for (const path of paths) {
    const engine = tryProgram(path, trial, path)
    if (engine.present) return engine
    found ??= engine
  }
  return found ?? { present: false, reason: `no ${names[0]}; ${advice}, or set ${variable}` }
}

function tryProgram(path: string, trial: readonly string[], words: string): Engine {
  if (!isExecutable(path)) return { present: false, reason: `${words} cannot be run` }
  if (trial.length === 0) return { present: true, address: path }
  const { status, stderr, error } = spawnSync(path, trial, { encoding: 'utf8', timeout: 10_000 })
  if (status === 0) return { present: true, address: path }
  const why = error?.message ?? stderr.trim().split('\n').at(-1)
  return { present: false, reason: `${words} cannot be used here: ${why}` }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
