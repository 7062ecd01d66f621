// Says in the image which Debian packages its libraries are from: licences ask for it, and scanners
// of images find out by it which of them has a hole (the form is that of distroless images).
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from './node.mjs'

/**
 * @param {string} top the image's root
 * @param {readonly string[]} libraries
 */
export function writePackages(top, libraries) {
  if (!existsSync('/var/lib/dpkg/status')) {
    throw new Failure('Libraries for the image are taken from Debian; this machine is another.')
  }
  copyFileSync('/usr/lib/os-release', join(top, 'etc', 'os-release'))
  const status = join(top, 'var', 'lib', 'dpkg', 'status.d')
  mkdirSync(status, { recursive: true })
  for (const name of new Set(libraries.map(packageOf))) {
    writeFileSync(join(status, name), dpkgQuery(['--status', name]))
    const doc = join('usr', 'share', 'doc', name)
    mkdirSync(join(top, doc), { recursive: true })
    const copyright = join('/', doc, 'copyright')
    if (existsSync(copyright)) copyFileSync(copyright, join(top, doc, 'copyright'))
  }
}

/**
 * Debian knows a file by the path that it had before /lib and /usr/lib became one folder, or after.
 * @param {string} library
 */
function packageOf(library) {
  const found = [library, join('/usr', library), library.replace(/^\/usr/, '')]
    .map((path) => spawnSync('dpkg-query', ['--search', path], { encoding: 'utf8' }))
    .find(({ status }) => status === 0)
  const name = /^([^:,\s]+)/.exec(found?.stdout ?? '')?.[1]
  if (name === undefined) throw new Failure(`No Debian package of this machine has ${library}.`)
  return name
}

/** @param {readonly string[]} args */
function dpkgQuery(args) {
  const { status, stdout, stderr } = spawnSync('dpkg-query', args, { encoding: 'utf8' })
  if (status !== 0) throw new Failure(`dpkg-query ${args.join(' ')} failed: ${stderr.trim()}`)
  return stdout
}
