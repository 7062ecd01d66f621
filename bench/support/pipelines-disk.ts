import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, freshPostgres, sqliteIn } from '../../e2e/support/database.ts'
import { makeFolder } from '../../e2e/support/folder.ts'
import { root } from '../../e2e/support/program.ts'
import { openStore } from '../../e2e/support/seed.ts'
import type { FoundProject, FoundRun } from '../../src/modules/pipelines/index.ts'

export type Disk = {
  /** Of the database, in megabytes (10^6 bytes). */
  readonly mb: number
  /** That it took to put them in, and to add them up. */
  readonly seconds: number
}

const perProject = 100
const dayMs = 86_400_000

const projectOf = (number: number): FoundProject => ({
  externalId: String(4_100_000_000 + number),
  name: `service-${number}`,
  fullName: `acme/service-${number}`,
  description: 'Sells lamps and candles',
  visibility: 'private',
  avatarUrl: 'https://avatars.github.example/u/100000?v=4',
  defaultBranch: 'main',
  webUrl: `https://github.example/acme/service-${number}`,
  lastActivityAt: Date.now(),
  archived: false,
})

/** A run with texts as long as those of GitHub are. */
function runOf(project: number, back: number): FoundRun {
  const createdAt = Date.now() - back * (dayMs / 4) - project * 1_000
  const id = 9_000_000_000 + project * 1_000 + perProject - back
  const succeeds = (project + back) % 6 !== 0
  return {
    externalId: String(id),
    attempt: 1,
    number: perProject - back,
    title: 'Build and test',
    status: succeeds ? 'success' : 'failed',
    rawStatus: succeeds ? 'completed/success' : 'completed/failure',
    ref: null,
    branch: back % 3 === 0 ? 'main' : `feature/SHOP-${(project * 7 + back) % 5_000}-better-lamps`,
    sha: id.toString(16).padStart(40, 'a1b2c3d4'),
    author: `developer-${(project + back) % 200}`,
    message: `SHOP-${(project * 7 + back) % 5_000}: mend what lamps of kind ${back} cost (#${back})`,
    trigger: back % 3 === 0 ? 'push' : 'pull_request',
    webUrl: `https://github.example/acme/service-${project}/actions/runs/${id}`,
    createdAt,
    startedAt: createdAt + 4_000,
    finishedAt: createdAt + 304_000 + back * 1_000,
    durationMs: 300_000 + back * 1_000,
    queuedMs: 4_000,
    sourceTime: createdAt + 304_000 + back * 1_000,
    parent: null,
    partial: false,
  }
}

async function fill(url: string, runs: number): Promise<number> {
  const began = performance.now()
  const store = await openStore(url)
  try {
    await store.migrate()
    const at = Date.now()
    const actor = { userId: null, label: 'bench', requestId: null }
    const definition = { name: 'github', platform: 'github', config: {}, enabled: false }
    const saved = await store.connections.create({ ...definition, owned: false }, { actor, at })
    if (saved.kind !== 'saved') throw new Error(`the connection is ${saved.kind}`)
    const numbers = Array.from({ length: runs / perProject }, (_, number) => number)
    const projects = await store.pipelines.saveProjects(
      saved.connection.id,
      numbers.map(projectOf),
      at,
    )
    for (const [number, { id }] of projects.entries()) {
      const found = Array.from({ length: perProject }, (_, back) => runOf(number, back))
      await store.pipelines.saveRuns(id, found, { at, manner: 'history' })
    }
    while (await store.pipelines.settleRollups(at)) {
      // A portion at a time.
    }
  } finally {
    await store.close()
  }
  return (performance.now() - began) / 1_000
}

async function check(database: Database, runs: number): Promise<void> {
  const [row] = await database.query('select count(*) as n from pipelines_runs')
  if (Number(row?.n) !== runs) throw new Error(`${row?.n} of ${runs} runs are there`)
}

/** Closed, so that its log is in the file. */
export async function onSqlite(runs: number): Promise<Disk> {
  using folder = makeFolder()
  const database = sqliteIn(folder.path)
  const seconds = await fill(database.url, runs)
  await check(database, runs)
  return { mb: statSync(join(folder.path, 'pharos.db')).size / 1e6, seconds }
}

/** `null` where there is no server: `npm run services` brings one up. */
export async function onPostgres(runs: number): Promise<Disk | null> {
  const server = process.env.PHAROS_TEST_POSTGRES_URL ?? startedPostgres()
  if (server === null) return null
  await using database = await freshPostgres(server)
  const seconds = await fill(database.url, runs)
  await check(database, runs)
  await database.query('vacuum')
  const [row] = await database.query('select pg_database_size(current_database()) as bytes')
  return { mb: Number(row?.bytes) / 1e6, seconds }
}

function startedPostgres(): string | null {
  try {
    const services = JSON.parse(readFileSync(join(root, '.services', 'env.json'), 'utf8'))
    return typeof services.postgres === 'string' ? services.postgres : null
  } catch {
    return null
  }
}
