import { Refusal } from '../../../../kernel/index.ts'

/**
 * What the file system, a pipe or SQLite says no with (no room, no permission, a broken pipe), in one
 * line. Anything else is a fault of the program, and stays what it is.
 */
export function asRefusal(error: unknown, what: string): unknown {
  if (error instanceof Refusal || !(error instanceof Error)) return error
  const isOfSystem = 'code' in error && /^E[A-Z]+$/.test(String(error.code))
  const isOfSqlite = 'code' in error && error.code === 'ERR_SQLITE_ERROR'
  if (!isOfSystem && !isOfSqlite) return error
  return new Refusal('unavailable', `${what}: ${error.message}`, { cause: error })
}
