// Compiles src/ into dist/ with tsc and copies what is not TypeScript beside it.
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { runNode } from './command.mjs'
import { withLock } from './lock.mjs'
import { Failure, root, tool } from './node.mjs'

const src = join(root, 'src')
const dist = join(root, 'dist')
const stamp = join(dist, '.stamp')
const browser = join('src', 'adapters', 'web', 'browser', 'tsconfig.json')
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']

/** Builds when dist/ is not what these sources make. Throws a Failure when they do not compile. */
export async function ensureBuilt() {
  if (isCurrent()) return
  await withLock(async () => {
    if (isCurrent()) return
    console.error('Building …')
    await build()
  })
}

const isCurrent = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()

async function build() {
  const before = fingerprint()
  rmSync(stamp, { force: true })
  const projects = ['tsconfig.build.json', browser].filter((path) => existsSync(join(root, path)))
  const emitted = await Promise.all(projects.map(compile))
  const fresh = new Set([...emitted.flat(), ...copyAssets()])
  for (const file of list(dist)) if (!fresh.has(file)) rmSync(file)
  removeEmptyFolders(dist)
  writeFileSync(stamp, before)
}

/**
 * @param {string} project a tsconfig, relative to the root
 * @returns {Promise<string[]>} the files that it wrote
 */
async function compile(project) {
  let output = ''
  const { code } = await runNode([tool.tsc, '-p', project, '--listEmittedFiles'], {
    hear: (chunk) => {
      output += chunk
    },
  })
  const lines = output.split(/\r?\n/)
  const mark = 'TSFILE: '
  if (code !== 0) {
    const errors = lines.filter((line) => !line.startsWith(mark)).join('\n')
    throw new Failure(`${errors.trim()}\nThe sources do not compile (${project}).`)
  }
  return lines
    .filter((line) => line.startsWith(mark))
    .map((line) => resolve(root, line.slice(mark.length)))
}

/** Styles, pictures, vendored scripts, SQL: each goes to the same place in dist/. */
function copyAssets() {
  const assets = list(src).filter((path) => !/\.tsx?$|[/\\]tsconfig[^/\\]*\.json$|\.md$/.test(path))
  return assets.map((path) => {
    const copy = join(dist, relative(src, path))
    mkdirSync(dirname(copy), { recursive: true })
    copyFileSync(path, copy)
    return copy
  })
}

/** What the build depends on, by time and size: it changes with every edit, also when a file goes. */
function fingerprint() {
  const sources = list(src).filter((path) => !/\.(?:test|contract)\.tsx?$/.test(path))
  const hash = createHash('sha256')
  for (const path of [...sources, ...settings.map((name) => join(root, name))]) {
    const stat = statSync(path, { throwIfNoEntry: false })
    hash.update(`${relative(root, path)} ${stat?.mtimeMs} ${stat?.size}\n`)
  }
  return hash.digest('hex')
}

/** @param {string} folder */
function list(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .sort()
}

/** @param {string} folder */
function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const path = join(folder, entry.name)
    removeEmptyFolders(path)
    if (readdirSync(path).length === 0) rmSync(path, { recursive: true })
  }
}
