// The peer of the benchmark of checks, unpacked beside the system: nothing is installed or started.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aptGet, inPath, isExecutable, versionOf } from './debian.mjs'
import { Failure } from './node.mjs'
import { servicesFolder } from './services-state.mjs'

const debianPackage = 'prometheus-blackbox-exporter'
const folder = join(servicesFolder, 'blackbox-exporter')
const binary = join(folder, 'usr', 'bin', debianPackage)

/** @returns {import('../services.mjs').Service} */
export function findBlackboxExporter() {
  const installed = inPath([debianPackage, 'blackbox_exporter'])
  if (installed) return describe(installed)
  if (!isExecutable(binary)) unpack()
  return describe(binary)
}

/** @param {string} address */
const describe = (address) => ({ address, version: versionOf(address) })

/** Debian sid has the current release; a static Go binary runs on any Debian. */
function unpack() {
  if (!existsSync('/etc/debian_version') || !inPath(['dpkg'])) {
    throw new Failure(
      'Install blackbox_exporter in the path and run `npm run services -- bench` again.',
    )
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    download(sid())
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    aptGet(['update', '-qq'])
    download([])
  }
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb'))
  if (!archive) throw new Failure(`apt-get brought no ${debianPackage}.`)
  execFileSync('dpkg', ['-x', join(folder, archive), folder])
}

/** @param {readonly string[]} options */
function download(options) {
  aptGet([...options, 'download', debianPackage], { cwd: folder })
}

/** Options of apt-get that make it read sid's lists, and none of the system's, in a folder of ours. */
function sid() {
  const lists = join(folder, 'apt')
  const sources = join(folder, 'sid.list')
  mkdirSync(join(lists, 'partial'), { recursive: true })
  writeFileSync(sources, 'deb http://deb.debian.org/debian sid main\n')
  const options = [
    ['Dir::Etc::SourceList', sources],
    ['Dir::Etc::SourceParts', '/dev/null'],
    ['Dir::State::Lists', lists],
    ['Dir::Cache::pkgcache', ''],
    ['Dir::Cache::srcpkgcache', ''],
    // Without root, apt cannot change to its own user to download.
    ['APT::Sandbox::User', 'root'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`])
  aptGet([...options, 'update', '-qq'])
  return options
}
