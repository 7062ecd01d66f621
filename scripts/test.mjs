import { ensureBuilt } from './lib/build.mjs'
import { own, runLanes, staticSteps, suites } from './lib/steps.mjs'

/**
 * All there is to test, one step after another. Arguments choose test files, as vitest takes them.
 * @type {import('./lib/command.mjs').Command}
 */
export async function run(args) {
  return await runLanes([
    [
      ...staticSteps(),
      suites(['--project=laws', '--project=unit', '--project=slow', ...args]),
      own('build', ensureBuilt),
      suites(['--project=e2e', ...args]),
    ],
  ])
}
