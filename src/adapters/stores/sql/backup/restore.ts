import { randomBytes } from 'node:crypto'
import { rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { type Clock, type Logger, Refusal, Secret } from '../../../../kernel/index.ts'
import { openPostgres } from '../drivers/postgres.ts'
import { openSqlite } from '../drivers/sqlite.ts'
import { migrate, newestSchema } from '../migrations/migrate.ts'
import type { Database } from '../open.ts'
import { type Archive, openArchive } from './archive.ts'
import { examineContent, newerSchema, openCopy, unsound } from './examine.ts'
import { asRefusal } from './fault.ts'
import { replacePostgres, restoring } from './into-postgres.ts'
import { replaceSqlite } from './into-sqlite.ts'
import { clearLeftovers } from './leftovers.ts'
import type { Manifest } from './manifest.ts'
import { type Present, renew } from './renew.ts'

export type RestoreOptions = {
  readonly database: Database
  readonly file: string
  /** May the restored copy send anything outward at once? */
  readonly arm: boolean
  /** For what has to be put down meanwhile. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Logger
}

export type Restored = {
  readonly manifest: Manifest
  /** The schema that the content has now. */
  readonly schema: number
  /** Where the database is kept that was there before; `null` where there was none, and on PostgreSQL. */
  readonly kept: string | null
}

/** Puts the content of a backup in the place of the database, whichever the two are. Throws `Refusal`. */
export async function restore(options: RestoreOptions): Promise<Restored> {
  try {
    return await restoreFrom(options)
  } catch (error) {
    throw asRefusal(error, 'The restore failed')
  }
}

async function restoreFrom(options: RestoreOptions): Promise<Restored> {
  const { database, file, clock } = options
  const archive = await openArchive(file)
  const { manifest } = archive
  if (manifest.schema > newestSchema) throw newerSchema(file, manifest.schema)
  const prepared = (to: string, present: Present | null) =>
    prepare(to, { archive, present, options })
  const done = { manifest, schema: newestSchema }
  if (database.kind === 'sqlite') {
    const kept = await replaceSqlite(database.file, prepared, clock.now())
    return { ...done, kept }
  }
  await intoServer(database, options, prepared)
  return { ...done, kept: null }
}

type Prepared = (to: string, present: Present | null) => Promise<void>

async function intoServer(
  { url }: { readonly url: Secret },
  { folder, clock, log }: RestoreOptions,
  prepared: Prepared,
): Promise<void> {
  await clearLeftovers(folder, (name) => /^restoring-[0-9a-f]{8}\.db/.test(name), clock)
  const staged = join(folder, `restoring-${randomBytes(4).toString('hex')}.db`)
  const { own, others } = nameConnections(url)
  const driver = openPostgres({ url: own, pool: 1, clock, log })
  const stage = async (present: Present): Promise<DatabaseSync> => {
    await prepared(staged, present)
    return openCopy(staged)
  }
  try {
    await replacePostgres({ driver, clock, others, stage })
  } finally {
    await driver.close()
    for (const more of ['', '-wal', '-shm', '-journal']) await rm(staged + more, { force: true })
  }
}

/** This command's connections have a name of their own, so that those of others can be told from them. */
function nameConnections(url: Secret) {
  const own = new URL(url.reveal())
  const others = own.searchParams.get('application_name') ?? 'pharos'
  own.searchParams.set('application_name', restoring)
  return { own: new Secret(own.href), others }
}

type Preparing = {
  readonly archive: Archive
  readonly present: Present | null
  readonly options: RestoreOptions
}

/** Unpacks the content, proves it, and makes it what this program goes on from. */
async function prepare(to: string, { archive, present, options }: Preparing): Promise<void> {
  const { manifest } = archive
  const { clock, arm } = options
  await checkRoom(dirname(to), manifest.bytes)
  await archive.unpack(to)
  const content = openCopy(to)
  try {
    examineContent(content, manifest)
  } catch (error) {
    throw error instanceof Refusal ? error : unsound(wordsOf(error), error)
  } finally {
    content.close()
  }
  const driver = openSqlite({ file: to, clock })
  await migrate(driver).finally(() => driver.close())
  const copy = openCopy(to)
  try {
    // From here on what is written must be on the disk before it takes its place.
    copy.exec('pragma synchronous = full')
    renew(copy, { present, manifest, now: clock.now(), armed: arm })
  } finally {
    copy.close()
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A migration may write as much again. */
const roomFor = 1.2

async function checkRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize > bytes * roomFor) return
  const needed = Math.ceil((bytes * roomFor) / 1e6)
  throw new Refusal(
    'unavailable',
    `${folder} has no room for ${needed} MB; make some, then restore`,
  )
}
