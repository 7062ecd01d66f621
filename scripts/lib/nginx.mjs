// nginx, which a suite starts on ports of its own. Debian's package would start one on port 80 when
// it is installed, so it is unpacked beside the system instead.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { aptGet, inPath, isExecutable, isRoot } from './debian.mjs'
import { Failure } from './node.mjs'
import { servicesFolder } from './services-state.mjs'

const folder = join(servicesFolder, 'nginx')
const unpacked = join(folder, 'usr', 'sbin', 'nginx')
/** The path of a plain user does not lead there. */
const debian = '/usr/sbin/nginx'

/** @returns {import('../services.mjs').Service} */
export function findNginx() {
  const address = process.env.PHAROS_NGINX ?? inPath(['nginx']) ?? (isExecutable(debian) && debian)
  if (address) return describe(address)
  if (!isExecutable(unpacked)) unpack()
  return describe(unpacked)
}

/** @param {string} address */
function describe(address) {
  const { status, stderr, error } = spawnSync(address, ['-v'], { encoding: 'utf8' })
  const said = (error?.message ?? stderr).trim()
  if (status !== 0) throw new Failure(`${address} cannot be run: ${said}`)
  return { address, version: said.replace(/^nginx version: /, '') }
}

function unpack() {
  if (!existsSync('/etc/debian_version') || !inPath(['dpkg'])) {
    throw new Failure('Install nginx in the path and run `npm run services` again.')
  }
  console.log('Unpacking nginx (apt-get download) …')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  if (isRoot()) aptGet(['update', '-qq'])
  // Without root, apt cannot change to its own user to download.
  aptGet(['-o', 'APT::Sandbox::User=root', 'download', 'nginx'], { cwd: folder })
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb'))
  if (!archive) throw new Failure('apt-get brought no nginx.')
  const { status, stderr } = spawnSync('dpkg', ['-x', join(folder, archive), folder], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Failure(`dpkg could not unpack nginx: ${stderr.trim()}`)
}
