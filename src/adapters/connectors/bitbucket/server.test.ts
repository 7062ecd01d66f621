import { describe, expect, test } from 'vitest'
import type { ProjectKey } from '../../../modules/pipelines/index.ts'
import { connectorWorld, faultFrom, serve } from '../http/client.contract.ts'
import { describeRecorded, json, rows } from '../recorded.contract.ts'
import { bitbucket } from './bitbucket.ts'
import { buildSchema } from './server-bodies.ts'
import { mostCommits } from './server-builds.ts'
import { runOf, runPlaceOf } from './server-map.ts'

const ask = { priority: 'user', signal: new AbortController().signal } as const
const repo: ProjectKey = { externalId: '1', fullName: 'PRJ/my-repo', defaultBranch: null }
const home = '/git/rest/api/latest/projects/PRJ/repos/my-repo'
const at = Date.UTC(2026, 4, 1)

const aRepository = (id: number, more: object = {}) => ({
  slug: `r${id}`,
  id,
  name: `R ${id}`,
  public: false,
  project: { key: 'PRJ' },
  links: { self: [{ href: `https://git.example/projects/PRJ/repos/r${id}/browse` }] },
  ...more,
})
const aCommit = (id: string) => ({
  id: id.padEnd(40, '0'),
  message: `Fix ${id}\n\nAt last.`,
  author: { name: 'ann', displayName: 'Ann Other' },
})
const aBuild = (key: string, more: object = {}) => ({
  key,
  state: 'SUCCESSFUL',
  name: `Build ${key}`,
  url: 'https://ci.example/job/app/7/',
  dateAdded: at,
  ...more,
})
const many = <Item>(count: number, item: (at: number) => Item) =>
  Array.from({ length: count }, (_, at) => item(at + 1))

type Bodies = Readonly<Record<string, unknown>>

/** A Data Center with these bodies at these paths; an array is a list, of which a page holds two. */
async function served(bodies: Bodies, headers: Readonly<Record<string, string>> = {}) {
  const server = await serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://any')
    const body = bodies[pathname]
    const start = Number(searchParams.get('start') ?? 0)
    const limit = Math.min(2, Number(searchParams.get('limit') ?? 25))
    const isLastPage = !Array.isArray(body) || start + limit >= body.length
    const answer = Array.isArray(body)
      ? {
          values: body.slice(start, start + limit),
          start,
          limit,
          isLastPage,
          nextPageStart: isLastPage ? null : start + limit,
        }
      : body
    response.writeHead(body === undefined ? 404 : 200, headers).end(JSON.stringify(answer ?? {}))
  })
  const settings = { url: `${server.url}/git/`, token: 't0ken' }
  const connector = bitbucket.open(connectorWorld(), settings)
  return {
    connector,
    heard: server.heard,
    paths: () => server.urls().map((url) => decodeURIComponent(url ?? '')),
    [Symbol.asyncDispose]: () => connector.close(),
  }
}

describe('repositories of a Data Center', () => {
  test('are followed page by page below its own path', async () => {
    await using on = await served({
      '/git/rest/api/latest/repos': [
        aRepository(1),
        aRepository(2),
        aRepository(3, { archived: true }),
      ],
    })
    const found = await on.connector.projects(ask)
    expect(
      found.map(({ externalId, fullName, archived }) => [externalId, fullName, archived]),
    ).toEqual([
      ['1', 'PRJ/r1', false],
      ['2', 'PRJ/r2', false],
      ['3', 'PRJ/r3', true],
    ])
    expect(found[0]).toMatchObject({
      name: 'R 1',
      visibility: 'private',
      webUrl: 'https://git.example/projects/PRJ/repos/r1',
    })
    expect(on.paths()).toEqual([
      '/git/rest/api/latest/repos?limit=100',
      '/git/rest/api/latest/repos?limit=100&start=2',
    ])
    expect(on.heard[0]?.headers.authorization).toBe('Bearer t0ken')
    expect(await on.connector.projectCount(ask)).toEqual({ kind: 'exact', count: 3 })
  })

  test('it offers what it has, and nothing else', async () => {
    await using on = await served({})
    const { mergeRequests, currentUser, jobs, issues, deployments, rerun } = on.connector
    expect([mergeRequests, currentUser].every((one) => one !== undefined)).toBe(true)
    expect([jobs, issues, deployments, rerun]).toEqual([undefined, undefined, undefined, undefined])
  })
})

test('whose token it is stands in the headers of every answer', async () => {
  const ann = { name: 'ann', id: 7, displayName: 'Ann Other', links: {} }
  const bodies = { '/git/rest/api/latest/repos': [], '/git/rest/api/latest/users/ann': ann }
  await using on = await served(bodies, { 'x-ausername': 'ann' })
  expect(await on.connector.currentUser?.(ask)).toMatchObject({ externalId: '7', login: 'ann' })
  await using other = await served(bodies)
  expect(await faultFrom(Promise.resolve(other.connector.currentUser?.(ask)))).toMatchObject({
    kind: 'unauthorized',
  })
})

describe('builds that others reported', () => {
  const statuses = (id: string) => `/git/rest/build-status/1.0/commits/${id.padEnd(40, '0')}`
  const bodies = {
    [`${home}/default-branch`]: { displayId: 'main', latestCommit: 'b2' },
    [`${home}/commits`]: [aCommit('b2'), aCommit('a1')],
    [`${home}/commits/${'a1'.padEnd(40, '0')}`]: aCommit('a1'),
    [statuses('b2')]: [aBuild('unit', { state: 'INPROGRESS', dateAdded: at + 9_000 })],
    [statuses('a1')]: [
      aBuild('unit', { state: 'FAILED', dateAdded: at + 2_000 }),
      aBuild('lint', { dateAdded: at + 1_000 }),
    ],
  }

  test('are the runs of the newest commits of the default branch', async () => {
    await using on = await served(bodies)
    const runs = await on.connector.pipelines(repo, 10, ask)
    expect(
      runs.map(({ title, status, branch, message }) => [title, status, branch, message]),
    ).toEqual([
      ['Build unit', 'running', 'main', 'Fix b2'],
      ['Build unit', 'failed', 'main', 'Fix a1'],
      ['Build lint', 'success', 'main', 'Fix a1'],
    ])
    expect(new Set(runs.map(({ externalId }) => externalId)).size).toBe(3)
    expect(on.paths()).toContain(`${home}/commits?until=refs/heads/main&limit=${mostCommits}`)
    expect(await on.connector.pipelines(repo, 1, ask)).toHaveLength(1)
    expect(await on.connector.latestPipeline(repo, null, ask)).toEqual(runs[0])
    const { externalId = '' } = runs[1] ?? {}
    expect(await on.connector.run(repo, { externalId }, ask)).toEqual(runs[1])
    expect(await on.connector.run(repo, { externalId: 'abcdef0:unit' }, ask)).toBeNull()
    expect(await on.connector.run(repo, { externalId: 'main' }, ask)).toBeNull()
  })

  test('branches with slashes: the newest of one is asked for', async () => {
    await using on = await served(bodies)
    await on.connector.latestPipeline(repo, 'feature/x', ask)
    expect(on.heard[0]?.url).toContain('/commits?until=refs%2Fheads%2Ffeature%2Fx&limit=5')
  })

  test('an older release calls its default branch otherwise, an empty repository has none', async () => {
    const { [`${home}/default-branch`]: branch, ...older } = bodies
    await using on = await served({ ...older, [`${home}/branches/default`]: branch })
    expect(await on.connector.pipelines(repo, 10, ask)).toHaveLength(3)
    await using empty = await served({})
    expect(await empty.connector.pipelines(repo, 10, ask)).toEqual([])
    expect(await empty.connector.latestPipeline(repo, null, ask)).toBeNull()
  })

  test('a commit whose builds cannot be read is a fault of the whole', async () => {
    const { [statuses('a1')]: _, ...others } = bodies
    await using on = await served(others)
    expect(await faultFrom(on.connector.pipelines(repo, 10, ask))).toMatchObject({
      kind: 'not_found',
    })
  })

  test('a newer release tells more of a build', () => {
    const build = buildSchema.parse(
      aBuild('unit', {
        buildNumber: '#42',
        ref: 'refs/heads/fix/y',
        duration: 61_000,
        createdDate: at,
        updatedDate: at + 70_000,
      }),
    )
    const commit = { id: 'abcdef0', message: 'Fix it', author: 'Ann' }
    expect(runOf(build, { commit, branch: 'main' })).toMatchObject({
      externalId: 'abcdef0:unit',
      number: 42,
      branch: 'fix/y',
      durationMs: 61_000,
      createdAt: at,
      finishedAt: at + 70_000,
      sourceTime: at + 70_000,
      webUrl: 'https://ci.example/job/app/7/',
    })
    const untimed = buildSchema.parse({ key: 'unit', state: 'FAILED' })
    expect(runOf(untimed, { commit, branch: null })).toBeNull()
  })

  test('an id leads back to a commit and a key, which may hold anything', () => {
    expect(runPlaceOf('abcdef0:PRJ:unit tests')).toEqual({ sha: 'abcdef0', key: 'PRJ:unit tests' })
    expect(runPlaceOf('../../x:unit')).toBeNull()
  })
})

describe('branches and pull requests of a Data Center', () => {
  const mark = 'com.atlassian.bitbucket.server.bitbucket-branch:latest-commit-metadata'
  const branch = (displayId: string, more: object = {}) => ({
    displayId,
    latestCommit: 'abc',
    isDefault: displayId === 'main',
    metadata: { [mark]: { message: 'Fix it\n', authorTimestamp: at, author: { name: 'ann' } } },
    ...more,
  })

  test('branches with slashes: one is found by its whole name', async () => {
    await using on = await served({
      [`${home}/branches`]: [branch('feature/x2'), branch('main'), branch('feature/x')],
    })
    const found = await on.connector.branch(repo, 'feature/x', ask)
    expect(found).toMatchObject({
      name: 'feature/x',
      sha: 'abc',
      message: 'Fix it',
      author: 'ann',
      committedAt: at,
    })
    expect(found?.webUrl).toMatch(
      /\/git\/projects\/PRJ\/repos\/my-repo\/browse\?at=refs%2Fheads%2Ffeature%2Fx$/,
    )
    expect(on.paths()[0]).toContain('filterText=feature/x&boostMatches=true')
    expect(await on.connector.branch(repo, 'x', ask)).toBeNull()
    expect((await on.connector.branches(repo, 2, ask)).map(({ isDefault }) => isDefault)).toEqual([
      false,
      true,
    ])
  })

  test('pull requests come with both of their branches', async () => {
    const pull = {
      id: 4,
      title: 'Fix',
      author: { user: { displayName: 'Ann' } },
      fromRef: { displayId: 'feature/x', latestCommit: 'abc' },
      toRef: { displayId: 'main' },
      createdDate: at,
      updatedDate: at,
    }
    await using on = await served({ [`${home}/pull-requests`]: many(3, () => pull) })
    const found = await on.connector.mergeRequests?.(repo, 10, ask)
    expect(found).toHaveLength(3)
    expect(found?.[0]).toEqual({
      number: 4,
      title: 'Fix',
      author: 'Ann',
      sourceBranch: 'feature/x',
      targetBranch: 'main',
      sha: 'abc',
      draft: false,
      webUrl: null,
      createdAt: at,
      updatedAt: at,
    })
  })
})

describeRecorded('answers of a Data Center that were recorded', () => {
  const values = (path: string) => Object(json(path)).values

  test('are understood', async () => {
    const pulls = rows('devlake/bitbucket_server/pull_requests.json').map(({ data }) => data)
    await using on = await served(
      {
        '/git/rest/api/latest/repos': values('go-scm/stash/repos.json'),
        [`${home}/branches`]: values('go-scm/stash/branches.json'),
        [`${home}/default-branch`]: json('go-scm/stash/default_branch.json'),
        [`${home}/commits`]: [],
        [`${home}/pull-requests`]: [...values('go-scm/stash/prs.json'), ...pulls],
        '/git/rest/api/latest/users/jcitizen': json('go-scm/stash/user.json'),
      },
      { 'x-ausername': 'jcitizen' },
    )
    expect((await on.connector.projects(ask)).map(({ fullName }) => fullName)).toContain(
      'PRJ/my-repo',
    )
    expect(await on.connector.branches(repo, 10, ask)).toMatchObject([
      { name: 'master', sha: '11ce869211917dd65610e70fcee454943b35ac6e', isDefault: true },
    ])
    expect(await on.connector.pipelines(repo, 10, ask)).toEqual([])
    expect(on.paths().at(-1)).toContain('until=refs/heads/feature_branch')
    expect(await on.connector.currentUser?.(ask)).toMatchObject({
      login: 'jcitizen',
      name: 'Jane Citizen',
    })
    const found = await on.connector.mergeRequests?.(repo, 10, ask)
    expect(found).toHaveLength(pulls.length + 1)
    expect(found?.[0]).toMatchObject({
      number: 1,
      title: 'Updated Files',
      sourceBranch: 'feature/x',
    })
    expect(found?.[1]).toMatchObject({
      number: 5,
      sourceBranch: 'develop',
      targetBranch: 'main',
      webUrl: 'http://localhost:7990/projects/TP/repos/first-repo/pull-requests/5',
      createdAt: 1_702_888_391_916,
    })
  })
})
