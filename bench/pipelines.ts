/**
 * What following platforms costs: deliveries a second, a read of the cache, a look at a thousand
 * projects, and what runs take on the disk. No peer can be had here, so these are our own figures.
 *
 *   npm run bench pipelines [-- --rounds N]
 */
import { createMemoryCache } from '../src/adapters/cache/memory.ts'
import { systemClock as clock } from '../src/app/world.ts'
import { createCache } from '../src/modules/pipelines/index.ts'
import { type Figure, printFigures, printMachine } from './support/figures.ts'
import { measureDeliveries } from './support/pipelines-deliveries.ts'
import { onPostgres, onSqlite } from './support/pipelines-disk.ts'
import { measureRefresh } from './support/pipelines-refresh.ts'
import { roundsAsked } from './support/rounds.ts'

const deliveries = 1_000
const projects = 1_000
const runs = 100_000
const reads = 200_000
const keys = 1_000

/** Of a value that is fresh, in milliseconds. */
async function readCached(): Promise<number> {
  const store = createMemoryCache({ now: () => clock.now() })
  const cache = createCache({ store, clock, ttlMs: 3_600_000, staleMs: 3_600_000 })
  const value = Array.from({ length: 50 }, (_, number) => ({ number, title: `Change ${number}` }))
  const names = Array.from({ length: keys }, (_, key) => `merge requests of project ${key}`)
  for (const name of names) await cache.read(name, async () => value)
  const missed = () => Promise.reject(new Error('it was not in the cache'))
  const began = performance.now()
  for (let read = 0; read < reads; read++) {
    const found = await cache.read(names[read % keys] ?? '', missed)
    if (found.state !== 'fresh') throw new Error(`it is ${found.state}`)
  }
  const took = performance.now() - began
  await cache.close()
  return took / reads
}

async function repeat<Value>(rounds: number, measure: () => Promise<Value>): Promise<Value[]> {
  const values: Value[] = []
  for (let round = 0; round < rounds; round++) values.push(await measure())
  return values
}

async function diskFigures(rounds: number): Promise<readonly Figure[]> {
  const sqlite = await repeat(rounds, () => onSqlite(runs))
  const what = `${runs} runs of ${runs / 100} projects on disk`
  const figures: Figure[] = [
    { what: `${what}, SQLite`, unit: 'MB', values: sqlite.map(({ mb }) => mb), goal: 100 },
    { what: '  put in and added up', unit: 's', values: sqlite.map(({ seconds }) => seconds) },
  ]
  const postgres = (await repeat(rounds, () => onPostgres(runs))).filter((disk) => disk !== null)
  if (postgres.length === 0) {
    console.log('There is no PostgreSQL here: npm run services brings one up.')
    return figures
  }
  return [
    ...figures,
    { what: `${what}, PostgreSQL`, unit: 'MB', values: postgres.map(({ mb }) => mb), goal: 100 },
    { what: '  put in and added up', unit: 's', values: postgres.map(({ seconds }) => seconds) },
  ]
}

const rounds = roundsAsked()
printMachine()
console.log(`${deliveries} deliveries a round of runs that begin, 16 at once, synced to the disk`)
console.log('GitHub is asked ten times a second at most: a look at 1,000 projects takes 100 s')
const taken = await measureDeliveries(rounds, deliveries)
const cached = await repeat(rounds, readCached)
const disk = await diskFigures(rounds)
const refreshed = await measureRefresh(rounds, projects)
printFigures([
  { what: 'deliveries stored', unit: '/s', values: taken.map(({ stored }) => stored) },
  { what: 'deliveries processed', unit: '/s', values: taken.map(({ processed }) => processed) },
  {
    what: '  processor time of 1,000',
    unit: 's',
    values: taken.map(({ cpuPerThousand }) => cpuPerThousand),
  },
  { what: 'read of the cache', unit: 'µs', values: cached.map((ms) => ms * 1_000), goal: 50 },
  ...disk,
  {
    what: `a look at ${projects} projects, answers after 50 ms`,
    unit: 's',
    values: refreshed.map(({ seconds }) => seconds),
  },
  { what: '  processor time of it', unit: 's', values: refreshed.map(({ cpu }) => cpu) },
])
