#!/usr/bin/env node
import { runCommand } from './app/index.ts'

/** Looking up a name holds a thread until its server answers: some that never do must not hold up the rest. */
process.env.UV_THREADPOOL_SIZE ??= '32'

/** Signals belong here, so that everything else can be started and stopped within a test. */
const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(1)
    stop.abort()
  })
}

/** After a fault nobody foresaw, the state is unknown: say so and let the supervisor start afresh. */
function die(error: unknown): void {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`pharos: fault: ${words}\n`)
  process.exit(1)
}
process.on('uncaughtException', die)
process.on('unhandledRejection', die)

runCommand(process.argv.slice(2), stop.signal).then((code) => {
  process.exitCode = code
  // Whatever still holds the process is not worth waiting for once the command has ended.
  setTimeout(() => process.exit(code), 1_000).unref()
}, die)
