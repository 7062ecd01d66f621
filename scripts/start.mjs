import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './lib/build.mjs'
import { canReplaceItself, handOver, isUnderNpm } from './lib/command.mjs'
import { findNode, root, toolEnv } from './lib/node.mjs'

const scripts = join(root, 'scripts')
const followParent = pathToFileURL(join(scripts, 'lib', 'follow-parent.mjs')).href

/**
 * Flags of Node.js that Pharos runs with. Checks leave garbage in a young generation that V8 grows
 * to 16 MB a half; kept at 2 MB it costs the same time and, at 200 checks a second, 80 MB less.
 * @type {readonly string[]}
 */
const flags = JSON.parse(readFileSync(join(scripts, 'program-flags.json'), 'utf8'))

/**
 * The arguments of Node.js that start Pharos. A program that somebody started by hand may outlive
 * its shell; one that npm or this script holds may not.
 * @param {{ held: boolean }} how
 */
export const program = ({ held }) => [
  ...flags,
  ...(held ? ['--import', followParent] : []),
  join(root, 'dist', 'main.js'),
]

/** Compiled code is kept, so the next start is quicker; a folder that cannot be written is no error. */
export const programEnv = () =>
  toolEnv({
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'pharos'),
    // V8 has a heap of its own; more arenas of malloc for the few other threads cost 10 MB a process.
    MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '1',
  })

/** @type {import('./lib/command.mjs').Command} */
export async function run(args) {
  await ensureBuilt()
  const held = isUnderNpm() || !canReplaceItself
  return await handOver(findNode(), [...program({ held }), 'serve', ...args], programEnv())
}
