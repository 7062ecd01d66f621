// A PostgreSQL server of our own on loopback: trust authentication, fsync on, all in one folder.
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { versionOf } from './debian.mjs'
import { freePort } from './ports.mjs'
import { findOwner, makeHome, possibleHomes } from './postgres-home.mjs'
import { attempt, findPrograms, installPrograms, run } from './postgres-programs.mjs'

const host = '127.0.0.1'
const ports = { first: 54_329, last: 54_360 }
const user = 'postgres'
const database = 'pharos'

/** @typedef {import('./postgres-programs.mjs').Installation} Installation */

/** @returns {Promise<import('../services.mjs').Service>} */
export async function startPostgres() {
  const bin = findPrograms() ?? installPrograms()
  const version = versionOf(join(bin, 'postgres'))
  const major = /\) (\d+)/.exec(version)?.[1] ?? 'unknown'
  const installation = { bin, owner: findOwner() }
  const data = join(makeHome(installation.owner), major)
  if (!isRunning(installation, data)) await start(installation, data)
  const port = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[3])
  createDatabase(bin, port)
  return { address: `postgres://${user}@${host}:${port}/${database}`, version }
}

/** Stops every server that was started for this folder. Answers whether there was one. */
export function stopPostgres() {
  const bin = findPrograms()
  if (!bin) return false
  const installation = { bin, owner: findOwner() }
  const folders = possibleHomes()
    .filter((home) => existsSync(home))
    .flatMap((home) => readdirSync(home).map((name) => join(home, name)))
  const running = folders.filter((data) => isRunning(installation, data))
  for (const data of running) {
    run(installation, 'pg_ctl', ['stop', '-D', data, '-m', 'fast', '-w'])
  }
  return running.length > 0
}

/**
 * @param {Installation} installation
 * @param {string} data
 */
const isRunning = (installation, data) =>
  existsSync(join(data, 'postmaster.pid')) &&
  attempt(installation, 'pg_ctl', ['status', '-D', data]).status === 0

/**
 * @param {Installation} installation
 * @param {string} data
 */
async function start(installation, data) {
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(installation, data)
  const log = join(data, 'server.log')
  const port = await freePort({ host, ...ports })
  run(installation, 'pg_ctl', ['start', '-D', data, '-l', log, '-w', '-o', `-p ${port}`])
}

/**
 * @param {Installation} installation
 * @param {string} data
 */
function initialise(installation, data) {
  try {
    const args = ['-D', data, '-U', user, '--auth=trust', '--encoding=UTF8', '--locale=C']
    run(installation, 'initdb', args)
    const settings = {
      listen_addresses: `'${host}'`,
      // The usual folder of sockets belongs to the system's own server.
      unix_socket_directories: "''",
      max_connections: '100',
      fsync: 'on',
    }
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
    appendFileSync(join(data, 'postgresql.conf'), lines.join(''))
  } catch (error) {
    rmSync(data, { recursive: true, force: true })
    throw error
  }
}

/**
 * @param {string} bin
 * @param {number} port
 */
function createDatabase(bin, port) {
  const installation = { bin, owner: null }
  const address = ['-h', host, '-p', String(port), '-U', user, '-w']
  const query = `select 1 from pg_database where datname = '${database}'`
  const found = run(installation, 'psql', [...address, '-d', 'postgres', '-Atc', query])
  if (found.trim() !== '1') run(installation, 'createdb', [...address, database])
}
