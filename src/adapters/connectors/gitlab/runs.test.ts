import { describe, expect, test } from 'vitest'
import { csv, describeRecorded, rows } from '../recorded.contract.ts'
import { aPipeline, app, ask, many, served } from './served.contract.ts'

const aJob = (id: number) => ({ id, name: `job ${id}`, stage: 'test', status: 'success' })

describe('pipelines', () => {
  test('are as many as are wanted, newest first, over several pages', async () => {
    await using at = await served({ 'projects/9/pipelines': many(260, aPipeline) })
    const runs = await at.connector.pipelines(app, 250, ask)
    expect(runs.map(({ externalId }) => externalId)).toEqual(many(250, (i) => `${261 - i}`))
    expect(
      runs.every(
        ({ partial, durationMs, author }) => partial && durationMs === null && author === null,
      ),
    ).toBe(true)
    expect(at.server.log).toHaveLength(3)
  })

  test('are asked for in no larger a page than is needed', async () => {
    await using at = await served({ 'projects/9/pipelines': many(260, aPipeline) })
    expect(await at.connector.pipelines(app, 20, ask)).toHaveLength(20)
    expect(at.paths()).toEqual(['projects/9/pipelines?order_by=id&sort=desc&per_page=20'])
  })

  test('of a server that does not know its own address are followed by number', async () => {
    await using at = await served({ 'projects/9/pipelines': many(150, aPipeline) })
    at.server.fault('/api/v4/projects/9', { kind: 'foreign_next' })
    expect(await at.connector.pipelines(app, 150, ask)).toHaveLength(150)
  })

  test('of a project whose CI is off are a fault of their own', async () => {
    const off = () => ({ status: 403, body: { message: '403 Forbidden' } })
    await using at = await served({ 'projects/9/pipelines': off, 'projects/9/pipelines/1': off })
    const disabled = { kind: 'disabled', status: 403 }
    await expect(at.connector.pipelines(app, 10, ask)).rejects.toMatchObject(disabled)
    await expect(at.connector.latestPipeline(app, 'main', ask)).rejects.toMatchObject(disabled)
    await expect(at.connector.run(app, { externalId: '1' }, ask)).rejects.toMatchObject(disabled)
  })

  test('are forbidden to a token whose scope does not reach', async () => {
    const body = { error: 'insufficient_scope', error_description: 'The request requires…' }
    await using at = await served({ 'projects/9/pipelines': () => ({ status: 403, body }) })
    const fault = at.connector.pipelines(app, 10, ask)
    await expect(fault).rejects.toMatchObject({ kind: 'forbidden' })
  })

  test('the latest of a branch with slashes and spaces is asked for by its whole name', async () => {
    const branch = 'feature/a b&c=ü#1'
    const list = [...many(3, aPipeline), { ...aPipeline(2), id: 99, ref: branch }]
    await using at = await served({ 'projects/9/pipelines': list })
    expect(await at.connector.latestPipeline(app, branch, ask)).toMatchObject({
      externalId: '99',
      branch,
    })
    expect(at.paths()[0]).toContain('per_page=1')
    expect(at.paths()[0]).not.toContain('latest')
    expect(await at.connector.latestPipeline(app, null, ask)).toMatchObject({ externalId: '99' })
    expect(await at.connector.latestPipeline(app, 'no such', ask)).toBeNull()
  })
})

describe('a run', () => {
  const sha = 'a'.repeat(40)
  const detail = {
    ...aPipeline(5),
    sha,
    tag: false,
    started_at: '2024-01-01T10:00:05Z',
    finished_at: '2024-01-01T10:59:59Z',
    duration: 63,
    queued_duration: 5,
    user: { name: 'Ann', username: 'ann' },
    detailed_status: { group: 'success-with-warnings' },
  }
  const routes = {
    'projects/9/pipelines/5': detail,
    'projects/9/pipelines/6': { ...detail, id: 6 },
    [`projects/9/repository/commits/${sha}`]: { id: sha, message: 'Fix it\n\nAt last.' },
  }

  test('has its times, its warning, who started it, and the message of its commit', async () => {
    await using at = await served(routes)
    expect(await at.connector.run(app, { externalId: '5' }, ask)).toMatchObject({
      externalId: '5',
      attempt: 1,
      status: 'warning',
      author: 'Ann',
      message: 'Fix it',
      durationMs: 63_000,
      queuedMs: 5_000,
      startedAt: Date.UTC(2024, 0, 1, 10, 0, 5),
      finishedAt: Date.UTC(2024, 0, 1, 10, 59, 59),
      sourceTime: Date.UTC(2024, 0, 1, 11),
      partial: false,
    })
  })

  test('of the same commit asks for its message once, and history for none', async () => {
    await using at = await served(routes)
    const past = { ...ask, priority: 'backfill' } as const
    expect(await at.connector.run(app, { externalId: '5' }, past)).toMatchObject({ message: null })
    expect(at.server.log).toHaveLength(1)
    await at.connector.run(app, { externalId: '5' }, ask)
    expect(await at.connector.run(app, { externalId: '6' }, past)).toMatchObject({
      message: 'Fix it',
    })
    expect(at.paths().filter((path) => path.includes('commits'))).toHaveLength(1)
  })

  test('whose commit is gone has no message', async () => {
    await using at = await served({ 'projects/9/pipelines/5': detail })
    expect(await at.connector.run(app, { externalId: '5' }, ask)).toMatchObject({
      author: 'Ann',
      message: null,
    })
  })

  test('that is not there is none, nor is another attempt', async () => {
    await using at = await served(routes)
    expect(await at.connector.run(app, { externalId: '7' }, ask)).toBeNull()
    expect(await at.connector.run(app, { externalId: '5', attempt: 2 }, ask)).toBeNull()
  })

  test('of a project that is gone is a fault', async () => {
    const gone = () => ({ status: 404, body: { message: '404 Project Not Found' } })
    await using at = await served({ 'projects/9/pipelines/5': gone })
    const fault = at.connector.run(app, { externalId: '5' }, ask)
    await expect(fault).rejects.toMatchObject({ kind: 'not_found' })
  })

  test('has jobs and bridges, in the order of their making', async () => {
    const bridge = { ...aJob(2), downstream_pipeline: { id: 44, project_id: 3, status: 'running' } }
    await using at = await served({
      'projects/9/pipelines/5/jobs': [aJob(3), aJob(1), ...many(120, (i) => aJob(i + 3))],
      'projects/9/pipelines/5/bridges': [bridge],
    })
    const jobs = (await at.connector.jobs?.(app, { externalId: '5', attempt: 1 }, ask)) ?? []
    expect(jobs).toHaveLength(123)
    expect(jobs.slice(0, 3).map(({ externalId }) => externalId)).toEqual(['1', '2', '3'])
    expect(jobs[1]?.downstream).toEqual({
      project: '3',
      run: '44',
      status: 'running',
      webUrl: null,
    })
  })

  test('is started again by one POST, which is not repeated', async () => {
    await using at = await served({ 'POST projects/9/pipelines/5/retry': detail })
    await at.connector.rerun?.(app, { externalId: '5', attempt: 1 }, ask)
    expect(at.server.log).toMatchObject([{ method: 'POST', status: 201 }])
    at.server.fault('/api/v4/projects/9', { kind: 'status', status: 502 })
    const fault = at.connector.rerun?.(app, { externalId: '5', attempt: 1 }, ask)
    await expect(fault).rejects.toMatchObject({ kind: 'unavailable' })
    expect(at.server.log).toHaveLength(2)
  })
})

describeRecorded('recorded pipelines, over the wire', () => {
  const data = (table: string) => rows(`devlake/gitlab/${table}.json`).map((row) => row.data)

  test('the list is partial, and each run by itself has the duration that DevLake expects', async () => {
    const details = data('pipeline_details')
    await using at = await served({
      'projects/9/pipelines': data('pipeline'),
      ...Object.fromEntries(details.map((body) => [`projects/9/pipelines/${body.id}`, body])),
    })
    const listed = await at.connector.pipelines(app, 100, ask)
    expect(listed).toHaveLength(29)
    expect(listed.every(({ partial }) => partial)).toBe(true)
    for (const row of csv('devlake/gitlab/expected/cicd_pipelines.csv')) {
      const externalId = row.id?.split(':').at(-1) ?? ''
      expect(await at.connector.run(app, { externalId }, ask)).toMatchObject({
        durationMs: Number(row.duration_sec) * 1_000,
        message: null,
      })
    }
  })

  test('deployments come newest first', async () => {
    await using at = await served({ 'projects/9/deployments': data('deployments') })
    const found = (await at.connector.deployments?.(app, 3, ask)) ?? []
    const ids = found.map(({ externalId }) => Number(externalId))
    expect(ids).toHaveLength(3)
    expect(ids).toEqual(ids.toSorted((a, b) => b - a))
    expect(at.paths()[0]).toContain('order_by=id&sort=desc')
  })
})
