// Lighthouse, which judges pages for `npm run bench:ui`: 114 packages that nobody else needs, so
// they live in a folder of their own.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { Failure, root } from './node.mjs'

const tools = join(root, 'tools')
const lighthouse = join(tools, 'node_modules', 'lighthouse')
const command = join(lighthouse, 'cli', 'index.js')

/** @returns {import('../services.mjs').Service} */
export function findLighthouse() {
  if (!existsSync(command)) install()
  const { version } = JSON.parse(readFileSync(join(lighthouse, 'package.json'), 'utf8'))
  return { address: command, version: `lighthouse ${version}` }
}

function install() {
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: tools,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Failure('npm ci in tools/ failed; its messages are above.')
}
