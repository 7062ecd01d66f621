import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { About, Program } from '../adapters/web/index.ts'
import type { Clock } from '../kernel/index.ts'
import { listSettings } from './config/index.ts'
import type { ConfigHolder } from './config-status.ts'
import { version } from './version.ts'

export type AboutOptions = {
  readonly configuration: ConfigHolder
  readonly arming: SqlStore['arming']
  readonly clock: Pick<Clock, 'now'>
  /** When the process started, in epoch milliseconds. */
  readonly startedAt: number
}

/** What the settings page tells of the program. */
export const describeProgram = ({
  configuration,
  arming,
  clock,
  startedAt,
}: AboutOptions): Program => ({
  async arm({ label, requestId }) {
    await arming.arm({ at: clock.now(), actor: label, requestId })
  },

  async about() {
    const { config, warnings, readAgainAt, refused } = configuration.status()
    const { database, dataDir, file, environment, server } = config
    return {
      version,
      startedAt,
      environment,
      database: database.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL',
      folder: dataDir,
      folderBytes: await sizeOf(dataDir),
      file,
      ownedServices: config.services.length,
      publicMetrics: server.publicMetrics,
      settings: listSettings(config),
      warnings,
      readAgainAt,
      unarmed: await unarmed(arming),
      refused,
    }
  },
})

async function unarmed(arming: AboutOptions['arming']): Promise<About['unarmed']> {
  const { armed, restoredAt, restoredFromAt } = await arming.standing()
  if (armed || restoredAt === null) return null
  return { restoredAt, from: restoredFromAt ?? restoredAt }
}

/** A data folder has few files; beyond this many it is no longer asked how large they are. */
const filesMost = 1_000

/** Bytes of the files in a folder, without those below it; `null` when they cannot be read. */
async function sizeOf(folder: string): Promise<number | null> {
  try {
    const names = (await readdir(folder)).slice(0, filesMost)
    const sizes = await Promise.all(names.map((name) => fileSize(join(folder, name))))
    return sizes.reduce((sum, size) => sum + size, 0)
  } catch {
    return null
  }
}

/** A file may go between the listing and the look at it. */
const fileSize = (path: string): Promise<number> =>
  stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  )
