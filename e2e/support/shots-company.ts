import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Place, places } from '../../demo/company.ts'
import { openPremise, type Premise } from '../../demo/premises.ts'
import { openSqlStore } from '../../src/adapters/stores/sql/index.ts'
import type { Clock } from '../../src/kernel/index.ts'
import { silentLog } from '../../src/kernel/world.contract.ts'
import { someone } from './client.ts'
import { type Database, sqliteIn } from './database.ts'
import { makeFolder } from './folder.ts'
import { remember } from './past.ts'
import { type Server, serve } from './program.ts'
import { definitionOf } from './seed.ts'
import { bornAt, closeEveryMs, pastOf } from './shots-past.ts'

/** Ports that stand in the pictures, so that a new picture differs only where the page does. */
const firstPort = 18_080

/** As long as the start of a server may take. */
const startMs = 3_000

/** The demonstration's company with a past, and a Pharos that watches it. */
export type Company = {
  readonly server: Server
  /** Opens one more place, at the next port. */
  open(place: Place): Promise<Premise>
  /** The place of that name. */
  at(name: string): Premise
}

export type CompanyOptions = {
  /** How much longer its past is than a few hours. */
  readonly days?: number
  /** The title of its public page. */
  readonly title?: string
}

/** Everything goes with the stack. */
export async function openCompany(
  stack: AsyncDisposableStack,
  { days = 0, title }: CompanyOptions = {},
): Promise<Company> {
  const home = stack.use(makeFolder())
  const premises: Premise[] = []
  const open = async (place: Place): Promise<Premise> => {
    const premise = stack.use(await openPremise(place, firstPort + 1 + premises.length))
    premises.push(premise)
    return premise
  }
  for (const place of places) await open(place)
  await furnish(sqliteIn(home.path), premises, days)
  if (title !== undefined) configure(home.path, title)
  const env = { PHAROS_DATA_DIR: home.path }
  const server = stack.use(await serve({ cwd: home.path, env, port: firstPort }))
  return {
    server,
    open,
    at(name) {
      const found = premises.find(({ place }) => place.name === name)
      if (found === undefined) throw new Error(`the company has no ${name}`)
      return found
    },
  }
}

function configure(home: string, title: string): void {
  mkdirSync(join(home, 'config'))
  writeFileSync(join(home, 'config', 'config.yaml'), `status: { title: ${title} }\n`)
}

async function furnish(
  database: Database,
  premises: readonly Premise[],
  days: number,
): Promise<void> {
  const span = { now: Date.now(), days }
  const at = bornAt(span)
  let storeTime = at
  const clock: Clock = {
    now: () => storeTime,
    monotonic: () => performance.now(),
    sleep: (ms) => delay(ms),
  }
  const file = database.url.replace(/^sqlite:/, '')
  const store = await openSqlStore({ kind: 'sqlite', file }, { clock, log: silentLog })
  try {
    await store.migrate()
    const write = { actor: { userId: null, label: someone.email, requestId: null }, at }
    for (const { place, url } of premises) {
      const { tags, degradedAboveMs = null, paused = false } = place
      const seed = { url, intervalMs: closeEveryMs }
      const definition = { ...definitionOf(place.name, seed), tags, degradedAboveMs }
      storeTime = Date.now()
      const { value } = await store.services.create(definition, write, null)
      const [check] = await database.query<{ id: number }>(
        'select id from checks where service_id = ?',
        value.id,
      )
      for (const piece of pastOf(place, check?.id ?? 0, span)) {
        // What turned then is in the journal as of then: messages say how long it had been so.
        storeTime = piece.until
        await remember(store, piece)
      }
      if (!paused) continue
      storeTime = Date.now()
      const change = { definition: { ...definition, paused }, expectedRev: value.rev }
      await store.services.save(value.id, change, write)
    }
  } finally {
    await store.close()
  }
  // The past took its time; a check that was due meanwhile would be missed.
  await database.query(
    'update checks_states set next_slot = next_slot + ?, claim_at = claim_at + ?',
    Date.now() - span.now + startMs,
    Date.now() - span.now + startMs,
  )
}
