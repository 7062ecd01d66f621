import { runLanes, staticSteps, suites } from './lib/steps.mjs'

/**
 * The fast loop: format, lint, types, laws, and the unit tests that need no server.
 * @type {import('./lib/command.mjs').Command}
 */
export async function run(args) {
  const env = { PHAROS_ENGINES: 'none', PHAROS_REQUIRE: '' }
  return await runLanes([
    staticSteps(),
    [suites(['--project=laws', '--project=unit', ...args], env)],
  ])
}
