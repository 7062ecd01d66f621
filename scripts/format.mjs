import { runNode } from './lib/command.mjs'
import { tool } from './lib/node.mjs'

/**
 * Formats and applies the safe fixes of the linter, everywhere or in the paths given.
 * @type {import('./lib/command.mjs').Command}
 */
export async function run(args) {
  const { code } = await runNode([tool.biome, 'check', '--write', ...args])
  return code
}
