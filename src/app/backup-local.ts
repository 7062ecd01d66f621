import { dirname } from 'node:path'
import {
  backUp,
  type Database,
  type Manifest,
  type Restored,
  restore,
} from '../adapters/stores/sql/index.ts'
import type { Clock, Logger, Random } from '../kernel/index.ts'
import type { Flags } from './config/index.ts'
import { openDataFolder } from './data-folder.ts'
import { configFor, openLocalStore } from './local-store.ts'
import { version } from './version.ts'

type World = { readonly clock: Clock; readonly log: Logger; readonly random: Random }

/** Copies the database of a command's configuration into a file; `-` is standard output. */
export async function backUpLocal(
  flags: Flags,
  wish: { readonly file: string; readonly force: boolean; readonly signal: AbortSignal },
  { clock, log }: World,
): Promise<Manifest> {
  const { database, dataDir } = configFor(flags)
  const { file, force, signal } = wish
  const folder = await folderFor(database, dataDir, log)
  return backUp({
    database,
    target:
      file === '-'
        ? { kind: 'stream', sink: process.stdout, folder }
        : { kind: 'file', file, force },
    program: version,
    clock,
    log,
    signal,
  })
}

/** Puts a backup in the place of the database. It is armed only when that is asked for. */
export async function restoreLocal(
  flags: Flags,
  { file, arm }: { readonly file: string; readonly arm: boolean },
  { clock, log }: World,
): Promise<Restored & { readonly database: Database['kind'] }> {
  const { database, dataDir } = configFor(flags)
  const folder = await folderFor(database, dataDir, log)
  const restored = await restore({ database, file, arm, folder, clock, log })
  return { ...restored, database: database.kind }
}

/** @returns when the backup was made that the data come from, and whether anything had to be done. */
export async function armLocal(flags: Flags, world: World) {
  const store = await openLocalStore(flags, world)
  try {
    await store.migrate()
    const { restoredFromAt } = await store.arming.standing()
    const by = { at: world.clock.now(), actor: 'command line', requestId: null }
    return { changed: await store.arming.arm(by), restoredFromAt }
  } finally {
    await store.close()
  }
}

/** Where the database lies, else the data folder: what is put down for a while belongs there. */
async function folderFor(database: Database, dataDir: string, log: Logger): Promise<string> {
  const folder = database.kind === 'sqlite' ? dirname(database.file) : dataDir
  await openDataFolder(folder, log)
  return folder
}
