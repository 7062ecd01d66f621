import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
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
  const bell = createBell()
  const commits = createCommitStats()
  let connections: Connections | null = null
  const connected = () => (connections ??= connectBoth({ file, clock }, bell.ring))
  try {
    connected()
  } catch (error) {
    if (!canMend(error)) throw error
  }

  function commit<Result>(transaction: () => Tx<Result>): Result {
    const { writer, toWrite } = connected()
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
        const { reader, toRead } = connected()
        reader.exec('begin')
        try {
          return toRead(transaction())
        } finally {
          if (reader.isTransaction) reader.exec('commit')
        }
      }),
    exclusively: (work) => work({ write }),
    async close() {
      connections?.close()
    },
  }
}

type Connections = ReturnType<typeof connectBoth>

function connectBoth({ file, clock }: SqliteOptions, ring: () => void) {
  using opened = new DisposableStack()
  const writer = opened.use(connect(file, clock, false))
  unlessLocked(file, () => {
    // Another process may be opening, or recovering after a crash, at this very moment.
    writer.exec(`pragma busy_timeout = ${busyForMs}`)
    writer.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    writer.exec('pragma busy_timeout = 0')
  })
  const reader = opened.use(connect(file, clock, true))
  const stopWatching = watchOtherProcesses(reader, ring)
  opened.move()
  return {
    writer,
    reader,
    toWrite: createRunner(writer),
    toRead: createRunner(reader),
    close() {
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
const notDatabase = 26
const away = new Set([8, 10, 11, 13, 14, 23, notDatabase])
const ioError = 10
const full = 13

/** A disk without room, or that fails, may be another one in a minute. All else stays as it is. */
const canMend = (error: unknown): boolean => {
  const code = error instanceof Refusal ? codeOf(error.cause) : null
  return code === ioError || code === full
}

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
    const isFull = code === full || (code === ioError && hasNoRoom(file))
    const fault = error instanceof Error ? error.message : 'unknown fault'
    const words = isFull ? 'the disk is full; make room, and it goes on by itself' : fault
    // What is no database does not become one; everything else may pass.
    const refusal = code === notDatabase ? 'invalid' : 'unavailable'
    throw new Refusal(refusal, `The database file ${file} cannot be used: ${words}`, {
      cause: error,
    })
  }
}

/** What SQLite adds to its log's index at a time; where there is no room for that, it only says that I/O failed. */
const leastRoom = 32_768

function hasNoRoom(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file))
    return bavail * bsize < leastRoom
  } catch {
    return false
  }
}

function unlessLocked(file: string, work: () => void): void {
  try {
    guarded(file, work)
  } catch (error) {
    if (!busy.has(codeOf(error) ?? 0)) throw error
    throw new Refusal(
      'unavailable',
      `The database file ${file} is locked by another process, perhaps a restore; try again when that has ended`,
      { cause: error },
    )
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

/** A file that cannot be read at this moment is said by whoever needs it; followers look by themselves too. */
function versionOf(statement: StatementSync): unknown {
  try {
    return statement.get()?.data_version
  } catch {
    return null
  }
}

/** `data_version` moves when another connection has committed. Reading it costs microseconds. */
function watchOtherProcesses(reader: DatabaseSync, ring: () => void): () => void {
  const statement = reader.prepare('pragma data_version')
  let last: unknown = null
  const timer = setInterval(() => {
    const version = versionOf(statement)
    if (version !== last) ring()
    last = version
  }, lookEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
