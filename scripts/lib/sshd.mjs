// OpenSSH's server, which a suite starts on a port of its own with keys of its own.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { inPath, installPackage, isExecutable, isRoot } from './debian.mjs'
import { Failure } from './node.mjs'
import { servicesFolder } from './services-state.mjs'
import { unpackPackage } from './unpack.mjs'

const folder = join(servicesFolder, 'sshd')
const unpacked = join(folder, 'usr', 'sbin', 'sshd')
/** The path of a plain user does not lead there. */
const debian = '/usr/sbin/sshd'

/** @returns {import('../services.mjs').Service} */
export function findSshd() {
  const address = process.env.PHAROS_SSHD ?? inPath(['sshd']) ?? (isExecutable(debian) && debian)
  if (address) return describe(address)
  if (!isExecutable(unpacked)) unpackPackage('openssh-server', folder)
  // The one library of the package's that no other program of a small Debian has.
  if (versionOf(unpacked) === null && isRoot()) installPackage('libwrap0')
  return describe(unpacked)
}

/** @param {string} address */
function describe(address) {
  const version = versionOf(address)
  if (version === null) throw new Failure(`${address} cannot be run: a library is missing.`)
  return { address, version }
}

/**
 * This server has no option for its version, but names it beside the usage of a wrong one.
 * @param {string} address
 */
function versionOf(address) {
  const { stderr } = spawnSync(address, ['-?'], { encoding: 'utf8' })
  return /OpenSSH_[^\n]*/.exec(stderr ?? '')?.[0].trim() ?? null
}
