// systemd's own tools, with which a suite examines our units. It need not run this machine.
import process from 'node:process'
import { inPath, installPackage, versionOf } from './debian.mjs'
import { Failure } from './node.mjs'

const tool = 'systemd-analyze'

/** @returns {import('../services.mjs').Service} */
export function findSystemd() {
  const address = process.env.PHAROS_SYSTEMD ?? inPath([tool]) ?? install()
  return { address, version: versionOf(address) }
}

function install() {
  installPackage('systemd')
  const path = inPath([tool])
  if (!path) throw new Failure(`Debian installed systemd without the command ${tool}.`)
  return path
}
