import { existsSync } from 'node:fs'
import { openSqlStore, type SqlStore } from '../adapters/stores/sql/index.ts'
import { rfc3339Seconds } from '../kernel/index.ts'
import type { Config } from './config/index.ts'
import type { World } from './doctor.ts'
import { type Finding, fail, ok, warn, wordsOf } from './doctor-finding.ts'

/** The database as it stands. It is not migrated: that is for whoever decides to start this version. */
export async function examineDatabase(config: Config, world: World): Promise<readonly Finding[]> {
  const name = `database (${config.database.kind})`
  // Opening a file makes it, and for whoever looks, who may not be the one that Pharos runs as.
  if (config.database.kind === 'sqlite' && !existsSync(config.database.file)) {
    return [ok(name, 'not there yet; the first start makes it')]
  }
  try {
    const store = await openSqlStore(config.database, world)
    try {
      return await examine(name, store, world)
    } finally {
      await store.close()
    }
  } catch (error) {
    const advice = 'check its address, that it runs, and who may log in'
    return [fail({ name, detail: wordsOf(error), advice })]
  }
}

async function examine(name: string, store: SqlStore, { clock }: World) {
  const { present, newest } = await store.schema()
  if (present > newest) {
    return [
      fail({
        name,
        detail: `it has schema ${present}, made by a newer Pharos; this one knows schemas up to ${newest}`,
        advice: 'start the newer version, or restore a backup from before the upgrade',
      }),
    ]
  }
  if (present === 0) return [ok(name, `empty; the first start makes schema ${newest}`)]
  if (present < newest) {
    return [
      warn({
        name,
        detail: `it has schema ${present}; the next start brings it to ${newest}`,
        advice: 'make a backup first: "pharos backup FILE"',
      }),
    ]
  }
  await store.probe()
  return [
    ok(name, `schema ${present}, can commit`),
    ...(await clocks(store, clock.now())),
    ...(await arming(store)),
  ]
}

/** How far two clocks may be apart before times on the page would be odd, in milliseconds. */
const clockApartMs = 5_000

async function clocks(store: SqlStore, now: number): Promise<readonly Finding[]> {
  const name = 'clock'
  const seconds = (ms: number) => Math.round(Math.abs(ms) / 1_000)
  const apart = (await store.schedule.now()) - now
  if (Math.abs(apart) > clockApartMs) {
    const detail = `the database’s is ${seconds(apart)} s from this machine’s`
    return [warn({ name, detail, advice: 'synchronise both with NTP' })]
  }
  const { items } = await store.identity.audit({ page: 1, limit: 1 })
  const ahead = (items[0]?.at ?? 0) - now
  if (ahead <= clockApartMs) return []
  const detail = `the database has entries from ${seconds(ahead)} s ahead: this clock went back, or was wrong`
  return [warn({ name, detail, advice: 'set it, and keep it right with NTP' })]
}

async function arming(store: SqlStore): Promise<readonly Finding[]> {
  const { armed, restoredFromAt } = await store.arming.standing()
  if (armed) return []
  const from = restoredFromAt === null ? '' : ` of ${rfc3339Seconds(restoredFromAt)}`
  return [
    warn({
      name: 'notifications',
      detail: `this is a restored copy${from}; it sends nothing outward`,
      advice: '"pharos arm", when no other copy of it works any more',
    }),
  ]
}
