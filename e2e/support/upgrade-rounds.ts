import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Driver } from '../../src/adapters/stores/sql/drivers/driver.ts'
import { openSqlite } from '../../src/adapters/stores/sql/drivers/sqlite.ts'
import { newestSchema } from '../../src/adapters/stores/sql/migrations/migrate.ts'
import { leaveAt } from '../../src/adapters/stores/sql/migrations/released.contract.ts'
import { realClock, recorder } from '../../src/adapters/stores/sql/world.contract.ts'
import { Secret } from '../../src/kernel/index.ts'
import { rowsMore } from './backup-rounds.ts'
import { type Blows, killAt, momentsOver, timed } from './blows.ts'
import { addRows, faultOf, numberOf } from './bulk-rows.ts'
import type { Build, House } from './house.ts'
import { stopCleanly } from './program.ts'

const log = recorder([])

async function driverOf({ database, dataDir }: House): Promise<Driver> {
  if (database.dialect === 'sqlite') {
    return openSqlite({ file: join(dataDir, 'pharos.db'), clock: realClock })
  }
  const { openPostgres } = await import('../../src/adapters/stores/sql/drivers/postgres.ts')
  return openPostgres({ url: new Secret(database.url), pool: 2, clock: realClock, log })
}

/** A house with the data that the first released schema left behind. */
async function oldHouse(build: Build): Promise<House> {
  const house = await build()
  const driver = await driverOf(house)
  await leaveAt(driver, 1)
  await driver.close()
  await addRows(house.database, rowsMore)
  return house
}

/** The steps themselves are quick. */
const workMs = 60

/** That somebody has the database open, and is about to change it. */
function signIn({ database, dataDir }: House): () => Promise<boolean> {
  if (database.dialect === 'sqlite') {
    return async () => (await stat(join(dataDir, 'pharos.db-wal'))).size > 0
  }
  const locks = `select count(*) from pg_locks where locktype = 'advisory'
    and database = (select oid from pg_database where datname = current_database())`
  return async () => (await numberOf(database, locks)) > 0
}

const schemaOf = (house: House) =>
  numberOf(house.database, 'select coalesce(max(id), 0) from migrations')

async function expectWhole(house: House): Promise<void> {
  expect(await faultOf(house.database)).toBeNull()
  expect(await schemaOf(house)).toBe(newestSchema)
  const { database } = house
  const names = await database.query<{ name: string }>(
    'select name from services where id between 1 and 3 order by id',
  )
  expect(names.map(({ name }) => name)).toEqual(['shop', 'gone soon', 'from a file'])
  expect(await numberOf(database, 'select count(*) from checks_outcomes')).toBeGreaterThanOrEqual(
    rowsMore + 2,
  )
  expect(await numberOf(database, 'select count(*) from identity_tokens')).toBe(1)
}

/**
 * Kills `pharos migrate` on data of the first schema. The next one goes on from there.
 * @returns what came of it, in lines for people
 */
export async function migrationKills(build: Build, blows: Blows): Promise<readonly string[]> {
  const measured = await oldHouse(build)
  const durationMs = await timed(measured, 'migrate')
  await expectWhole(measured)
  const stoppedAt: number[] = []
  for (const moment of momentsOver({ wholeMs: durationMs, workMs }, blows)) {
    const house = await oldHouse(build)
    await killAt(house, { moment, sign: signIn(house) }, 'migrate')
    stoppedAt.push(await schemaOf(house))
    await timed(house, 'migrate')
    await expectWhole(house)
  }
  return lines('pharos migrate', { blows, durationMs, stoppedAt, measured })
}

/**
 * Kills the `serve` that brings old data to its own schema. The next one comes up and serves them.
 * @returns what came of it, in lines for people
 */
export async function upgradeKills(build: Build, blows: Blows): Promise<readonly string[]> {
  const measured = await oldHouse(build)
  const began = performance.now()
  await stopCleanly(await measured.serve())
  const durationMs = performance.now() - began
  const stoppedAt: number[] = []
  for (const moment of momentsOver({ wholeMs: durationMs, workMs }, blows)) {
    const house = await oldHouse(build)
    await killAt(
      house,
      { moment, sign: signIn(house) },
      'serve',
      '--port',
      '0',
      '--host',
      '127.0.0.1',
    )
    stoppedAt.push(await schemaOf(house))
    await stopCleanly(await house.serve())
    await expectWhole(house)
  }
  return lines('the first start after an upgrade', { blows, durationMs, stoppedAt, measured })
}

type Told = {
  readonly blows: Blows
  readonly durationMs: number
  readonly stoppedAt: readonly number[]
  readonly measured: House
}

function lines(what: string, { blows, durationMs, stoppedAt, measured }: Told): readonly string[] {
  const counts = [...Map.groupBy(stoppedAt, (schema) => schema)].sort(([a], [b]) => a - b)
  const spread = counts.map(([schema, of]) => `${of.length} at schema ${schema}`).join(', ')
  return [
    `${measured.database.dialect}: ${blows.rounds} kills -9 of ${what} (seed ${blows.seed}), which takes ${Math.round(durationMs)} ms`,
    `stopped with ${spread}; each came to schema ${newestSchema} with all its rows`,
  ]
}
