import { describe, expect, test } from 'vitest'
import { virtualEpoch } from '../../../kernel/virtual-time.contract.ts'
import { replay } from '../replay.contract.ts'
import { gitlab } from './gitlab.ts'
import { aPipeline, aProject, app, ask, aWorld, many, served } from './served.contract.ts'

describe('settings', () => {
  const parsed = (settings: object) => gitlab.config.safeParse(settings)

  test('a token is enough', () => {
    expect(parsed({ token: 'glpat' })).toMatchObject({
      data: { url: 'https://gitlab.com', token: 'glpat', group: '' },
    })
  })

  test.each([
    {},
    { token: '' },
    { token: 'two words' },
    { token: 'zeile\r\nX-Y: 1' },
    { token: 'x', url: 'gitlab.com' },
    { token: 'x', url: 'https://a:b@gitlab.com' },
    { token: 'x', group: 'a?b' },
    { token: 'x', color: 'red' },
  ])('%j is refused', (settings) => {
    expect(parsed(settings).success).toBe(false)
  })

  test.each([
    [{}, 'https://gitlab.com'],
    [{ url: 'https://host/gitlab/' }, 'https://host/gitlab'],
    [{ url: 'https://host/other' }, 'https://host/other'],
    [{ url: 7 }, ''],
  ])('%j is spoken to at %s', (settings, destination) => {
    expect(gitlab.destination(settings)).toBe(destination)
  })
})

test('the token is opened for each call, and sent as PRIVATE-TOKEN', async () => {
  await using at = await served(
    { user: { id: 1, username: 'ann', name: 'Ann' } },
    { token: 'glpat' },
  )
  expect(await at.connector.currentUser?.(ask)).toMatchObject({ login: 'ann', name: 'Ann' })
  expect(at.server.log[0]?.headers['private-token']).toBe('glpat')
})

test('a server below a path is spoken to below it', async () => {
  await using server = await replay({})
  const connector = gitlab.open(aWorld(), { url: `${server.url}/gitlab/`, token: 'x' })
  await expect(connector.pipelines(app, 10, ask)).rejects.toMatchObject({ kind: 'not_found' })
  expect(server.log[0]?.path).toMatch(/^\/gitlab\/api\/v4\/projects\/9\/pipelines\?/)
  await connector.close()
})

describe('projects', () => {
  test('are those of the owner, by key over all pages', async () => {
    await using at = await served({ projects: many(250, aProject) })
    const found = await at.connector.projects(ask)
    expect(found).toHaveLength(250)
    expect(found[0]).toMatchObject({ externalId: '1', fullName: 'group/app-1', archived: false })
    expect(at.server.log).toHaveLength(3)
    const query = new URLSearchParams(at.paths()[0]?.split('?')[1])
    expect(Object.fromEntries(query)).toEqual({
      membership: 'true',
      archived: 'false',
      pagination: 'keyset',
      order_by: 'id',
      sort: 'asc',
      per_page: '100',
    })
  })

  test('are those of a group and its subgroups, where one is named', async () => {
    const routes = { 'groups/team%2Fsub/projects': many(101, aProject) }
    await using at = await served(routes, { settings: { group: '/team/sub' } })
    expect(await at.connector.projects(ask)).toHaveLength(101)
    expect(at.paths()[0]).toContain('include_subgroups=true&archived=false')
    expect(at.paths()[0]).not.toContain('membership')
    expect(await at.connector.projectCount(ask)).toEqual({ kind: 'exact', count: 101 })
  })

  test('are all of them or none: a page that fails fails the list', async () => {
    await using at = await served({ projects: many(250, aProject) })
    at.server.fault('/api/v4/projects', { kind: 'status', status: 403 }, { after: 2 })
    await expect(at.connector.projects(ask)).rejects.toMatchObject({ kind: 'forbidden' })
  })

  test('with one that has no id are no list', async () => {
    await using at = await served({ projects: many(3, aProject) })
    at.server.fault('/api/v4/projects', { kind: 'null' })
    await expect(at.connector.projects(ask)).rejects.toMatchObject({ kind: 'malformed' })
  })

  test('are not followed to another host', async () => {
    await using at = await served({ projects: many(250, aProject) })
    at.server.fault('/api/v4/projects', { kind: 'foreign_next' })
    await expect(at.connector.projects(ask)).rejects.toMatchObject({ kind: 'foreign_host' })
  })

  test.each([0, 1, 37, 10_000])('are counted: %i', async (count) => {
    await using at = await served({ projects: many(count, aProject) })
    expect(await at.connector.projectCount(ask)).toEqual({ kind: 'exact', count })
    expect(at.server.log).toHaveLength(1)
  })

  test('are at least 10,000 where GitLab counts no further', async () => {
    await using at = await served({ projects: many(10_001, aProject) })
    expect(await at.connector.projectCount(ask)).toEqual({ kind: 'at_least', count: 10_000 })
  })

  test('are counted where something on the way takes the total out', async () => {
    const list = many(1, aProject)
    const without = () => ({ headers: { 'x-total': '' }, body: list })
    await using at = await served({ projects: without })
    expect(await at.connector.projectCount(ask)).toEqual({ kind: 'exact', count: 1 })
  })
})

describe('branches', () => {
  const aBranch = (name: string) => ({
    name,
    default: name === 'main',
    commit: {
      id: 'f'.repeat(40),
      author_name: 'Ann',
      message: 'Add\n',
      committed_date: '2024-01-01T10:00:00+01:00',
    },
  })

  test('are listed, the last that moved first, as many as are wanted', async () => {
    const list = many(150, (i) => aBranch(`b/${i}`))
    await using at = await served({ 'projects/9/repository/branches': list })
    const branches = await at.connector.branches(app, 120, ask)
    expect(branches).toHaveLength(120)
    expect(branches[0]).toMatchObject({
      name: 'b/1',
      message: 'Add',
      committedAt: Date.UTC(2024, 0, 1, 9),
    })
    expect(at.paths()[0]).toContain('sort=updated_desc')
  })

  test.each([
    ['feature/a', 'feature%2Fa'],
    ['with space', 'with%20space'],
    ['50%+ü', '50%25%2B%C3%BC'],
  ])('%s is one segment of the path', async (name, path) => {
    await using at = await served({ [`projects/9/repository/branches/${path}`]: aBranch(name) })
    expect(await at.connector.branch(app, name, ask)).toMatchObject({ name, author: 'Ann' })
    expect(at.paths()).toEqual([`projects/9/repository/branches/${path}`])
  })

  test('one that is not there is none', async () => {
    await using at = await served({})
    expect(await at.connector.branch(app, 'gone', ask)).toBeNull()
  })

  test.each(['.', '..', ''])('%j leads nowhere, and nothing is asked', async (name) => {
    await using at = await served({})
    await expect(at.connector.branch(app, name, ask)).rejects.toMatchObject({ kind: 'not_found' })
    expect(at.server.log).toEqual([])
  })

  test('of a project without a repository are none, and of no project a fault', async () => {
    const absent = (message: string) => ({
      'projects/9/repository/branches': () => ({ status: 404, body: { message } }),
    })
    await using empty = await served(absent('404 Repository Not Found'))
    expect(await empty.connector.branches(app, 10, ask)).toEqual([])
    await using gone = await served(absent('404 Project Not Found'))
    const fault = gone.connector.branches(app, 10, ask)
    await expect(fault).rejects.toMatchObject({ kind: 'not_found' })
  })
})

test('merge requests and issues are those that are open', async () => {
  const numbered = (iid: number, state: string) => ({ id: iid, iid, title: `No. ${iid}`, state })
  const list = [numbered(1, 'opened'), numbered(2, 'closed'), numbered(3, 'opened')]
  await using at = await served({ 'projects/9/merge_requests': list, 'projects/9/issues': list })
  const requests = (await at.connector.mergeRequests?.(app, 10, ask)) ?? []
  const issues = (await at.connector.issues?.(app, 10, ask)) ?? []
  for (const found of [requests, issues]) {
    expect(found.map(({ number }) => number).toSorted()).toEqual([1, 3])
  }
})

describe('limits', () => {
  test('that are said in plain text are waited for as long as GitLab says', async () => {
    await using at = await served({ 'projects/9/pipelines': many(3, aPipeline) })
    at.server.fault('/api/v4/projects/9', { kind: 'limited', retryAfter: 3 })
    expect(await at.connector.pipelines(app, 3, ask)).toHaveLength(3)
    expect(at.server.log.map(({ status }) => status)).toEqual([429, 200])
    expect(at.connector.figures()).toMatchObject({ calls: 2, limited: 1, failed: 0 })
  })

  test('that last are a fault with their end', async () => {
    await using at = await served({ 'projects/9/pipelines': many(3, aPipeline) })
    at.server.fault('/api/v4/projects/9', { kind: 'limited', retryAfter: 600 })
    await expect(at.connector.pipelines(app, 3, ask)).rejects.toMatchObject({
      kind: 'rate_limited',
      status: 429,
      retryAt: virtualEpoch + 600_000,
    })
    await expect(at.connector.pipelines(app, 3, ask)).rejects.toMatchObject({
      kind: 'rate_limited',
    })
    expect(at.server.log).toHaveLength(1)
    expect(at.connector.figures().pausedUntil).toBe(virtualEpoch + 600_000)
  })

  test('are known from every answer, and polling leaves a part of them for people', async () => {
    await using at = await served({ 'projects/9/pipelines': many(3, aPipeline) }, { quota: 5 })
    const poll = { ...ask, priority: 'poll' } as const
    for (let calls = 0; calls < 4; calls += 1) await at.connector.pipelines(app, 3, poll)
    expect(at.connector.figures().quota).toMatchObject({ limit: 5, remaining: 1 })
    await at.connector.pipelines(app, 3, ask)
    await expect(at.connector.pipelines(app, 3, poll)).rejects.toMatchObject({
      kind: 'rate_limited',
    })
  })

  test('an unchanged list comes from the store of entity tags', async () => {
    await using at = await served({ 'projects/9/pipelines': many(3, aPipeline) })
    const first = await at.connector.pipelines(app, 3, ask)
    expect(await at.connector.pipelines(app, 3, ask)).toEqual(first)
    expect(at.server.log.map(({ status }) => status)).toEqual([200, 304])
    expect(at.connector.figures().unchanged).toBe(1)
  })
})

test.each([
  [401, 'unauthorized'],
  [404, 'not_found'],
  [500, 'unavailable'],
] as const)('%i is %s', async (status, kind) => {
  await using at = await served({})
  at.server.fault('/api/v4', { kind: 'status', status }, { times: 9 })
  await expect(at.connector.pipelines(app, 3, ask)).rejects.toMatchObject({ kind })
})

test('a page for people is no answer', async () => {
  await using at = await served({})
  at.server.fault('/api/v4', { kind: 'html' })
  await expect(at.connector.currentUser?.(ask)).rejects.toMatchObject({ kind: 'malformed' })
})
