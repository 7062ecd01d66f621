import { type Clock, type Logger, Refusal } from '../kernel/index.ts'
import { type App, startApp } from './app.ts'
import { type ConfigProblem, type Flags, formatProblem } from './config/index.ts'
import { readConfig } from './config-file.ts'
import { type AppLogger, createLogger } from './logger.ts'
import { saveMemory } from './memory.ts'
import { partsOf, type Role } from './roles.ts'
import { runProgram } from './run-program.ts'
import { createSupervisor, factsFrom, type Supervisor } from './supervisor.ts'
import { version } from './version.ts'

export type ServeOptions = {
  readonly role: Role
  readonly flags: Flags
  /** What a service manager tells is in it. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pid: number
  readonly clock: Clock
  /** Aborts when somebody stops the program. */
  readonly signal: AbortSignal
  /** Calls back when the configuration is to be read again. @returns how to stop that. */
  readonly onReload: (reload: () => void) => () => void
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
}

/** What may mend itself is worth another start, so a supervisor must tell it from a wrong configuration (2). */
const exitCodes: Partial<Record<Refusal['code'], number>> = { unavailable: 4 }

/** Beyond this a stop is given up, in milliseconds. A supervisor kills at 40 s. */
const stopMs = 25_000

/** For the word to the service manager that the stop goes on. */
const farewellMs = 2_000

/** Runs a role until it is stopped. @returns the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const { role, flags, clock, stdout, stderr } = options
  if (!(partsOf[role].serves && partsOf[role].collects)) saveMemory()
  const loaded = readConfig(flags)
  if (loaded.kind === 'refused') {
    for (const problem of loaded.problems) stderr(`${formatProblem(problem)}\n`)
    return 2
  }
  const { config, warnings } = loaded
  const log = createLogger({ ...config.logging, write: stderr })
  warn(log, warnings)
  try {
    const app = await startApp({ role, config, warnings, clock, log })
    stdout(`${greeting(role)} ${app.url}\n`)
    return await untilStopped(app, { ...options, log })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    stderr(`pharos: ${error.message}\n`)
    return exitCodes[error.code] ?? 2
  }
}

const greeting = (role: Role): string =>
  partsOf[role].serves ? `Pharos ${version} is at` : `Pharos ${version} collects, and answers at`

async function untilStopped(app: App, options: ServeOptions & { log: AppLogger }): Promise<number> {
  const { clock, log, signal } = options
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const forget = options.onReload(() => {
    reload(app, options).catch((error) => log.error('reloading failed', { error }))
  })
  const supervisor = createSupervisor({
    ...{ run: runProgram, clock, log, signal },
    facts: factsFrom(options.env, options.pid),
    progressing: app.progressing,
  })
  // It listens; that it waits for its database is no reason for a supervisor to begin again.
  void supervisor.ready(`starting at ${app.url}`).then(() => supervisor.watch())
  let refused: unknown = null
  const failed = app.ready.then(
    (ready) => (ready ? announce(app, supervisor, options).then(() => stopped) : stopped),
    (error: unknown) => {
      refused = error
    },
  )
  await failed
  forget()
  log.info('stopping')
  const told = supervisor.stopping()
  const patience = new AbortController()
  const stopping = app[Symbol.asyncDispose]().then(() => true)
  const late = clock.sleep(stopMs, patience.signal).then(() => false)
  const inTime = await Promise.race([stopping, late])
  patience.abort()
  await Promise.race([told, clock.sleep(farewellMs)])
  if (!inTime) log.error('the stop took too long and was given up', { afterMs: stopMs })
  if (refused !== null) throw refused
  return inTime ? 0 : 1
}

async function announce(
  app: App,
  supervisor: Supervisor,
  { stdout, log }: Pick<ServeOptions, 'stdout'> & { readonly log: Logger },
): Promise<void> {
  void supervisor.status(`at ${app.url}`)
  try {
    const link = await app.setupUrl()
    if (link !== null) stdout(`Make the first account (once, admin): ${link}\n`)
  } catch (error) {
    log.warn('cannot tell yet whether an admin exists', { error })
  }
}

/** A configuration that is refused changes nothing; the old one stays. */
async function reload(app: App, { flags, log }: ServeOptions & { log: AppLogger }): Promise<void> {
  const loaded = readConfig(flags)
  if (loaded.kind === 'refused') {
    for (const problem of loaded.problems) {
      log.error('the changed configuration is refused; the old one stays', {
        problem: formatProblem(problem),
      })
    }
    app.refuseReload(loaded.problems)
    return
  }
  warn(log, loaded.warnings)
  await app.reload(loaded.config, loaded.warnings)
  log.info(
    'the configuration was read again: services and the log level hold now, everything else from the next start on',
  )
}

function warn(log: Logger, warnings: readonly ConfigProblem[]): void {
  for (const warning of warnings) log.warn(formatProblem(warning))
}
