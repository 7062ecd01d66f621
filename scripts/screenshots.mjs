import { ensureBuilt } from './lib/build.mjs'
import { runNode } from './lib/command.mjs'
import { servicesEnv } from './lib/services-state.mjs'

/**
 * Takes the pictures of docs/shots/ from a running Pharos in headless Chromium.
 * @type {import('./lib/command.mjs').Command}
 */
export async function run(args) {
  await ensureBuilt()
  const { code } = await runNode(['e2e/screenshots.ts', ...args], { env: servicesEnv() })
  return code
}
