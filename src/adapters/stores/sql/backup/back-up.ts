import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { chmod, link, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Clock, type Logger, Refusal } from '../../../../kernel/index.ts'
import { newestSchema } from '../migrations/migrate.ts'
import { type Database, openDriver } from '../open.ts'
import { archiveOf } from './archive.ts'
import { examine, newerSchema, openCopy } from './examine.ts'
import { asRefusal } from './fault.ts'
import { copyPostgres } from './from-postgres.ts'
import { copySqlite, nothingThere } from './from-sqlite.ts'
import { clearLeftovers } from './leftovers.ts'
import type { Manifest } from './manifest.ts'

export type BackupTarget =
  | { readonly kind: 'file'; readonly file: string; readonly force: boolean }
  /** The folder is for what has to be put down meanwhile. */
  | { readonly kind: 'stream'; readonly sink: Writable; readonly folder: string }

export type BackupOptions = {
  readonly database: Database
  readonly target: BackupTarget
  /** The version of this program. */
  readonly program: string
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Copies the database, as it is at one moment, into one file, while others work with it. The file
 * appears whole under its name or not at all.
 */
export async function backUp(options: BackupOptions): Promise<Manifest> {
  const { target } = options
  try {
    return await (target.kind === 'file' ? toFile(target, options) : toStream(target, options))
  } catch (error) {
    throw asRefusal(error, 'The backup was not made')
  }
}

type Of<Kind extends BackupTarget['kind']> = Extract<BackupTarget, { readonly kind: Kind }>

async function toStream({ sink, folder }: Of<'stream'>, options: BackupOptions): Promise<Manifest> {
  await clearLeftovers(folder, isLeftOf('backup'), options.clock)
  const copy = join(folder, `backup${partialOf()}`)
  return withCopy(copy, options, (manifest) =>
    pipeline(archiveOf(copy, manifest), sink, { end: false }),
  )
}

async function toFile({ file, force }: Of<'file'>, options: BackupOptions): Promise<Manifest> {
  await checkPlace(file, force, options.clock)
  const [copy, partial] = [file + partialOf(), file + partialOf()]
  try {
    return await withCopy(copy, options, async (manifest) => {
      await writeInSteps(partial, archiveOf(copy, manifest), options.signal)
      await put(partial, file, force)
    })
  } finally {
    await rm(partial, { force: true })
  }
}

const partialOf = (): string => `.${randomBytes(4).toString('hex')}.partial`

type Write = (manifest: Manifest) => Promise<void>

async function withCopy(copy: string, options: BackupOptions, write: Write): Promise<Manifest> {
  const { database, clock, signal } = options
  try {
    const madeAt = clock.now()
    // Made here, so that nobody else may read it even for a moment.
    await (await open(copy, 'wx', 0o600)).close()
    if (database.kind === 'sqlite') await copySqlite(database.file, copy, signal)
    else await fromServer(copy, options)
    const { schema, rows } = soundness(copy, database)
    const manifest = {
      program: options.program,
      schema,
      dialect: database.kind,
      madeAt,
      rows,
      ...(await sumOf(copy)),
    }
    await write(manifest)
    return manifest
  } finally {
    for (const more of ['', '-wal', '-shm', '-journal']) await rm(copy + more, { force: true })
  }
}

async function fromServer(to: string, { database, clock, log, signal }: BackupOptions) {
  const driver = await openDriver(database, { clock, log })
  try {
    await copyPostgres(to, { driver, clock, signal })
  } finally {
    await driver.close()
  }
}

/** A backup of a damaged database would be found out when it is needed. */
function soundness(file: string, database: Database) {
  const copy = openCopy(file)
  try {
    const found = examine(copy, 'quick_check')
    if (found.fault !== null) {
      throw new Refusal(
        'conflict',
        `The database is damaged (${found.fault}), so no backup was made of it; restore an earlier one`,
      )
    }
    const place = database.kind === 'sqlite' ? database.file : 'the PostgreSQL database'
    if (found.schema === 0) throw nothingThere(place)
    if (found.schema > newestSchema) throw newerSchema('The database', found.schema)
    return found
  } finally {
    copy.close()
  }
}

async function sumOf(file: string) {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') }
}

/** Says no before the work, and clears away what a backup to this place left that was killed. */
async function checkPlace(file: string, force: boolean, clock: Clock): Promise<void> {
  await clearLeftovers(dirname(file), isLeftOf(basename(file)), clock)
  if (!force && existsSync(file)) throw taken(file)
}

const isLeftOf = (file: string) => (name: string) =>
  name.startsWith(file) && /^\.[0-9a-f]{8}\.partial/.test(name.slice(file.length))

const stepBytes = 4_000_000

/** To the disk step by step, so that nobody else's commit waits for all of it. */
async function writeInSteps(
  file: string,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    let unsynced = 0
    for await (const chunk of chunks) {
      signal.throwIfAborted()
      await handle.writeFile(chunk)
      unsynced += chunk.length
      if (unsynced < stepBytes) continue
      await handle.datasync()
      unsynced = 0
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function put(partial: string, file: string, force: boolean): Promise<void> {
  await chmod(partial, 0o600)
  if (force) await rename(partial, file)
  // Unlike a rename, a link never replaces what came there meanwhile.
  else await link(partial, file).catch((error) => keepName(error, partial, file))
  const folder = await open(dirname(file))
  await folder.sync().finally(() => folder.close())
}

/** File systems without hard links, as on memory sticks, take a rename. */
async function keepName(error: unknown, partial: string, file: string): Promise<void> {
  if (existsSync(file)) throw taken(file)
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error
  await rename(partial, file)
}

const taken = (file: string): Refusal =>
  new Refusal(
    'conflict',
    `${file} is there already; choose another name, or overwrite it with --force`,
  )
