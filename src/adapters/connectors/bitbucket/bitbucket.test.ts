import { describe, expect, test } from 'vitest'
import type { ProjectKey } from '../../../modules/pipelines/index.ts'
import { faultFrom } from '../http/client.contract.ts'
import { bitbucket } from './bitbucket.ts'
import { authorizationOf } from './client.ts'
import { readQuota } from './limits.ts'
import { ask, served } from './served.contract.ts'

const app: ProjectKey = { externalId: '{r}', fullName: 'acme/web app', defaultBranch: 'main' }
const home = 'repositories/acme/web%20app'

const aRepository = (name: string, more: object = {}) => ({
  uuid: `{${name}}`,
  full_name: `acme/${name}`,
  name,
  is_private: true,
  mainbranch: { name: 'main' },
  updated_on: '2026-05-01T12:00:00.000000+00:00',
  links: { html: { href: `https://bitbucket.org/acme/${name}` } },
  ...more,
})
const aPipeline = (number: number, more: object = {}) => ({
  uuid: `{p${number}}`,
  build_number: number,
  state: { name: 'COMPLETED', result: { name: 'SUCCESSFUL' } },
  created_on: new Date(Date.UTC(2026, 4, 1) + number * 60_000).toISOString(),
  completed_on: new Date(Date.UTC(2026, 4, 1) + number * 60_000 + 30_000).toISOString(),
  duration_in_seconds: 18,
  target: { ref_type: 'branch', ref_name: number % 2 === 0 ? 'main' : 'feature/x' },
  ...more,
})
const many = <Item>(count: number, item: (at: number) => Item) =>
  Array.from({ length: count }, (_, at) => item(at + 1))

describe('settings', () => {
  test('a token is enough, and is for Cloud', () => {
    expect(bitbucket.config.parse({ token: 't' })).toEqual({
      url: 'https://api.bitbucket.org/2.0',
      token: 't',
      email: '',
      workspace: '',
      server: false,
    })
    expect(bitbucket.destination({})).toBe('https://api.bitbucket.org/2.0')
    expect(bitbucket.destination({ url: 'https://git.example/x/' })).toBe('https://git.example/x')
  })

  test.each([
    {},
    { token: 'two words' },
    { token: 't', url: 'bitbucket.org' },
    { token: 't', email: 'a:b' },
    { token: 't', workspace: 'acme/../..' },
    { token: 't', server: 'yes' },
    { token: 't', colour: 'red' },
  ])('%j is refused', (settings) => {
    expect(bitbucket.config.safeParse(settings).success).toBe(false)
  })

  test('a token goes with its e-mail address, or alone', () => {
    const basic = Buffer.from('ann@acme.example:t').toString('base64')
    expect(authorizationOf('ann@acme.example', 't')).toBe(`Basic ${basic}`)
    expect(authorizationOf('', 't')).toBe('Bearer t')
  })
})

test('the account is told, and the token opened last', async () => {
  const user = { uuid: '{u}', nickname: 'ann', display_name: 'Ann Other', links: {} }
  await using at = await served({ user }, { token: 'ann@acme.example:token' })
  expect(await at.connector.currentUser?.(ask)).toEqual({
    externalId: '{u}',
    login: 'ann',
    name: 'Ann Other',
    avatarUrl: null,
    webUrl: null,
  })
})

describe('projects', () => {
  const workspaces = ['acme', 'other'].map((slug) => ({
    workspace: { slug },
    permission: 'member',
  }))
  const routes = {
    'user/workspaces': workspaces,
    'repositories/acme': many(130, (at) => aRepository(`r${at}`)),
    'repositories/other': [aRepository('x', { full_name: 'other/x', mainbranch: null })],
  }

  test('trap 7: they are listed workspace by workspace, and never across', async () => {
    await using at = await served(routes)
    const found = await at.connector.projects(ask)
    expect(found).toHaveLength(131)
    expect(found[0]).toMatchObject({
      externalId: '{r1}',
      fullName: 'acme/r1',
      visibility: 'private',
      defaultBranch: 'main',
      webUrl: 'https://bitbucket.org/acme/r1',
      lastActivityAt: Date.UTC(2026, 4, 1, 12),
      archived: false,
    })
    expect(at.asked().map(({ pathname }) => pathname)).toEqual([
      '/2.0/user/workspaces',
      '/2.0/repositories/acme',
      '/2.0/repositories/acme',
      '/2.0/repositories/other',
    ])
    expect(at.asked()[1]?.search).toBe('?role=member&sort=-updated_on&pagelen=100')
  })

  test('one workspace alone needs no list of them', async () => {
    await using at = await served(routes, { settings: { workspace: 'other' } })
    expect((await at.connector.projects(ask)).map(({ fullName }) => fullName)).toEqual(['other/x'])
    expect(at.server.log).toHaveLength(1)
  })

  test('a workspace that fails is a fault of the whole list, as is its second page', async () => {
    await using at = await served(routes)
    at.server.fault('/2.0/repositories/other', { kind: 'status', status: 403 })
    expect(await faultFrom(at.connector.projects(ask))).toMatchObject({ kind: 'forbidden' })
    at.server.fault('/2.0/repositories/acme', { kind: 'status', status: 404 }, { after: 1 })
    expect(await faultFrom(at.connector.projects(ask))).toMatchObject({ kind: 'not_found' })
  })

  test('a next page at another host is not asked for', async () => {
    await using at = await served(routes)
    at.server.fault('/2.0/repositories/acme', { kind: 'foreign_next' })
    expect(await faultFrom(at.connector.projects(ask))).toMatchObject({ kind: 'foreign_host' })
  })

  test('they are counted by the size of each list, or at least so many', async () => {
    await using at = await served(routes)
    expect(await at.connector.projectCount(ask)).toEqual({ kind: 'exact', count: 131 })
    expect(at.asked()[1]?.searchParams.get('pagelen')).toBe('1')
    const uncounted = () => ({ body: { values: [aRepository('x')], next: '/more' } })
    await using other = await served({ ...routes, 'repositories/other': uncounted })
    expect(await other.connector.projectCount(ask)).toEqual({ kind: 'at_least', count: 131 })
  })
})

describe('pipelines', () => {
  const routes = { [`${home}/pipelines`]: many(250, (at) => aPipeline(at)) }

  test('trap 8: they come newest first, which has to be asked for', async () => {
    await using at = await served(routes)
    const runs = await at.connector.pipelines(app, 130, ask)
    expect(runs.map(({ number }) => number)).toEqual(many(130, (index) => 251 - index))
    expect(at.asked().map(({ pathname }) => pathname)).toEqual([
      '/2.0/repositories/acme/web%20app/pipelines/',
      '/2.0/repositories/acme/web%20app/pipelines/',
    ])
    expect(at.asked()[0]?.search).toBe('?sort=-created_on&pagelen=100')
    expect(runs[0]?.durationMs).toBe(18_000)
    expect(runs[0]?.webUrl).toBe('https://bitbucket.org/acme/web%20app/pipelines/results/250')
  })

  test('branches with slashes: the newest of one is asked for', async () => {
    await using at = await served(routes)
    const newest = await at.connector.latestPipeline(app, 'feature/x', ask)
    expect(newest).toMatchObject({ number: 249, branch: 'feature/x' })
    expect(at.asked()[0]?.search).toBe('?sort=-created_on&target.branch=feature%2Fx&pagelen=1')
    expect(await at.connector.latestPipeline(app, null, ask)).toMatchObject({ number: 250 })
    expect(await at.connector.latestPipeline(app, 'none', ask)).toBeNull()
  })

  test('one is found by its uuid, whose braces are encoded, and by its number', async () => {
    await using at = await served({
      [`${home}/pipelines/%7Bp7%7D`]: aPipeline(7),
      [`${home}/pipelines/7`]: aPipeline(7),
    })
    for (const externalId of ['{p7}', '7']) {
      expect(await at.connector.run(app, { externalId }, ask)).toMatchObject({ externalId: '{p7}' })
    }
    expect(await at.connector.run(app, { externalId: '8' }, ask)).toBeNull()
    expect(at.server.log[0]?.path).toContain('/pipelines/%7Bp7%7D')
  })

  test('its steps are its jobs', async () => {
    const step = {
      uuid: '{s}',
      name: 'Test',
      state: { name: 'IN_PROGRESS', stage: { name: 'RUNNING' } },
    }
    await using at = await served({ [`${home}/pipelines/%7Bp7%7D/steps`]: [step] })
    const jobs = await at.connector.jobs?.(app, { externalId: '{p7}', attempt: 1 }, ask)
    expect(jobs).toMatchObject([{ externalId: '{s}', name: 'Test', status: 'running' }])
  })

  test('deployments come with the names of their environments', async () => {
    const deployment = {
      uuid: '{d}',
      environment: { name: 'Production' },
      release: { created_on: '2026-05-01T12:00:00Z', pipeline: { uuid: '{p7}' } },
      state: { name: 'IN_PROGRESS', started_on: '2026-05-01T12:01:00Z' },
    }
    await using at = await served({ [`${home}/deployments`]: [deployment] })
    expect(await at.connector.deployments?.(app, 10, ask)).toMatchObject([
      { environment: 'Production', status: 'running', run: '{p7}' },
    ])
    expect(at.asked()[0]?.searchParams.get('sort')).toBe('-state.started_on')
    expect(at.asked()[0]?.searchParams.get('fields')).toMatch(/^\+values\.environment\.name,/)
  })
})

describe('branches', () => {
  const branch = (name: string) => ({
    name,
    target: {
      hash: 'abc',
      date: '2026-05-01T12:00:00+00:00',
      message: 'Fix it\n\nAt last.\n',
      author: { raw: 'Ann Other <ann@acme.example>' },
    },
    links: { html: { href: `https://bitbucket.org/acme/app/branch/${name}` } },
  })

  test('branches with slashes: one is found by its encoded name', async () => {
    await using at = await served({
      [`${home}/refs/branches`]: [branch('main'), branch('feature/x')],
      [`${home}/refs/branches/feature%2Fx`]: branch('feature/x'),
    })
    const found = await at.connector.branches(app, 10, ask)
    expect(found.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['main', true],
      ['feature/x', false],
    ])
    expect(await at.connector.branch(app, 'feature/x', ask)).toEqual({
      name: 'feature/x',
      sha: 'abc',
      author: 'Ann Other',
      message: 'Fix it',
      committedAt: Date.UTC(2026, 4, 1, 12),
      isDefault: false,
      webUrl: 'https://bitbucket.org/acme/app/branch/feature/x',
    })
    expect(await at.connector.branch(app, 'feature', ask)).toBeNull()
    expect(at.asked()[0]?.search).toBe('?sort=-target.date&pagelen=10')
  })
})

describe('pull requests and issues', () => {
  test('pull requests come fifty a page', async () => {
    const pull = (id: number) => ({
      id,
      title: `No. ${id}`,
      state: 'OPEN',
      author: { nickname: 'ann' },
    })
    await using at = await served({ [`${home}/pullrequests`]: many(60, pull) })
    const found = await at.connector.mergeRequests?.(app, 100, ask)
    expect(found).toHaveLength(60)
    expect(found?.[0]).toMatchObject({ title: expect.any(String), author: 'ann', draft: false })
    expect(at.asked()[0]?.search).toBe('?state=OPEN&sort=-updated_on&pagelen=50')
  })

  test('a repository without a tracker has no issues', async () => {
    await using at = await served({})
    expect(await at.connector.issues?.(app, 10, ask)).toEqual([])
  })

  test('issues have their kind and component for labels', async () => {
    const issue = { id: 4, title: 'Broken', kind: 'bug', component: { name: 'web' } }
    await using at = await served({ [`${home}/issues`]: [issue] })
    expect(await at.connector.issues?.(app, 10, ask)).toMatchObject([
      { number: 4, title: 'Broken', labels: ['bug', 'web'], author: null },
    ])
    expect(at.asked()[0]?.searchParams.get('q')).toBe('(state="new" OR state="open")')
  })
})

describe('limits', () => {
  const headers = (more: Record<string, string>) =>
    new Headers({ 'x-ratelimit-limit': '1000', ...more })

  test('only that little is left is told', () => {
    expect(readQuota(new Headers())).toBeNull()
    expect(readQuota(headers({ 'x-ratelimit-nearlimit': 'false' }))).toBeNull()
    expect(readQuota(headers({ 'x-ratelimit-nearlimit': 'true' }))).toEqual({
      limit: 1_000,
      remaining: 199,
      resetAt: null,
    })
    expect(readQuota(headers({ 'x-ratelimit-remaining': '7' }))?.remaining).toBe(7)
  })

  test('when little is left, polling ends before people have to wait', async () => {
    await using at = await served({ user: { uuid: '{u}' } }, { quota: 10 })
    for (const _ of many(9, (index) => index)) await at.connector.currentUser?.(ask)
    const polling = at.connector.projects({ ...ask, priority: 'poll' })
    expect(await faultFrom(polling)).toMatchObject({ kind: 'rate_limited' })
    await at.connector.currentUser?.(ask)
    expect(at.server.log).toHaveLength(10)
  })
})

test('it ends at once when the caller gives up', async () => {
  await using at = await served({})
  at.server.fault('/2.0/', { kind: 'hang' })
  const giveUp = new AbortController()
  const asked = faultFrom(at.connector.pipelines(app, 5, { ...ask, signal: giveUp.signal }))
  giveUp.abort()
  expect(await asked).toMatchObject({ kind: 'aborted' })
})
