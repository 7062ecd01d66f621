import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { openSqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Logger } from '../kernel/index.ts'
import { type Config, type Flags, formatProblem } from './config/index.ts'
import { readConfig } from './config-file.ts'
import { openDataFolder } from './data-folder.ts'

export type Finding = {
  readonly name: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly detail: string
  readonly advice: string | null
}

type World = { readonly clock: Clock; readonly log: Logger }

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const ok = (name: string, detail: string): Finding => ({ name, status: 'ok', detail, advice: null })

/** Looks at everything that Pharos needs of its machine, and says what to do about the rest. */
export async function examine(flags: Flags, world: World): Promise<readonly Finding[]> {
  const loaded = readConfig(flags)
  if (loaded.kind === 'refused') {
    return loaded.problems.map((problem) => ({
      name: 'configuration',
      status: 'fail',
      detail: formatProblem(problem),
      advice: 'mend it; Pharos does not start on it',
    }))
  }
  const { config } = loaded
  return [
    ok('configuration', config.file ?? 'defaults and environment'),
    await dataFolder(config, world.log),
    await diskSpace(config),
    await database(config, world),
    await port(config),
  ]
}

async function dataFolder(config: Config, log: Logger): Promise<Finding> {
  try {
    await openDataFolder(config.dataDir, log)
    return ok('data folder', config.dataDir)
  } catch (error) {
    return {
      name: 'data folder',
      status: 'fail',
      detail: words(error),
      advice: 'make it writable for this user',
    }
  }
}

const scarce = { warnBytes: 1e9, failBytes: 64e6 }

async function diskSpace(config: Config): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(config.dataDir)
    const free = bavail * bsize
    const detail = `${(free / 1e9).toFixed(1)} GB free`
    if (free > scarce.warnBytes) return ok('disk', detail)
    const status = free > scarce.failBytes ? 'warn' : 'fail'
    return { name: 'disk', status, detail, advice: 'make room, or keep less (retention)' }
  } catch (error) {
    return { name: 'disk', status: 'warn', detail: words(error), advice: null }
  }
}

/** How far two clocks may be apart before times on the page would be odd, in milliseconds. */
const clockApartMs = 5_000

async function database(config: Config, { clock, log }: World): Promise<Finding> {
  const name = `database (${config.database.kind})`
  try {
    const store = await openSqlStore(config.database, { clock, log })
    try {
      const { to } = await store.migrate()
      await store.probe()
      const apart = Math.abs((await store.schedule.now()) - clock.now())
      if (apart <= clockApartMs) return ok(name, `schema ${to}, can commit`)
      return {
        name,
        status: 'warn',
        detail: `its clock is ${Math.round(apart / 1_000)} s from this machine's`,
        advice: 'synchronise both with NTP',
      }
    } finally {
      await store.close()
    }
  } catch (error) {
    return {
      name,
      status: 'fail',
      detail: words(error),
      advice: 'check its address, that it runs, and who may log in',
    }
  }
}

/** A port that answers may be Pharos itself, so a taken one is no failure. */
const port = (config: Config): Promise<Finding> =>
  new Promise((resolve) => {
    const { host, port: number } = config.server
    const server = createServer()
    server.once('error', (error) =>
      resolve({
        name: 'port',
        status: 'warn',
        detail: words(error),
        advice: `if that is not Pharos, choose another with --port`,
      }),
    )
    server.listen(number, host, () => {
      server.close(() => resolve(ok('port', `${host}:${number} is free`)))
    })
  })
