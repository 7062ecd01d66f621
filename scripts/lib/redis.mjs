// A Redis server of our own on loopback, which keeps nothing. Debian's package redis-server would
// start one on port 6379; redis-tools has the same program under the name of another.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { inPath, installPackage, isExecutable, versionOf } from './debian.mjs'
import { Failure } from './node.mjs'
import { freePort, isFree } from './ports.mjs'
import { servicesFolder } from './services-state.mjs'

const host = '127.0.0.1'
const folder = join(servicesFolder, 'redis')
const pidFile = join(folder, 'redis.pid')
const portFile = join(folder, 'port')
/** The program behaves as the name says under which it was started. */
const linked = join(folder, 'redis-server')
const debian = '/usr/bin/redis-check-rdb'

/** @returns {Promise<import('../services.mjs').Service>} */
export async function startRedis() {
  mkdirSync(folder, { recursive: true })
  const program = process.env.PHAROS_REDIS ?? inPath(['redis-server']) ?? link()
  if (runningPid() === null) await start(program)
  const port = readFileSync(portFile, 'utf8').trim()
  return { address: `redis://${host}:${port}`, version: versionOf(program) }
}

/** Stops the server that was started here. Answers whether there was one. */
export function stopRedis() {
  const pid = runningPid()
  if (pid !== null) process.kill(pid, 'SIGTERM')
  return pid !== null
}

function link() {
  if (!isExecutable(debian)) installPackage('redis-tools')
  if (!isExecutable(debian)) throw new Failure(`Debian installed redis-tools without ${debian}.`)
  rmSync(linked, { force: true })
  symlinkSync(debian, linked)
  return linked
}

/** @param {string} program */
async function start(program) {
  const port = await freePort({ host, first: 54_361, last: 54_380 })
  const settings = {
    port: String(port),
    bind: host,
    daemonize: 'yes',
    save: '',
    appendonly: 'no',
    dir: folder,
    pidfile: pidFile,
    logfile: join(folder, 'redis.log'),
    maxmemory: '64mb',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Failure(`redis-server failed: ${error?.message ?? stderr}`)
  writeFileSync(portFile, String(port))
  await listening(port)
}

/**
 * The program returns before the server in the background listens.
 * @param {number} port
 */
async function listening(port) {
  const deadline = Date.now() + 10_000
  while (await isFree(host, port)) {
    if (Date.now() > deadline) throw new Failure(`redis-server does not listen; see ${folder}`)
    await setTimeout(50)
  }
}

/** The number of our server where it runs; a number that another program has by now is none of ours. */
function runningPid() {
  if (!existsSync(pidFile)) return null
  const pid = Number(readFileSync(pidFile, 'utf8'))
  const command = `/proc/${pid}/cmdline`
  return existsSync(command) && readFileSync(command, 'utf8').includes('redis-server') ? pid : null
}
