/** The command line: `pharos COMMAND`. */
export { exitCodes } from './exit.ts'
export type {
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
} from './ports.ts'
export { runCli } from './run.ts'
