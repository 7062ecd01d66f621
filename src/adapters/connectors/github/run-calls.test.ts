import { describe, expect, test } from 'vitest'
import { asks, faultFrom } from '../http/client.contract.ts'
import { replay } from '../replay.contract.ts'
import { aJob, aRepository, aRun } from './rows.contract.ts'
import { many, served, shop } from './served.contract.ts'

const ask = asks()
const api = '/api/v3/repos/octo/shop'

describe('runs', () => {
  const runs = many(250, (at) => aRun({ id: at + 1, head_branch: at === 140 ? 'rare' : 'main' }))
  const routes = { 'repos/octo/shop/actions/runs': runs }

  test('defect 9: a limit above 100 reads further pages, and no more than it needs', async () => {
    await using at = await served(routes)
    expect(await at.connector.pipelines(shop, 150, ask)).toHaveLength(150)
    expect(at.paths()).toEqual([
      'repos/octo/shop/actions/runs?per_page=100',
      expect.stringMatching(/^repositories\/\d+\/actions\/runs\?per_page=100&page=2$/),
    ])
  })

  test('a small limit asks for a small page', async () => {
    await using at = await served(routes)
    expect(await at.connector.pipelines(shop, 20, ask)).toHaveLength(20)
    expect(at.paths()).toEqual(['repos/octo/shop/actions/runs?per_page=20'])
  })

  test('the latest of a branch is found without a filter, and with one only where that fails', async () => {
    await using at = await served(routes)
    expect(await at.connector.latestPipeline(shop, 'main', ask)).toMatchObject({ externalId: '1' })
    expect(at.paths().join()).not.toContain('branch=')
    expect(await at.connector.latestPipeline(shop, 'rare', ask)).toMatchObject({
      externalId: '141',
    })
    expect(await at.connector.latestPipeline(shop, null, ask)).toMatchObject({ externalId: '1' })
    expect(await at.connector.latestPipeline(shop, 'none', ask)).toBeNull()
  })

  test('the latest of a branch is none of a fork', async () => {
    const fork = { event: 'pull_request', head_repository: { id: 2, owner: { login: 'eve' } } }
    await using at = await served({
      'repos/octo/shop/actions/runs': [aRun({ id: 2, ...fork }), aRun({ id: 1 })],
    })
    expect(await at.connector.latestPipeline(shop, 'main', ask)).toMatchObject({ externalId: '1' })
  })

  test('defect 4: a branch is encoded in a query, in a path and in the address of its page', async () => {
    const name = 'feature/a b&c#d?é'
    await using at = await served({
      [`repos/octo/shop/branches/${encodeURIComponent(name)}`]: { name, commit: { sha: 'abc' } },
      'repos/octo/shop/actions/runs': many(100, () => aRun()),
    })
    const branch = await at.connector.branch(shop, name, ask)
    // Defect 5: at the server itself, not at github.com.
    expect(branch?.webUrl).toBe(`${at.server.url}/octo/shop/tree/feature/a%20b%26c%23d%3F%C3%A9`)
    await at.connector.latestPipeline(shop, name, ask)
    expect(new URL(`http://x/${at.paths().at(-1)}`).searchParams.get('branch')).toBe(name)
  })

  test.each([403, 404])(
    'those of a repository without Actions are no failure: %i',
    async (status) => {
      const message = 'GitHub Actions has been disabled for this repository.'
      await using at = await served({
        'repos/octo/shop': aRepository(),
        'repos/octo/shop/actions/runs': () => ({ status, body: { message } }),
      })
      expect(await faultFrom(at.connector.pipelines(shop, 20, ask))).toMatchObject({
        kind: 'disabled',
      })
      expect(await faultFrom(at.connector.latestPipeline(shop, null, ask))).toMatchObject({
        kind: 'disabled',
      })
    },
  )

  test('a repository that is there, whose runs are not found, has none', async () => {
    await using at = await served({ 'repos/octo/shop': aRepository() })
    expect(await faultFrom(at.connector.pipelines(shop, 20, ask))).toMatchObject({
      kind: 'disabled',
    })
  })

  test('a repository that is gone is not found, and one that is kept from us forbidden', async () => {
    await using at = await served({
      'repos/octo/kept/actions/runs': () => ({
        status: 403,
        body: { message: 'Resource not accessible by personal access token' },
      }),
    })
    expect(await faultFrom(at.connector.pipelines(shop, 20, ask))).toMatchObject({
      kind: 'not_found',
    })
    const kept = { ...shop, fullName: 'octo/kept' }
    expect(await faultFrom(at.connector.pipelines(kept, 20, ask))).toMatchObject({
      kind: 'forbidden',
    })
  })

  test('a fault in the middle gives nothing, not the first half', async () => {
    await using at = await served(routes)
    at.server.fault('/api/v3/repositories', { kind: 'html' })
    expect(await faultFrom(at.connector.pipelines(shop, 150, ask))).toMatchObject({
      kind: 'malformed',
    })
  })

  test('a next page at another host is not asked for, and no token goes there', async () => {
    await using other = await replay({ github: { 'repositories/1/actions/runs': [] } })
    await using at = await served(routes)
    at.server.fault(`${api}/actions/runs`, { kind: 'foreign_next', origin: other.url })
    expect(await faultFrom(at.connector.pipelines(shop, 150, ask))).toMatchObject({
      kind: 'foreign_host',
    })
    expect(other.log).toEqual([])
  })
})

describe('one run', () => {
  const path = 'repos/octo/shop/actions/runs/30433642555'
  const again = {
    run_attempt: 2,
    run_started_at: '2026-01-23T10:00:00Z',
    updated_at: '2026-01-23T10:05:34Z',
  }
  const routes = {
    [path]: aRun(again),
    [`${path}/attempts/1`]: aRun(),
    [`${path}/attempts/1/jobs`]: many(101, (id) => aJob({ id })),
    [`${path}/attempts/2/jobs`]: [aJob({ started_at: '2026-01-23T10:00:09Z' })],
    [`POST ${path}/rerun`]: {},
  }

  test('is its latest attempt, with how long that waited', async () => {
    await using at = await served(routes)
    const run = await at.connector.run(shop, { externalId: '30433642555' }, ask)
    expect(run).toMatchObject({ attempt: 2, durationMs: 334_000, queuedMs: 9_000 })
  })

  test('or the one that is named', async () => {
    await using at = await served(routes)
    const run = await at.connector.run(shop, { externalId: '30433642555', attempt: 1 }, ask)
    expect(run).toMatchObject({ attempt: 1, durationMs: 120_000, queuedMs: 7_000 })
  })

  test('that a server without attempts tells of is a run too', async () => {
    await using at = await served({ [path]: aRun() })
    const run = await at.connector.run(shop, { externalId: '30433642555' }, ask)
    expect(run).toMatchObject({ durationMs: 120_000, queuedMs: null })
  })

  test('that waits has no jobs to ask for, and one that is not there is none', async () => {
    await using at = await served({ [path]: aRun({ status: 'queued', conclusion: null }) })
    const run = await at.connector.run(shop, { externalId: '30433642555' }, ask)
    expect(run).toMatchObject({ status: 'pending', queuedMs: null })
    expect(at.server.log).toHaveLength(1)
    expect(await at.connector.run(shop, { externalId: '7' }, ask)).toBeNull()
    expect(await at.connector.run(shop, { externalId: '30433642555', attempt: 9 }, ask)).toBeNull()
  })

  test('has all of its jobs, of the attempt that is asked for', async () => {
    await using at = await served(routes)
    const run = { externalId: '30433642555', attempt: 1 }
    expect(await at.connector.jobs?.(shop, run, ask)).toHaveLength(101)
    expect(await at.connector.jobs?.(shop, { ...run, attempt: 2 }, ask)).toHaveLength(1)
  })

  test('is started again with one call', async () => {
    await using at = await served(routes)
    await at.connector.rerun?.(shop, { externalId: '30433642555', attempt: 2 }, ask)
    expect(at.server.log).toMatchObject([{ method: 'POST', path: `/api/v3/${path}/rerun` }])
  })
})
