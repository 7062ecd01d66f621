// Makes Pharos one executable file: Node.js with the bundle inside.
// https://nodejs.org/api/single-executable-applications.html
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative, sep } from 'node:path'
import process from 'node:process'
import { ensureBuilt } from './build.mjs'
import { runNode } from './command.mjs'
import { withLock } from './lock.mjs'
import { Failure, findNode, root } from './node.mjs'

const dist = join(root, 'dist')
const bundle = join(dist, 'bundle')
const work = join(dist, '.binary')
const built = join(dist, '.stamp')
const stamp = join(dist, '.binary-stamp')
const flags = join(root, 'scripts', 'program-flags.json')
const makers = ['binary.mjs', 'bundle.mjs', 'licenses.mjs'].map((name) =>
  join(root, 'scripts', 'lib', name),
)

export const binary = join(dist, process.platform === 'win32' ? 'pharos.exe' : 'pharos')

/** Makes the executable when it is not what these sources make. A build of other sources removes it. */
export async function ensureBinary() {
  await ensureBuilt()
  if (isCurrent()) return
  await withLock(async () => {
    if (isCurrent()) return
    console.error('Building the executable …')
    await build()
  })
}

const isCurrent = () =>
  [binary, stamp, built].every((path) => existsSync(path)) &&
  readFileSync(stamp, 'utf8') === fingerprint()

/** What it is made of: the build's own mark, and what makes an executable of that build. */
function fingerprint() {
  const hash = createHash('sha256').update(findNode())
  for (const path of [built, flags, ...makers]) hash.update(readFileSync(path))
  return hash.digest('hex')
}

async function build() {
  const before = fingerprint()
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work)
  try {
    const made = join(work, 'made')
    await embed(made)
    if (process.platform === 'darwin') sign(made)
    // One that runs cannot be written over, only replaced. And a copy lies in the memory of the
    // system as other programs do; what the line above wrote would count as 35 MB more.
    copyFileSync(made, join(work, 'copy'))
    renameSync(join(work, 'copy'), binary)
    copyFileSync(join(bundle, 'licenses.txt'), join(dist, 'pharos-licenses.txt'))
    writeFileSync(stamp, before)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {string} output */
async function embed(output) {
  await tell([join(root, 'scripts', 'lib', 'bundle.mjs')])
  const config = join(work, 'config.json')
  const settings = {
    // Counts from the root: the place where it was built is nobody's business.
    main: relative(root, join(bundle, 'app', 'pharos.mjs')),
    mainFormat: 'module',
    output,
    disableExperimentalSEAWarning: true,
    // It would be 1 MB more, and no start was quicker: most functions are compiled when they are called.
    useCodeCache: false,
    execArgv: JSON.parse(readFileSync(flags, 'utf8')),
    // NODE_OPTIONS is for the Node.js of the machine. Who means this one says `--node-options=…`.
    execArgvExtension: 'cli',
    assets: filesOf('adapters'),
  }
  writeFileSync(config, JSON.stringify(settings))
  await tell(['--build-sea', config])
}

/** @param {readonly string[]} args what the pinned Node.js is to do; it is quiet unless that fails */
async function tell(args) {
  let said = ''
  const hear = (/** @type {Buffer} */ chunk) => {
    said += chunk
  }
  const { code } = await runNode(args, { hear })
  if (code !== 0) throw new Failure(`${said.trim()}\nThe executable could not be made.`)
}

/**
 * The files of the bundle that are not code, under the names by which `src/app/files.ts` asks for them.
 * @param {string} folder
 */
function filesOf(folder) {
  const names = readdirSync(join(bundle, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => statSync(join(bundle, name)).isFile())
  return Object.fromEntries(names.map((name) => [name.replaceAll(sep, '/'), join(bundle, name)]))
}

/**
 * macOS runs no program whose signature does not fit. This one fits, and says nothing of who made it.
 * @param {string} path
 */
function sign(path) {
  const { status } = spawnSync('codesign', ['--sign', '-', '--force', path], { stdio: 'inherit' })
  if (status !== 0) throw new Failure('codesign failed; its message is above.')
}
