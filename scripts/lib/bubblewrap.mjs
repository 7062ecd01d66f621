// bubblewrap makes the small root file systems in which suites try what a container would hold.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { inPath, installPackage, versionOf } from './debian.mjs'
import { Failure } from './node.mjs'

/** @returns {import('../services.mjs').Service} */
export function findBubblewrap() {
  const address = process.env.PHAROS_BUBBLEWRAP ?? inPath(['bwrap']) ?? install()
  const { status, stderr, error } = spawnSync(
    address,
    ['--unshare-all', '--ro-bind', '/', '/', 'true'],
    { encoding: 'utf8' },
  )
  if (status !== 0) {
    throw new Failure(`${address} cannot be used here: ${(error?.message ?? stderr).trim()}`)
  }
  return { address, version: versionOf(address) }
}

function install() {
  installPackage('bubblewrap')
  const path = inPath(['bwrap'])
  if (!path) throw new Failure('Debian installed bubblewrap without the command bwrap.')
  return path
}
