import { type CliDeps, runCli } from '../adapters/cli/index.ts'
import { clientEnvironment } from './config/client.ts'
import { readFile } from './disk.ts'
import { createLogger } from './logger.ts'
import { openTerminal } from './terminal.ts'
import { version } from './version.ts'
import { systemClock, systemRandom } from './world.ts'

/** SIGHUP asks for the configuration to be read again. */
function onHangUp(reload: () => void): () => void {
  process.on('SIGHUP', reload)
  return () => process.off('SIGHUP', reload)
}

/** Runs one command of `pharos`. What a command does not need is not loaded. @returns the exit code. */
export function runCommand(argv: string[], signal: AbortSignal): Promise<number> {
  const io = openTerminal()
  const clock = systemClock
  const random = systemRandom
  const log = createLogger({ level: 'warn', format: 'text', write: io.stderr })
  const world = { clock, log, random }
  const deps: CliDeps = {
    io,
    env: clientEnvironment({ env: process.env, cwd: process.cwd(), readFile }),
    clock,
    random,
    fetch: globalThis.fetch,
    signal,
    version,
    async serve(role, flags) {
      const { serve } = await import('./serve.ts')
      const { stdout, stderr } = io
      const { env, pid } = process
      return serve({ role, flags, env, pid, clock, signal, onReload: onHangUp, stdout, stderr })
    },
    async openProbes() {
      const { openProbing } = await import('./probing.ts')
      return openProbing(clock)
    },
    async loadConfig(flags) {
      const [{ readConfig }, { printConfig }] = await Promise.all([
        import('./config-file.ts'),
        import('./config/index.ts'),
      ])
      const loaded = readConfig(flags)
      if (loaded.kind === 'refused') return loaded
      return { kind: 'ok', warnings: loaded.warnings, yaml: printConfig(loaded.config) }
    },
    async openIdentity(flags) {
      const { openLocalIdentity } = await import('./local-store.ts')
      return openLocalIdentity(flags, world)
    },
    async migrate(flags) {
      const { migrateLocal } = await import('./local-store.ts')
      return migrateLocal(flags, world)
    },
    async backUp(flags, { file, force }) {
      const { backUpLocal } = await import('./backup-local.ts')
      return backUpLocal(flags, { file, force, signal }, world)
    },
    async restore(flags, from) {
      const { restoreLocal } = await import('./backup-local.ts')
      return restoreLocal(flags, from, world)
    },
    async arm(flags) {
      const { armLocal } = await import('./backup-local.ts')
      return armLocal(flags, world)
    },
    async openServiceFile() {
      const { serviceFile } = await import('./service-file.ts')
      return serviceFile
    },
    readFile,
    async doctor(flags) {
      const { examine } = await import('./doctor.ts')
      return examine(flags, world)
    },
  }
  return runCli(argv, deps)
}
