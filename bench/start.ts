// How long from the start of the process to the first page, with nothing and with 10,000 services.
import { setTimeout as delay } from 'node:timers/promises'
import { createClient, firstAdmin } from '../e2e/support/client.ts'
import { sqliteIn } from '../e2e/support/database.ts'
import { type Folder, makeFolder } from '../e2e/support/folder.ts'
import { type Serve, serve } from '../e2e/support/program.ts'
import { seedServices } from '../e2e/support/seed.ts'
import { startTarget } from '../e2e/support/target.ts'
import { printFigures, printMachine } from './support/figures.ts'
import { roundsAsked } from './support/rounds.ts'

type Start = {
  readonly folder: Folder
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** What the page must say; before it has, it is not there. */
  readonly shows: string
  readonly env?: Readonly<Record<string, string>>
}

const options = (folder: Folder, env: Readonly<Record<string, string>> = {}): Serve => ({
  cwd: folder.path,
  // Nothing in the process but what `npm start` has in it.
  node: [],
  env: { PHAROS_DATA_DIR: folder.path, ...env },
})

/** Milliseconds from the start of the process to the last byte of the page. */
async function timeToPage({ folder, path, headers = {}, shows, env }: Start): Promise<number> {
  const began = performance.now()
  await using server = await serve({ ...options(folder, env), early: true })
  for (;;) {
    const response = await fetch(`${server.url}${path}`, { headers })
    const text = await response.text()
    if (response.status === 200 && text.includes(shows)) return performance.now() - began
    await delay(2)
  }
}

async function repeat(rounds: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = []
  for (let round = 0; round < rounds; round++) values.push(await measure())
  return values
}

/** An empty data folder each time: the schema and the signing key are made too. */
async function fromNothing(env: Readonly<Record<string, string>> = {}): Promise<number> {
  using folder = makeFolder()
  return await timeToPage({ folder, path: '/setup', shows: 'Make the first account', env })
}

async function withServices(count: number, rounds: number): Promise<number[]> {
  using folder = makeFolder()
  await using target = await startTarget()
  const { url } = sqliteIn(folder.path)
  await seedServices(url, { count, url: target.url, intervalMs: 60_000 })
  const headers = await credentialIn(folder)
  const overview = { folder, path: '/', headers, shows: 'id="svc-1"' }
  return await repeat(rounds, () => timeToPage(overview))
}

async function credentialIn(folder: Folder): Promise<Readonly<Record<string, string>>> {
  await using server = await serve(options(folder))
  const admin = await firstAdmin(server)
  const { token } = await admin.read<{ token: string }>('POST', '/api/v1/tokens', {
    body: { name: 'bench' },
  })
  return createClient(server.url, { Authorization: `Bearer ${token}` }).credential
}

const rounds = roundsAsked()
printMachine()
console.log('Uptime Kuma, the peer of these figures, cannot be had here, so it is not in this run.')
// The first start of all fills the cache of compiled code, as the first `npm start` does.
await fromNothing()
printFigures([
  {
    what: 'start to first page, empty data folder',
    unit: 'ms',
    values: await repeat(rounds, fromNothing),
    gate: 1_000,
    goal: 500,
  },
  {
    what: 'the same, no cache of compiled code',
    unit: 'ms',
    values: await repeat(rounds, () => fromNothing({ NODE_COMPILE_CACHE: '' })),
  },
  {
    what: 'start to overview with 10,000 services on it',
    unit: 'ms',
    values: await withServices(10_000, rounds),
    gate: 3_000,
    goal: 2_000,
  },
])
