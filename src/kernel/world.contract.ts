import { Refusal } from './refusal.ts'
import type { LogFields, Logger } from './world.ts'

export type LogLine = {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: LogFields
}

/** For who has nothing to tell. */
export const silentLog: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  with: () => silentLog,
}

/** A logger that keeps its lines. */
export function createKeptLog(): { readonly log: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const at =
    (level: LogLine['level'], more: LogFields) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields: { ...more, ...fields } })
    }
  const withFields = (fields: LogFields): Logger => ({
    debug: at('debug', fields),
    info: at('info', fields),
    warn: at('warn', fields),
    error: at('error', fields),
    with: (more) => withFields({ ...fields, ...more }),
  })
  return { log: withFields({}), lines }
}

/** The refusal that a call throws. Fails when it throws none. */
export function refusalOf(call: () => unknown): Refusal {
  try {
    call()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('it was not refused')
}

/** The refusal that a promise rejects with. Fails when there is none. */
export async function refusalFrom(promise: Promise<unknown>): Promise<Refusal> {
  const settled = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  if (settled instanceof Refusal) return settled
  throw new Error('it was not refused', { cause: settled })
}
