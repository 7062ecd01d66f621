import process from 'node:process'
import { ensureBuilt } from './lib/build.mjs'
import { runNode } from './lib/command.mjs'
import { readServices, servicesEnv } from './lib/services-state.mjs'

/**
 * Takes the pictures of docs/shots/ from a running Pharos in headless Chromium.
 * @type {import('./lib/command.mjs').Command}
 */
export async function run(args) {
  await ensureBuilt()
  const smtp = process.env.PHAROS_AIOSMTPD ?? readServices().aiosmtpd
  const env = { ...servicesEnv(), PHAROS_AIOSMTPD: smtp }
  const { code } = await runNode(['e2e/screenshots.ts', ...args], { env })
  return code
}
