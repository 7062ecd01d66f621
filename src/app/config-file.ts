import { define, type ServiceDraft } from '../modules/services/index.ts'
import { readTarget } from './check-probes.ts'
import type { Flags } from './config/index.ts'
import { type LoadResult, loadConfig } from './config/index.ts'
import { readFile } from './disk.ts'

/** The configuration as this process' environment, files and flags say. */
export const readConfig = (flags: Flags): LoadResult =>
  loadConfig({
    flags,
    env: process.env,
    cwd: process.cwd(),
    readFile,
    checkService: (draft: ServiceDraft) => define(draft, { parse: readTarget }),
  })
