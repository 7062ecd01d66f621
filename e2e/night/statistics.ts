import process from 'node:process'
import { expect, test } from 'vitest'
import type { Driver } from '../../src/adapters/stores/sql/drivers/driver.ts'
import { createPipelineReader } from '../../src/adapters/stores/sql/pipelines/read.ts'
import { createRollupStore } from '../../src/adapters/stores/sql/pipelines/rollups.ts'
import { seedProjects } from '../../src/adapters/stores/sql/pipelines/seeding.contract.ts'
import { onEachDialect, type Place } from '../../src/adapters/stores/sql/places.contract.ts'
import type { ConnectionId, ProjectId, RunId } from '../../src/kernel/index.ts'
import { dayText, type PipelineReader, parseDay } from '../../src/modules/pipelines/index.ts'
import { quantile } from '../support/stop-rounds.ts'
import { tell } from '../support/tell.ts'

const runs = Number(process.env.PHAROS_RUNS ?? 1_000_000)
const connections = ['github', 'gitlab', 'jenkins', 'github'].map((platform, i) => ({
  id: i + 1,
  platform,
}))
const projectsEach = 250
const projects = connections.length * projectsEach
const days = 400
const rowsAtOnce = 100_000
const dayMs = 86_400_000
const firstDay = parseDay('2025-10-15') ?? 0
const lastDay = firstDay + days - 1
/** An answer takes this at most, as a median. */
const mostMs = 200
const rounds = 9

const projectOf = (index: number): number =>
  (Math.floor(index / projectsEach) + 1) * 10_000 + (index % projectsEach)
/** The one whose pages are asked for. It has deployments, too. */
const asked = projectOf(300)

/** What hangs on them: jobs of a project, its branches, and a deployment for each tenth run. */
async function fillAround(query: Place['query']): Promise<void> {
  await query(`update pipelines_projects set default_branch = 'main'`)
  const ofOne = `from pipelines_runs where project_id = ${asked}`
  for (const [position, job] of ['lint', 'build', 'unit', 'e2e', 'deploy'].entries()) {
    await query(`insert into pipelines_jobs (run_id, position, external_id, name, status,
        raw_status, finished_at, allow_failure)
      select id, ${position}, '${job}', '${job}', case (id + ${position}) % 9 when 0 then 'failed'
        else 'success' end, '', created_at, 0 ${ofOne}`)
  }
  await query(`insert into pipelines_branches (project_id, name, is_default, seen_at)
    select project_id, branch, case branch when 'main' then 1 else 0 end, 0 ${ofOne}
      group by project_id, branch`)
  await query(`insert into pipelines_deployments (project_id, external_id, environment, status,
      raw_status, created_at, source_time, run)
    select project_id, external_id, case number % 30 when 0 then 'production' when 10 then 'staging'
      else 'test' end, status, '', created_at, 0, external_id
      from pipelines_runs where number % 10 = 0`)
}

/** Runs of all projects on all days, two or three a day each; what happens to them is made of their number. */
async function fill({ dialect, query }: Place): Promise<void> {
  for (let from = 0; from < runs; from += rowsAtOnce) {
    const to = Math.min(runs, from + rowsAtOnce)
    const numbers =
      dialect === 'postgres'
        ? `generate_series(cast(${from} as bigint), ${to - 1}) as n(i)`
        : `(with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to - 1})
            select i from n) as n`
    const day = `${firstDay} + (i / ${projects}) % ${days}`
    const project = `(i % ${projects} / ${projectsEach} + 1) * 10000 + i % ${projectsEach}`
    await query(`insert into pipelines_runs (project_id, external_id, attempt, number, title,
        status, raw_status, branch, sha, author, message, web_url, created_at, started_at,
        finished_at, duration_ms, queued_ms, source_time, partial, superseded, seen_at, day)
      select ${project}, cast(i as text), 1, i, 'build',
        case i * 7919 % 20 when 0 then 'failed' when 1 then 'failed' when 2 then 'warning'
          when 3 then 'canceled' when 4 then 'skipped' else 'success' end, 'completed',
        case i % 3 when 0 then 'main' else 'feature/' || i % 50 end,
        '0123456789abcdef0123456789abcdef01234567', 'ann', 'a message of the usual length, or so',
        'https://git.example.org/team/project/-/pipelines/' || i,
        (${day}) * ${dayMs} + i * 31337 % ${dayMs}, null, null,
        5000 + i * 104729 % 3600000, i * 7907 % 90000, 0, 0, case i % 25 when 7 then 1 else 0 end, 0,
        ${day} from ${numbers}`)
  }
  await fillAround(query)
  await query(`insert into pipelines_behind (project_id, day)
    select distinct project_id, day from pipelines_runs`)
  // What autovacuum does by itself after so many rows.
  if (dialect === 'postgres') await query('vacuum analyze pipelines_runs')
}

type Took = { readonly what: string; readonly ms: number; readonly longestMs: number }

async function measure(what: string, ask: () => Promise<unknown>): Promise<Took> {
  const tookMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await ask()
    tookMs.push(performance.now() - began)
  }
  return { what, ms: quantile(tookMs, 0.5), longestMs: Math.max(...tookMs) }
}

const ranges = {
  'all days': { from: firstDay, to: lastDay },
  'all but the edges': { from: firstDay + 1, to: lastDay - 1 },
  'thirty days at each edge': {
    from: parseDay('2025-11-02') ?? 0,
    to: parseDay('2026-10-30') ?? 0,
  },
  'two months, none of them whole': {
    from: parseDay('2026-01-02') ?? 0,
    to: parseDay('2026-02-27') ?? 0,
  },
  'ninety days': { from: lastDay - 89, to: lastDay },
  'thirty days': { from: lastDay - 29, to: lastDay },
  'one day': { from: lastDay, to: lastDay },
  'nine years': { from: firstDay - 1_600, to: lastDay + 1_600 },
} as const

async function statistics(reader: PipelineReader): Promise<readonly Took[]> {
  const took: Took[] = []
  const scopes = {
    'of all': {},
    'of a connection': { connectionId: 2 as ConnectionId },
    'of a project': { projectId: asked as ProjectId },
  } as const
  for (const [scope, query] of Object.entries(scopes)) {
    for (const [name, range] of Object.entries(ranges)) {
      took.push(await measure(`${name} ${scope}`, () => reader.statistics({ ...range, ...query })))
    }
  }
  return took
}

async function pages(reader: PipelineReader): Promise<readonly Took[]> {
  const projectId = asked as ProjectId
  const connectionId = 2 as ConnectionId
  const page = { page: 1, limit: 50 }
  const asks: Readonly<Record<string, () => Promise<unknown>>> = {
    'the newest runs': () => reader.runs({}, page),
    'their hundredth page': () => reader.runs({}, { page: 100, limit: 50 }),
    'the newest that failed': () => reader.runs({ status: 'failed' }, page),
    'those that wait, of which there is none': () => reader.runs({ status: 'waiting' }, page),
    'runs of a branch that nobody has': () => reader.runs({ branch: 'nowhere' }, page),
    'runs of a connection': () => reader.runs({ connectionId, latestAttempts: true }, page),
    'runs of a project': () => reader.runs({ projectId }, page),
    'runs of a branch of a project': () => reader.runs({ projectId, branch: 'main' }, page),
    'one run': () => reader.run(4_711 as RunId),
    'all projects': () => reader.projects({}, { page: 1, limit: 200 }),
    'projects by a word': () => reader.projects({ text: '-2' }, page),
    'branches of a project': () => reader.branches(projectId, page),
    'insights of a project': () =>
      reader.insights(projectId, (lastDay - 89) * dayMs, (lastDay + 1) * dayMs),
    'deployments of a project': () => reader.deployments({ projectId }, page),
    'deployments of an environment': () => reader.deployments({ environment: 'staging' }, page),
    environments: () => reader.environments(100),
  }
  const took: Took[] = []
  for (const [what, ask] of Object.entries(asks)) took.push(await measure(what, ask))
  return took
}

async function settleAll(driver: Driver): Promise<readonly number[]> {
  const { settleRollups } = createRollupStore(driver)
  const tookMs: number[] = []
  for (let more = true; more; ) {
    const began = performance.now()
    more = await settleRollups(0)
    tookMs.push(performance.now() - began)
  }
  return tookMs
}

const told = ({ what, ms, longestMs }: Took): string =>
  `  ${what}: median ${ms.toFixed(1)} ms, longest ${longestMs.toFixed(1)} ms`

onEachDialect('statistics', (fresh) => {
  test(`of ${runs} runs are answered at once`, async () => {
    const place = await fresh()
    const driver = place.driver()
    await driver.write(function* () {
      for (const connection of connections) yield* seedProjects(connection, projectsEach)
    })
    const began = performance.now()
    await fill(place)
    const filledMs = performance.now() - began
    const portions = await settleAll(driver)
    if (place.dialect === 'postgres') await place.query('vacuum analyze')
    const reader = createPipelineReader(driver)
    const { totals } = await reader.statistics(ranges['all days'])
    const figures = await statistics(reader)
    const lists = await pages(reader)
    const [early, late] = [portions.slice(0, 300), portions.slice(-300)].map((some) =>
      quantile(some, 0.5),
    ) as [number, number]
    const sumMs = portions.reduce((sum, ms) => sum + ms, 0)
    tell(
      `${place.dialect}: ${runs} runs of ${projects} projects from ${dayText(firstDay)} to ${dayText(lastDay)}, put in within ${(filledMs / 1_000).toFixed(0)} s`,
      `  added up in ${portions.length} portions, ${(sumMs / 1_000).toFixed(0)} s: median ${quantile(portions, 0.5).toFixed(1)} ms, p99 ${quantile(portions, 0.99).toFixed(1)} ms, longest ${quantile(portions, 1).toFixed(1)} ms`,
      `  a portion at the beginning took ${early.toFixed(1)} ms, one at the end ${late.toFixed(1)} ms`,
      ...figures.map(told),
      ...lists.map(told),
    )
    // What is there already makes no portion dearer.
    expect(late).toBeLessThan(3 * early)
    const [counted] = await place.query(
      'select count(*) as n from pipelines_runs where superseded = 0',
    )
    expect(totals.total).toBe(Number(counted?.n))
    for (const { what, ms } of [...figures, ...lists])
      expect([what, ms <= mostMs]).toEqual([what, true])
  })
})
