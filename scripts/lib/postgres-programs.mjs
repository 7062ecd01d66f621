// PostgreSQL's own programs: where they are, and how they are run.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { inPath, installPackage, isExecutable } from './debian.mjs'
import { Failure } from './node.mjs'

/**
 * The folder of the programs, and the user that they run as (`null`: this one).
 * @typedef {{ bin: string, owner: import('./postgres-home.mjs').Owner | null }} Installation
 */

/** The folder of the newest server's programs. Debian keeps them out of the path. */
export function findPrograms() {
  const debian = '/usr/lib/postgresql'
  const majors = existsSync(debian) ? readdirSync(debian).map(Number) : []
  const installed = majors
    .sort((a, b) => b - a)
    .map((major) => join(debian, String(major), 'bin'))
    .find((folder) => isExecutable(join(folder, 'initdb')))
  return installed ?? inPath(['initdb'])?.replace(/[/\\][^/\\]+$/, '') ?? null
}

export function installPrograms() {
  installPackage('postgresql')
  const bin = findPrograms()
  if (!bin) throw new Failure('Debian installed PostgreSQL without initdb.')
  return bin
}

/**
 * @param {Installation} installation
 * @param {string} program
 * @param {readonly string[]} args
 */
export function attempt({ bin, owner }, program, args) {
  // A started server must not hold our pipes open, and must not see a folder that its user cannot.
  return spawnSync(join(bin, program), args, {
    ...(owner ? { uid: owner.uid, gid: owner.gid } : {}),
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/**
 * @param {Installation} installation
 * @param {string} program
 * @param {readonly string[]} args
 */
export function run(installation, program, args) {
  const { status, stdout, stderr, error } = attempt(installation, program, args)
  if (status === 0) return stdout
  const last = (error?.message ?? `${stdout}\n${stderr}`).trim().split('\n').slice(-3).join(' | ')
  throw new Failure(`${program} failed: ${last}`)
}
