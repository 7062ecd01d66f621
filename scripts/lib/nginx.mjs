// nginx, which a suite starts on ports of its own. Debian's package would start one on port 80 when
// it is installed, so it is unpacked beside the system instead.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { inPath, isExecutable } from './debian.mjs'
import { Failure } from './node.mjs'
import { servicesFolder } from './services-state.mjs'
import { unpackPackage } from './unpack.mjs'

const folder = join(servicesFolder, 'nginx')
const unpacked = join(folder, 'usr', 'sbin', 'nginx')
/** The path of a plain user does not lead there. */
const debian = '/usr/sbin/nginx'

/** @returns {import('../services.mjs').Service} */
export function findNginx() {
  const address = process.env.PHAROS_NGINX ?? inPath(['nginx']) ?? (isExecutable(debian) && debian)
  if (address) return describe(address)
  if (!isExecutable(unpacked)) unpackPackage('nginx', folder)
  return describe(unpacked)
}

/** @param {string} address */
function describe(address) {
  const { status, stderr, error } = spawnSync(address, ['-v'], { encoding: 'utf8' })
  const said = (error?.message ?? stderr).trim()
  if (status !== 0) throw new Failure(`${address} cannot be run: ${said}`)
  return { address, version: said.replace(/^nginx version: /, '') }
}
