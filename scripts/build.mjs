import { ensureBuilt } from './lib/build.mjs'

/** @type {import('./lib/command.mjs').Command} */
export async function run() {
  await ensureBuilt()
  return 0
}
