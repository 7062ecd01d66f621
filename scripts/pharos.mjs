import { ensureBuilt } from './lib/build.mjs'
import { canReplaceItself, handOver, isUnderNpm } from './lib/command.mjs'
import { findNode } from './lib/node.mjs'
import { program, programEnv } from './start.mjs'

/**
 * The command line of Pharos. What the build has to say goes to stderr: stdout is the command's.
 * @type {import('./lib/command.mjs').Command}
 */
export async function run(args) {
  await ensureBuilt()
  const held = isUnderNpm() || !canReplaceItself
  return await handOver(findNode(), [...program({ held }), ...args], programEnv())
}
