// Programs of the system: where they are, and how a root user of Debian gets them.
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { Failure } from './node.mjs'

export const isRoot = () => process.getuid?.() === 0

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * @param {readonly string[]} names
 * @returns {string | null}
 */
export function inPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find(isExecutable) ?? null
}

/**
 * Installs a package with apt-get. Throws a Failure that says what to do where that cannot be.
 * @param {string} name
 */
export function installPackage(name) {
  const advice = `Install ${name} and run \`npm run services\` again.`
  if (!existsSync('/etc/debian_version') || !inPath(['apt-get'])) throw new Failure(advice)
  if (!isRoot()) throw new Failure(`${advice} On Debian: sudo apt-get install ${name}`)
  console.log(`Installing ${name} (apt-get) …`)
  aptGet(['update', '-qq'])
  aptGet(['install', '-y', '-qq', '--no-install-recommends', name])
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd?: string }} [options]
 */
export function aptGet(args, options = {}) {
  const { status, stdout, stderr } = spawnSync('apt-get', args, {
    ...options,
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status === 0) return
  const last = `${stdout}\n${stderr}`.trim().split('\n').slice(-3).join(' | ')
  throw new Failure(`apt-get ${args[0]} failed: ${last}`)
}

/**
 * The first line that a program prints about its version.
 * @param {string} file
 * @param {readonly string[]} [args]
 */
export function versionOf(file, args = ['--version']) {
  const output = execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  return output.split('\n')[0]?.trim() ?? ''
}
