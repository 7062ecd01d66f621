import { existsSync } from 'node:fs'
import { chmod, chown, link, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type EpochMs, Refusal } from '../../../../kernel/index.ts'
import { type Present, presentOf } from './renew.ts'

/** Makes the new database in a file that is not there yet, for the place of what is there now. */
export type Stage = (file: string, present: Present | null) => Promise<void>

/**
 * Puts a new database in the place of a SQLite file, with one rename: whoever is killed at any point
 * leaves the old one or the new one, whole. The old one is locked from the first moment to the last.
 * @returns under which name the old one is kept, if there was one.
 */
export async function replaceSqlite(
  named: string,
  stage: Stage,
  now: EpochMs,
): Promise<string | null> {
  const file = await realpath(named).catch(() => resolve(named))
  const staged = `${file}.restoring`
  const place = await lookAt(file)
  const held = hold(file)
  try {
    await clear(staged)
    await stage(staged, held.present)
    await likeItsPlace(staged, place)
    const kept = place.isEmpty ? null : await keep(file, now)
    // Locking an empty place has begun a journal there.
    if (place.isEmpty) held.release()
    // Frames of another database would be played into this one.
    if (existsSync(`${file}-wal`) || existsSync(`${file}-journal`)) throw inUse(file)
    await rename(staged, file)
    await syncFolder(file)
    return kept
  } finally {
    held.release()
    await clear(staged)
    // What only the lock has made is taken away again.
    if (place.isNew && (await lookAt(file)).isEmpty) await rm(file, { force: true })
  }
}

type Held = {
  readonly present: Present | null
  release(): void
}

/** How long a process that is just ending may still have the file open. */
const busyForMs = 2_000

/**
 * Locks a database against everybody. Leaving WAL mode needs it alone: SQLite refuses while another
 * connection is open, even an idle one. It also leaves no `-wal` behind.
 * https://www.sqlite.org/wal.html#persistence_of_wal_mode
 */
function hold(file: string): Held {
  const database = openAlone(file)
  try {
    database.exec(`pragma busy_timeout = ${busyForMs}`)
    const { journal_mode: mode } = database.prepare('pragma journal_mode = delete').get() ?? {}
    if (mode !== 'delete') throw inUse(file)
    database.exec('begin exclusive')
    return {
      present: readPresent(database),
      release: () => {
        if (database.isOpen) database.close()
      },
    }
  } catch (error) {
    database.close()
    // There is nothing to lock in what SQLite cannot read; to mend that is what a restore is for.
    if (isDamage(error)) return { present: null, release: () => {} }
    throw isBusy(error) ? inUse(file) : unusable(file, error)
  }
}

function openAlone(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { enableForeignKeyConstraints: false })
  } catch (error) {
    throw unusable(file, error)
  }
}

function readPresent(database: DatabaseSync): Present | null {
  try {
    return presentOf(database)
  } catch {
    return null
  }
}

const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : -1
const isBusy = (error: unknown): boolean => [5, 6].includes(codeOf(error))
const isDamage = (error: unknown): boolean => [11, 26].includes(codeOf(error))

const inUse = (file: string): Refusal =>
  new Refusal(
    'conflict',
    `${file} is in use: stop every Pharos that has it open, then restore again`,
  )

const unusable = (file: string, error: unknown): Refusal => {
  if (error instanceof Refusal) return error
  const words = error instanceof Error ? error.message : String(error)
  return new Refusal('unavailable', `${file} cannot be replaced: ${words}`, { cause: error })
}

async function clear(file: string): Promise<void> {
  for (const more of ['', '-wal', '-shm', '-journal']) await rm(file + more, { force: true })
}

type Place = {
  /** There was no file. */
  readonly isNew: boolean
  /** There was no database, or one without a byte. */
  readonly isEmpty: boolean
  readonly uid: number
  readonly gid: number
}

/** What is there before anything is touched: opening a file makes it, for whoever opens it. */
async function lookAt(file: string): Promise<Place> {
  const found = await stat(file).catch(() => null)
  const { uid, gid } = found ?? (await stat(dirname(file)))
  return { isNew: found === null, isEmpty: found === null || found.size === 0, uid, gid }
}

/** A restore by root must not leave a file that the service cannot open. */
async function likeItsPlace(staged: string, { uid, gid }: Place): Promise<void> {
  const own = await stat(staged)
  if (own.uid !== uid || own.gid !== gid) await chown(staged, uid, gid).catch(() => undefined)
  await chmod(staged, 0o600)
}

/** Gives the old database a second name. What a damaged one has beside it goes along. */
async function keep(file: string, now: EpochMs): Promise<string> {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
  const kept = await firstFree(`${file}.before-restore-${stamp}`)
  await link(file, kept).catch((error) => {
    throw unusable(file, error)
  })
  for (const more of ['-wal', '-journal']) {
    if (existsSync(file + more)) await rename(file + more, kept + more)
  }
  await rm(`${file}-shm`, { force: true })
  return kept
}

async function firstFree(name: string): Promise<string> {
  let free = name
  for (let count = 2; existsSync(free); count++) free = `${name}-${count}`
  return free
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(dirname(file))
  await folder.sync().finally(() => folder.close())
}
