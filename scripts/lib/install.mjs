// Installs the locked packages. npm would do it in `prestart`, but skips that with `ignore-scripts`.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { withLock } from './lock.mjs'
import { Failure, root } from './node.mjs'

/** npm's own record of what it put into node_modules: written last, so it says that the rest is there. */
const installed = join(root, 'node_modules', '.package-lock.json')
const locked = join(root, 'package-lock.json')

/** @param {string} path */
const modifiedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

const isCurrent = () => modifiedAt(installed) > 0 && modifiedAt(installed) >= modifiedAt(locked)

export async function ensureInstalled() {
  if (isCurrent()) return
  await withLock(() => {
    if (isCurrent()) return
    console.error('Installing the locked packages (npm ci) …')
    install()
  })
}

function install() {
  // Development packages hold the compiler, optional ones the pinned Node.js: both are needed even
  // where the environment says production. npm 11 warns that Node.js 20 is too old; we know.
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error']
  const cli = process.env.npm_execpath
  const [file, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []]
  const { status, error } = spawnSync(file, [...first, ...args], {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutPackages() },
    // npm's summary goes to stderr: what a command prints on stdout is its own.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && file === 'npm',
  })
  if (error) throw new Failure(`npm could not be started (${error.message}): install npm 11.`)
  if (status !== 0) throw new Failure('npm ci failed; its messages are above.')
}

/** While npm replaces node_modules, nothing may be run from it. */
function pathWithoutPackages() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.filter((folder) => !folder.startsWith(join(root, 'node_modules'))).join(delimiter)
}
