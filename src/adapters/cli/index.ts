/** The command line: `pharos COMMAND`. */
export { exitCodes } from './exit.ts'
export type {
  BackedUp,
  CliDeps,
  ConfigFlags,
  ConfigProblem,
  ConfigReport,
  Finding,
  Io,
  LocalIdentity,
  MadeToken,
  Migrated,
  Probing,
  Restored,
  ServiceFile,
  ServicePlan,
} from './ports.ts'
export { runCli } from './run.ts'
