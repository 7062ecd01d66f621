import { closeSync, existsSync, fdatasyncSync, openSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { Refusal } from '../../../../kernel/index.ts'

/**
 * Pages a step: 4 MB. Between two steps the process hears signals, and what was written goes to the
 * disk: in one go it would hold up the commits of others, which wait for the same disk.
 */
const pagesAStep = 1_000

/**
 * Copies a database that others may be writing to. The transaction that is held meanwhile keeps one
 * state in sight, so the copy does not start anew at each commit of another process, and in WAL mode
 * a reader holds up nobody. https://www.sqlite.org/backup.html
 */
export async function copySqlite(file: string, to: string, signal: AbortSignal): Promise<void> {
  if (!existsSync(file)) throw nothingThere(file)
  const source = open(file)
  const copied = openSync(to, 'r')
  const step = () => {
    signal.throwIfAborted()
    fdatasyncSync(copied)
  }
  try {
    source.exec('begin')
    source.prepare('select count(*) from sqlite_schema').get()
    await backup(source, to, { rate: pagesAStep, progress: step })
    signal.throwIfAborted()
  } catch (error) {
    if (signal.aborted) throw error
    throw unusable(file, error)
  } finally {
    closeSync(copied)
    source.close()
  }
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly: true, timeout: 10_000 })
  } catch (error) {
    throw unusable(file, error)
  }
}

const unusable = (file: string, error: unknown): Refusal => {
  const words = error instanceof Error ? error.message : String(error)
  return new Refusal('unavailable', `The database file ${file} cannot be copied: ${words}`, {
    cause: error,
  })
}

export const nothingThere = (place: string): Refusal =>
  new Refusal('not_found', `There is nothing to back up: ${place} holds no data of Pharos yet`)
