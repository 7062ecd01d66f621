import type { Clock, Logger } from '../kernel/index.ts'
import { type Flags, formatProblem } from './config/index.ts'
import { readConfig } from './config-file.ts'
import { examineDatabase } from './doctor-database.ts'
import { type Finding, fail, ok, warn } from './doctor-finding.ts'
import { clockOf, dataFolder, diskSpace, permissions } from './doctor-machine.ts'
import { collector, port, server } from './doctor-reach.ts'

export type World = { readonly clock: Clock; readonly log: Logger }

/**
 * Looks at everything that Pharos needs of its machine, and says what to do about the rest. It mends
 * nothing and migrates nothing, so that it can be run at any time, beside a Pharos that works. What it
 * writes is a commit that leaves the database as it was, to see that one goes through.
 */
export async function examine(flags: Flags, world: World): Promise<readonly Finding[]> {
  const loaded = readConfig(flags)
  if (loaded.kind === 'refused') {
    return loaded.problems.map((problem) =>
      fail({
        name: 'configuration',
        detail: formatProblem(problem),
        advice: 'mend it; Pharos does not start on it',
      }),
    )
  }
  const { config, warnings } = loaded
  return [
    ok('configuration', config.file ?? 'defaults and environment'),
    ...warnings.map((problem) =>
      warn({
        name: 'configuration',
        detail: formatProblem(problem),
        advice: 'look whether that is meant',
      }),
    ),
    await dataFolder(config, world.log),
    ...(await permissions(config)),
    await diskSpace(config),
    await clockOf(world.clock),
    ...(await examineDatabase(config, world)),
    await port(config),
    await collector(config),
    ...(await server(config)),
  ]
}
