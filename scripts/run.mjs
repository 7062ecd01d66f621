// Every npm script starts here, on whatever Node.js from 20 on the machine has. It installs the
// locked packages when they are missing or old, and hands the work to the pinned Node.js.
import process from 'node:process'
import { ensureInstalled } from './lib/install.mjs'
import { Failure, requireAtLeastNode20 } from './lib/node.mjs'

/** @type {Record<string, () => Promise<{ run: import('./lib/command.mjs').Command }>>} */
const commands = {
  start: () => import('./start.mjs'),
  pharos: () => import('./pharos.mjs'),
  dev: () => import('./dev.mjs'),
  build: () => import('./build.mjs'),
  'build-binary': () => import('./build-binary.mjs'),
  test: () => import('./test.mjs'),
  check: () => import('./check.mjs'),
  format: () => import('./format.mjs'),
  services: () => import('./services.mjs'),
  night: () => import('./night.mjs'),
  screenshots: () => import('./screenshots.mjs'),
  demo: () => import('./demo.mjs'),
  bench: () => import('./bench.mjs'),
}

/** Brings up servers of other vendors: it needs none of our packages. */
const needsNoPackages = ['services']

/** @param {readonly string[]} argv */
async function main([name = '', ...args]) {
  requireAtLeastNode20()
  const load = commands[name]
  if (!load) throw new Failure(`Usage: node scripts/run.mjs ${Object.keys(commands).join('|')}`)
  if (!needsNoPackages.includes(name)) await ensureInstalled()
  const { run } = await load()
  return await run(args)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Failure)) throw error
  console.error(error.message)
  process.exitCode = 1
}
