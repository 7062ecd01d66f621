// Lays out the file system of the image: the executable, the libraries that it is linked with, and
// the few files that the C library and scanners of images look for.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure, root } from './node.mjs'
import { writePackages } from './rootfs-packages.mjs'
import { describePackages } from './rootfs-sbom.mjs'

/** What `npm run build:binary` makes. */
const executable = join(root, 'dist', 'pharos')
const licenses = join(root, 'dist', 'pharos-licenses.txt')

/** Who the program is in the image; the Dockerfile's USER is the same number. */
export const owner = 10_001

const files = {
  'etc/passwd': `pharos:x:${owner}:${owner}:Pharos:/data:/usr/sbin/nologin\n`,
  'etc/group': `pharos:x:${owner}:\n`,
  'etc/nsswitch.conf': 'hosts: files dns\n',
  // An engine lays its own over these three.
  'etc/hostname': 'pharos\n',
  'etc/hosts': '127.0.0.1 localhost\n::1 localhost\n',
  'etc/resolv.conf': '',
}

/** Where an engine mounts what is not the image's. */
const mountPoints = ['proc', 'sys', 'dev', 'run']

/**
 * Makes `root/`, which belongs to root, and `data/`, the volume's place, which belongs to the program.
 * @param {string} folder a new or empty one
 */
export function buildRootfs(folder) {
  if (!existsSync(executable)) {
    throw new Failure('There is no dist/pharos; `npm run build:binary` makes it.')
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Failure(`${folder} is not empty; name a new folder.`)
  }
  const top = join(folder, 'root')
  const put = (/** @type {string} */ source, /** @type {string} */ name, mode = 0o644) => {
    const target = join(top, name)
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(realpathSync(source), target)
    chmodSync(target, mode)
  }
  put(executable, 'usr/bin/pharos', 0o755)
  put(licenses, 'usr/share/doc/pharos/licenses.txt')
  writeFileSync(join(top, 'usr/share/doc/pharos/sbom.cdx.json'), describePackages())
  const libraries = librariesOf(executable)
  for (const path of libraries) put(path, path, 0o755)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, name)), { recursive: true })
    writeFileSync(join(top, name), text)
  }
  for (const name of mountPoints) mkdirSync(join(top, name))
  mkdirSync(join(top, 'tmp'))
  chmodSync(join(top, 'tmp'), 0o1777)
  writePackages(top, libraries)
  mkdirSync(join(folder, 'data'), { mode: 0o700 })
}

/**
 * The libraries of an executable, with the loader, by the paths where it looks for them.
 * @param {string} file
 * @returns {readonly string[]}
 */
function librariesOf(file) {
  const { status, stdout, stderr, error } = spawnSync('ldd', [file], { encoding: 'utf8' })
  if (status !== 0) throw new Failure(`ldd ${file} failed: ${(error?.message ?? stderr).trim()}`)
  const missing = /^\s*(\S+) => not found/m.exec(stdout)
  if (missing) throw new Failure(`${file} needs ${missing[1]}, which this machine does not have.`)
  return [...stdout.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, path = '']) => path)
}
