import { describe, expect, test } from 'vitest'
import { virtualEpoch } from '../../../kernel/virtual-time.contract.ts'
import type { Connector } from '../../../modules/pipelines/index.ts'
import { asks, faultFrom } from '../http/client.contract.ts'
import { describeRecorded, rows } from '../recorded.contract.ts'
import { github } from './github.ts'
import { aDeployment, aRepository, aRun, aStatus } from './rows.contract.ts'
import { many, served, shop } from './served.contract.ts'

const ask = asks()

describe('settings', () => {
  const parsed = (settings: object) => github.config.safeParse(settings)

  test('a token is enough', () => {
    expect(parsed({ token: 'ghp_x' })).toMatchObject({
      data: { url: 'https://api.github.com', token: 'ghp_x', organization: '' },
    })
  })

  test.each([
    {},
    { token: '' },
    { token: 'two words' },
    { token: 'x', url: 'github.com' },
    { token: 'x', organization: '../user' },
    { token: 'x', color: 'red' },
  ])('%j is refused', (settings) => {
    expect(parsed(settings).success).toBe(false)
  })

  test.each([
    [{}, 'https://api.github.com'],
    [{ url: 'https://github.com' }, 'https://api.github.com'],
    [{ url: 'https://git.example.com' }, 'https://git.example.com/api/v3'],
    [{ url: 'http://git.example.com' }, 'http://git.example.com/api/v3'],
    [{ url: 7 }, ''],
  ])('%j is spoken to at %s', (settings, destination) => {
    expect(github.destination(settings)).toBe(destination)
  })
})

describe('what it asks', () => {
  test('it says who asks, for which version, at the address of the server', async () => {
    await using at = await served({ user: { id: 1, login: 'octocat' } }, { token: 'Bearer token' })
    expect(await at.connector.currentUser?.(ask)).toEqual({
      externalId: '1',
      login: 'octocat',
      name: null,
      avatarUrl: null,
      webUrl: null,
    })
    expect(at.server.log[0]).toMatchObject({
      path: '/api/v3/user',
      headers: {
        accept: 'application/vnd.github+json',
        authorization: 'Bearer token',
        'x-github-api-version': '2022-11-28',
        'user-agent': expect.stringContaining('Pharos'),
      },
    })
  })

  test('a wrong token is no empty list', async () => {
    await using at = await served({ 'user/repos': [] }, { token: 'another' })
    expect(await faultFrom(at.connector.projects(ask))).toMatchObject({ kind: 'unauthorized' })
  })
})

describe('projects', () => {
  const repositories = many(137, (at) =>
    aRepository({
      id: at + 1,
      full_name: `octo/shop-${at}`,
      pushed_at: new Date(virtualEpoch + at * 1_000).toISOString(),
    }),
  )

  test('are all there, newest first, over as many pages as there are', async () => {
    await using at = await served({ 'user/repos': repositories })
    const found = await at.connector.projects(ask)
    expect(found).toHaveLength(137)
    expect(found[0]?.fullName).toBe('octo/shop-136')
    expect(at.server.log).toHaveLength(2)
  })

  test('of an organization are asked of it', async () => {
    const settings = { organization: 'octo' }
    await using at = await served({ 'orgs/octo/repos': repositories }, { settings })
    expect(await at.connector.projects(ask)).toHaveLength(137)
    expect(at.paths()[0]).toMatch(/^orgs\/octo\/repos\?/)
  })

  test.each([
    [37, 37],
    [1, 1],
    [0, 0],
  ])('defect 1: %i repositories are counted as %i, in one call', async (count, counted) => {
    await using at = await served({ 'user/repos': repositories.slice(0, count) })
    expect(await at.connector.projectCount(ask)).toEqual({ kind: 'exact', count: counted })
    expect(at.server.log).toHaveLength(1)
  })
})

describe('branches, pull requests, issues', () => {
  test('the default branch comes first, and a branch that is not there is none', async () => {
    const branches = ['a', 'b', 'main'].map((name) => ({ name, commit: { sha: name } }))
    await using at = await served({ 'repos/octo/shop/branches': branches })
    const found = await at.connector.branches(shop, 100, ask)
    expect(found.map(({ name }) => name)).toEqual(['main', 'a', 'b'])
    expect(found[0]?.webUrl).toBe(`${at.server.url}/octo/shop/tree/main`)
    expect(await at.connector.branch(shop, 'c', ask)).toBeNull()
  })

  test('issues are counted without the pull requests among them', async () => {
    const issue = (at: number) => ({
      number: at,
      title: 'x',
      state: 'open',
      ...(at % 2 === 0 && { pull_request: {} }),
    })
    await using at = await served({ 'repos/octo/shop/issues': many(200, issue) })
    const found = await at.connector.issues?.(shop, 60, ask)
    expect(found).toHaveLength(60)
    expect(found?.every(({ number }) => number % 2 === 1)).toBe(true)
  })

  test('a repository that has no issues has none', async () => {
    await using at = await served({
      'repos/octo/shop/issues': () => ({ status: 410, body: { message: 'Issues are disabled' } }),
    })
    expect(await at.connector.issues?.(shop, 60, ask)).toEqual([])
  })

  test('pull requests are the open ones', async () => {
    const pull = { number: 1, title: 'x', head: { ref: 'a' }, base: { ref: 'main' } }
    const pulls = [
      { ...pull, state: 'open' },
      { ...pull, number: 2, state: 'closed' },
    ]
    await using at = await served({ 'repos/octo/shop/pulls': pulls })
    expect(await at.connector.mergeRequests?.(shop, 10, ask)).toMatchObject([
      { number: 1, sourceBranch: 'a', targetBranch: 'main' },
    ])
  })
})

describe('deployments', () => {
  const path = 'repos/octo/shop/deployments'
  const routes: Record<string, readonly unknown[]> = {
    [path]: [aDeployment({ id: 2 }), aDeployment({ id: 1 })],
    [`${path}/1/statuses`]: [aStatus()],
    [`${path}/2/statuses`]: [aStatus({ state: 'in_progress' })],
  }
  const statuses = (connector: Connector) => async () =>
    (await connector.deployments?.(shop, 30, ask))?.map(({ status }) => status)

  test('cost a call each the first time, and then only while they are under way', async () => {
    await using at = await served(routes)
    const read = statuses(at.connector)
    expect(await read()).toEqual(['running', 'success'])
    expect(at.server.log).toHaveLength(3)
    expect(await read()).toEqual(['running', 'success'])
    expect(
      at
        .paths()
        .slice(3)
        .map((one) => one.replace(/\?.*/, '')),
    ).toEqual([path, `${path}/2/statuses`])
  })

  test('are asked for again when they have changed', async () => {
    const changing = { ...routes }
    await using at = await served(changing)
    const read = statuses(at.connector)
    await read()
    changing[path] = [aDeployment({ id: 1, updated_at: '2026-01-23T00:00:00Z' })]
    changing[`${path}/1/statuses`] = [aStatus({ state: 'failure' }), aStatus()]
    expect(await read()).toEqual(['failed'])
  })

  test('are fifty at most, and one that was deleted meanwhile is left out', async () => {
    await using at = await served({ [path]: many(80, (id) => aDeployment({ id })) })
    expect(await at.connector.deployments?.(shop, 80, ask)).toEqual([])
    expect(at.server.log).toHaveLength(51)
  })
})

describe('what has not changed', () => {
  const routes = { 'repos/octo/shop/actions/runs': [aRun()] }

  test('costs nothing of the limit, for the same token', async () => {
    await using at = await served(routes)
    const first = await at.connector.pipelines(shop, 20, ask)
    expect(await at.connector.pipelines(shop, 20, ask)).toEqual(first)
    expect(at.server.log.map(({ status }) => status)).toEqual([200, 304])
    expect(at.connector.figures()).toMatchObject({
      calls: 2,
      unchanged: 1,
      quota: { limit: 5_000, remaining: 4_999 },
    })
  })

  test('is asked for anew with another token', async () => {
    await using at = await served(routes)
    await at.connector.pipelines(shop, 20, ask)
    const other = at.open('another')
    await other.pipelines(shop, 20, ask)
    await other.close()
    expect(at.server.log.map(({ status }) => status)).toEqual([200, 200])
  })
})

describe('limits', () => {
  const routes = { user: { id: 1, login: 'octocat' } }

  test.each(['limited', 'secondary'] as const)(
    'a limit (%s) is no lack of rights, and says when',
    async (kind) => {
      await using at = await served(routes)
      at.server.fault('/api/v3/user', { kind, retryAfter: 3_000 }, { times: 9 })
      expect(await faultFrom(Promise.resolve(at.connector.currentUser?.(ask)))).toMatchObject({
        kind: 'rate_limited',
        retryAt: virtualEpoch + 3_000_000,
      })
    },
  )
})

describeRecorded('runs that DevLake recorded', () => {
  test('come over the network as they were recorded', async () => {
    const runs = rows('devlake/github/runs.json').map(({ data }) => data)
    await using at = await served({ 'repos/panjf2000/ants/actions/runs': runs })
    const ants = { externalId: '134018330', fullName: 'panjf2000/ants', defaultBranch: 'master' }
    const found = await at.connector.pipelines(ants, 100, ask)
    expect(found).toHaveLength(35)
    expect(await at.connector.latestPipeline(ants, 'master', ask)).toMatchObject({
      externalId: '2983238245',
      durationMs: 67_000,
    })
  })
})
