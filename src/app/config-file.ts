import { invalid } from '../kernel/index.ts'
import { define, type ServiceDraft } from '../modules/services/index.ts'
import { readTarget } from './check-probes.ts'
import type { Flags } from './config/index.ts'
import { type LoadResult, loadConfig } from './config/index.ts'
import { readFile } from './disk.ts'
import { lacksDoorSecret } from './door-secret.ts'

/** The configuration as this process' environment, files and flags say. */
export const readConfig = (flags: Flags): LoadResult =>
  loadConfig({
    flags,
    env: process.env,
    cwd: process.cwd(),
    readFile,
    checkService: (draft: ServiceDraft) => define(draft, { parse: readFileTarget }),
  })

function readFileTarget(url: string, config: Readonly<Record<string, unknown>>) {
  const read = readTarget(url, config)
  const lacks = lacksDoorSecret(read)
  if (lacks === null) return read
  const message = 'is needed in a file: 22 random letters and digits or more, best from a variable'
  throw invalid([{ path: `config.${lacks}`, message }])
}
