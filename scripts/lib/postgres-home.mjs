// Where PostgreSQL's data lies and whom it belongs to: PostgreSQL refuses to run as root.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isRoot } from './debian.mjs'
import { Failure, root } from './node.mjs'
import { servicesFolder } from './services-state.mjs'

/** @typedef {{ uid: number, gid: number }} Owner */

/**
 * The user that the server runs as, or `null` for the one that runs this.
 * @returns {Owner | null}
 */
export function findOwner() {
  if (!isRoot()) return null
  for (const name of ['postgres', 'nobody']) {
    const { status } = spawnSync('id', ['-u', name], { stdio: 'ignore' })
    if (status === 0) return { uid: idOf('-u', name), gid: idOf('-g', name) }
  }
  throw new Failure('PostgreSQL does not run as root, and there is no user "postgres" or "nobody".')
}

/**
 * @param {string} kind
 * @param {string} name
 */
const idOf = (kind, name) => Number(execFileSync('id', [kind, name], { encoding: 'utf8' }))

const inRepository = join(servicesFolder, 'postgres')

/** A clone under /root or in a private folder cannot be reached by another user. */
const besideIt = `/var/tmp/pharos-postgres-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`

export const possibleHomes = () => [inRepository, besideIt]

/**
 * Makes the folder for the data, one folder a major version within.
 * @param {Owner | null} owner
 */
export function makeHome(owner) {
  mkdirSync(servicesFolder, { recursive: true })
  const home = owner && !canReach(owner, servicesFolder) ? besideIt : inRepository
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (!owner) return home
  const { uid } = statSync(home)
  // Anyone may have made a folder of this name in /var/tmp before us.
  if (uid !== 0 && uid !== owner.uid)
    throw new Failure(`${home} belongs to another user: remove it.`)
  chownSync(home, owner.uid, owner.gid)
  return home
}

/**
 * @param {Owner} owner
 * @param {string} folder
 */
function canReach({ uid, gid }, folder) {
  const options = /** @type {const} */ ({ uid, gid, cwd: '/', stdio: 'ignore' })
  return spawnSync('/bin/sh', ['-c', 'test -x "$0"', folder], options).status === 0
}
