/**
 * Configuration: defaults, then the YAML file, then the environment, then flags. Nothing here reads
 * the process: `loadConfig` takes the environment, the folder and a way to read files.
 */
export { clientEnvironment } from './client.ts'
export type { Config, DatabaseConfig, InactiveConfig, Registration } from './config.ts'
export type { Environment, ReadFile } from './environment.ts'
export type { Retention } from './fields.ts'
export { defaultFile } from './files.ts'
export type { Setting } from './list.ts'
export { listSettings } from './list.ts'
export type { LoadOptions, LoadResult } from './load.ts'
export { loadConfig } from './load.ts'
export { printConfig } from './print.ts'
export type { ConfigProblem } from './problems.ts'
export { formatProblem, problemAt } from './problems.ts'
export type { FileService } from './services.ts'
export type { Source } from './source.ts'
export { describeSource } from './source.ts'
export type { Flags, Variable } from './variables.ts'
export { configFlags, variables } from './variables.ts'
