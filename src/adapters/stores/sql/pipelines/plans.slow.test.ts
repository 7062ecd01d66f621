import { expect, test } from 'vitest'
import type { ConnectionId, ProjectId, RunId } from '../../../../kernel/index.ts'
import type { PipelineReader } from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { onEachDialect, type Place } from '../places.contract.ts'
import type { Row, Tx } from '../statement.ts'
import { createPipelineReader } from './read.ts'
import { createRollupStore } from './rollups.ts'
import { seedProjects } from './seeding.contract.ts'

const runs = 40_000
const projects = 400
const firstDay = 20_000
const dayMs = 86_400_000

/** So many that a walk over all of them would be dear. */
async function fill({ dialect, query }: Place): Promise<void> {
  const numbers =
    dialect === 'postgres'
      ? `generate_series(cast(0 as bigint), ${runs - 1}) as n(i)`
      : `(with recursive n(i) as (select 0 union all select i + 1 from n where i < ${runs - 1})
          select i from n) as n`
  const project = `(i % 2 + 1) * 10000 + i / 2 % ${projects / 2}`
  const day = `${firstDay} + i / ${projects}`
  await query(`insert into pipelines_runs (id, project_id, external_id, attempt, status, raw_status,
      branch, sha, created_at, source_time, partial, superseded, seen_at, day, jobs_at, parent_run)
    select i + 1, ${project}, cast(i as text), 1, 'success', '', 'main', 'abc', (${day}) * ${dayMs},
      0, 0, 0, 0, ${day}, 0, case i % 10 when 0 then cast(i as text) end from ${numbers}`)
  await query(`insert into pipelines_jobs (run_id, position, external_id, name, status, raw_status,
      allow_failure) select id, 0, '', 'test', 'success', '', 0 from pipelines_runs`)
  await query(`insert into pipelines_deployments (project_id, external_id, environment, status,
      raw_status, created_at, source_time)
    select project_id, cast(id as text), 'production', 'success', '', created_at, 0
      from pipelines_runs`)
  await query(`insert into pipelines_behind (project_id, day)
    select distinct project_id, day from pipelines_runs`)
  await query('analyze')
}

type Seen = { readonly text: string; readonly plan: string }

/** A driver that has every statement of a transaction explained before it runs it. */
function explaining(driver: Driver, seen: Seen[]): Driver {
  const explain = driver.dialect === 'sqlite' ? 'explain query plan' : 'explain'
  function* explained<Result>(transaction: Tx<Result>): Tx<Result> {
    let next = transaction.next()
    while (!next.done) {
      const { text, params } = next.value
      const plan = yield { text: `${explain} ${text}`, params }
      seen.push({ text, plan: planOf(plan.map(lineOf)) })
      next = transaction.next(yield next.value)
    }
    return next.value
  }
  return {
    ...driver,
    read: (transaction) => driver.read(() => explained(transaction())),
    write: (transaction) => driver.write(() => explained(transaction())),
  }
}

const lineOf = (row: Row): string => String(row.detail ?? row['QUERY PLAN'])

/** Without walks over what another part of the plan has found. */
function planOf(lines: readonly string[]): string {
  const found = lines.flatMap((line) => /CO-ROUTINE (\w+)/.exec(line)?.slice(1) ?? [])
  return lines.filter((line) => !found.includes(line.replace('SCAN ', ''))).join('\n')
}

/** A table that is read from one end to the other. Along an index, a walk ends when the page is full. */
const wholeTable =
  /SCAN (r|m|j|d|n|pipelines_(runs|jobs|deployments|rollups))(?! USING)|Seq Scan on pipelines_(runs|jobs|deployments|rollups)/

/** To count stops by itself. */
const isCount = (text: string): boolean => text.startsWith('select count(*) as total')

const asks: Readonly<Record<string, (reader: PipelineReader) => Promise<unknown>>> = {
  'statistics of all': (reader) => reader.statistics(range),
  'statistics of a connection': (reader) =>
    reader.statistics({ ...range, connectionId: 1 as ConnectionId }),
  'statistics of a project': (reader) =>
    reader.statistics({ ...range, projectId: 10_003 as ProjectId }),
  'a run': (reader) => reader.run(4_711 as RunId),
  'a project': (reader) => reader.project(10_003 as ProjectId),
  'branches of a project': (reader) => reader.branches(10_003 as ProjectId, page),
  'deployments of all': (reader) => reader.deployments({}, page),
  'deployments of a project': (reader) =>
    reader.deployments({ projectId: 10_003 as ProjectId }, page),
  environments: (reader) => reader.environments(50),
  'insights of a project': (reader) =>
    reader.insights(10_003 as ProjectId, firstDay * dayMs, (firstDay + 90) * dayMs),
  'runs of all': (reader) => reader.runs({}, page),
  'runs of a status': (reader) => reader.runs({ status: 'success', latestAttempts: true }, page),
  'open runs': (reader) => reader.runs({ status: 'running' }, page),
  'runs of a connection': (reader) => reader.runs({ connectionId: 1 as ConnectionId }, page),
  'runs of a project': (reader) => reader.runs({ projectId: 10_003 as ProjectId }, page),
  'runs of a branch of a project': (reader) =>
    reader.runs({ projectId: 10_003 as ProjectId, branch: 'main' }, page),
}

/** Two months, and a few days at its edges. */
const range = { from: firstDay + 26, to: firstDay + 90 }
const page = { page: 1, limit: 20 }

onEachDialect('no query of pipelines', (fresh) => {
  test('reads a whole table for an answer that is a part of it', async () => {
    const place = await fresh()
    const plain = place.driver()
    await plain.write(function* () {
      for (const id of [1, 2]) yield* seedProjects({ id, platform: 'github' }, projects / 2)
    })
    await fill(place)
    const seen: Seen[] = []
    const driver = explaining(plain, seen)
    const rollups = createRollupStore(plain)
    while (await rollups.settleRollups(0));
    await place.query('analyze')
    await place.query(`insert into pipelines_behind (project_id, day)
      select distinct project_id, day from pipelines_runs where day = ${firstDay + 7}`)
    await createRollupStore(driver).settleRollups(0)
    const reader = createPipelineReader(driver)
    for (const ask of Object.values(asks)) await ask(reader)
    const bad = seen.filter(({ text, plan }) => !isCount(text) && wholeTable.test(plan))
    expect(bad.map(({ text, plan }) => `${text}\n${plan}`)).toEqual([])
    expect(seen.length).toBeGreaterThan(30)
  }, 120_000)
})
