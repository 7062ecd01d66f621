import { join } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { runNode } from './lib/command.mjs'

/**
 * A small company whose services live and sometimes break, watched by Pharos.
 * @type {import('./lib/command.mjs').Command}
 */
export async function run(args) {
  await ensureBuilt()
  const { code } = await runNode([join('demo', 'demo.ts'), ...args])
  return code
}
