import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { type Clock, Refusal } from '../../../../kernel/index.ts'
import type { Row, Statement, Tx } from '../statement.ts'
import { createBell, createCommitStats, type Driver } from './driver.ts'

export type SqliteOptions = { readonly file: string; readonly clock: Clock }

/** Another process that shares the file is noticed within this. */
const lookEveryMs = 100
/** How long a write waits for another process' transaction to end. */
const busyForMs = 10_000
const preparedMost = 300

/**
 * SQLite through `node:sqlite`: one connection writes, one read-only connection reads. Every
 * acknowledged commit is synced to the disk (`synchronous=FULL` in WAL mode).
 * @see https://www.sqlite.org/wal.html
 */
export function openSqlite({ file, clock }: SqliteOptions): Driver {
  const writer = connect(file, clock, false)
  guarded(file, () => {
    // Another process may be opening, or recovering after a crash, at this very moment.
    writer.exec(`pragma busy_timeout = ${busyForMs}`)
    writer.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    writer.exec('pragma busy_timeout = 0')
  })
  const reader = connect(file, clock, true)
  const toWrite = createRunner(writer)
  const toRead = createRunner(reader)
  const bell = createBell()
  const commits = createCommitStats()
  const stopWatching = watchOtherProcesses(reader, bell.ring)

  function commit<Result>(transaction: () => Tx<Result>): Result {
    const started = clock.monotonic()
    writer.exec('begin immediate')
    try {
      const result = toWrite(transaction())
      writer.exec('commit')
      commits.add(clock.monotonic() - started)
      return result
    } catch (error) {
      if (writer.isTransaction) writer.exec('rollback')
      throw error
    }
  }

  async function write<Result>(transaction: () => Tx<Result>): Promise<Result> {
    const result = await whenFree({ clock, file }, () => commit(transaction))
    bell.ring()
    return result
  }

  return {
    dialect: 'sqlite',
    commits: commits.stats,
    onCommit: bell.listen,
    write,
    read: (transaction) =>
      whenFree({ clock, file }, () => {
        reader.exec('begin')
        try {
          return toRead(transaction())
        } finally {
          if (reader.isTransaction) reader.exec('commit')
        }
      }),
    exclusively: (work) => work({ write }),
    async close() {
      stopWatching()
      reader.close()
      try {
        writer.exec('pragma optimize')
      } catch {
        // Only statistics; another process is busy with the file.
      }
      writer.close()
    },
  }
}

function connect(file: string, clock: Clock, readOnly: boolean): DatabaseSync {
  const database = guarded(file, () => new DatabaseSync(file, { readOnly, timeout: 0 }))
  database.function('pharos_now', () => clock.now())
  // SQLite's own `lower` knows ASCII alone.
  database.function('pharos_lower', { deterministic: true }, (text) => String(text).toLowerCase())
  return database
}

/** Drives a transaction's generator with prepared statements, without letting go of the thread. */
function createRunner(database: DatabaseSync) {
  const prepared = new Map<string, StatementSync>()

  function prepare(text: string): StatementSync {
    const known = prepared.get(text)
    if (known !== undefined) return known
    const statement = database.prepare(text)
    const oldest = prepared.size >= preparedMost ? prepared.keys().next().value : undefined
    if (oldest !== undefined) prepared.delete(oldest)
    prepared.set(text, statement)
    return statement
  }

  // Columns of our schema hold text and numbers only, so `Row` is what comes back.
  const rowsOf = ({ text, params }: Statement) => prepare(text).all(...params) as Row[]

  return <Result>(transaction: Tx<Result>): Result => {
    let next = transaction.next()
    while (!next.done) {
      try {
        next = transaction.next(rowsOf(next.value))
      } catch (error) {
        next = transaction.throw(error)
      }
    }
    return next.value
  }
}

/** Codes of SQLite that mean *wait*, and codes that mean *nothing can be stored now*. */
const busy = new Set([5, 6])
const away = new Set([8, 10, 11, 13, 14, 23, 26])

const codeOf = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : null

function guarded<Result>(file: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const code = codeOf(error)
    if (code === null || !away.has(code)) throw error
    const words = error instanceof Error ? error.message : 'unknown fault'
    throw new Refusal('unavailable', `The database file ${file} cannot be used: ${words}`, {
      cause: error,
    })
  }
}

/** Tries until the other process lets go of the write lock, without holding up this one's event loop. */
async function whenFree<Result>(
  { clock, file }: SqliteOptions,
  work: () => Result,
): Promise<Result> {
  const deadline = clock.monotonic() + busyForMs
  for (let pause = 1; ; pause = Math.min(pause * 2, 20)) {
    try {
      return guarded(file, work)
    } catch (error) {
      const code = codeOf(error)
      if (code === null || !busy.has(code)) throw error
      if (clock.monotonic() > deadline) {
        throw new Refusal('unavailable', 'The database is locked by another process', {
          cause: error,
        })
      }
      await clock.sleep(pause)
    }
  }
}

/** `data_version` moves when another connection has committed. Reading it costs microseconds. */
function watchOtherProcesses(reader: DatabaseSync, ring: () => void): () => void {
  const statement = reader.prepare('pragma data_version')
  let last: unknown = null
  const timer = setInterval(() => {
    const version = statement.get()?.data_version
    if (version !== last) ring()
    last = version
  }, lookEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
