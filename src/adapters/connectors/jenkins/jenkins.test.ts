import { describe, expect, test } from 'vitest'
import { faultFrom } from '../http/client.contract.ts'
import { authorizationOf } from './client.ts'
import { jenkins } from './jenkins.ts'
import { aBuild, ask, at, builds, item, project, served } from './served.contract.ts'

describe('settings', () => {
  const url = 'https://ci.example/jenkins'

  test('an address and a token are enough', () => {
    expect(jenkins.config.parse({ url, token: ' t ' })).toEqual({ url, user: '', token: 't' })
    expect(jenkins.destination({ url: `${url}/` })).toBe(url)
  })

  test.each([
    {},
    { url },
    { url: 'ci.example', token: 't' },
    { url: 'https://ann:t@ci.example', token: 't' },
    { url, token: 't\n' + 'x' },
    { url, token: 't', user: 'a:b' },
    { url, token: 't', colour: 'red' },
  ])('%j is refused', (settings) => {
    expect(jenkins.config.safeParse(settings).success).toBe(false)
  })

  test.each([
    ['ann', 't0ken', 'Basic', 'ann:t0ken'],
    ['ann', 'ann:t0ken', 'Basic', 'ann:t0ken'],
    ['', 'ann:t0ken', 'Basic', 'ann:t0ken'],
    ['', 't0ken', 'Bearer', null],
  ])('the user %j with the token %j goes as %s', (user, token, scheme, pair) => {
    const sent = authorizationOf(user, token)
    expect(sent).toBe(`${scheme} ${pair === null ? token : Buffer.from(pair).toString('base64')}`)
  })
})

test('it asks below the context path, and opens the token last', async () => {
  const me = { id: 'ann', fullName: 'Ann Other', absoluteUrl: 'https://ci.example/user/ann' }
  await using at = await served({ me }, { token: 'ann:token' })
  expect(await at.connector.currentUser?.(ask)).toEqual({
    externalId: 'ann',
    login: 'ann',
    name: 'Ann Other',
    avatarUrl: null,
    webUrl: 'https://ci.example/user/ann',
  })
  expect(at.server.log[0]?.path).toBe('/jenkins/me/api/json')
})

test('a wrong token is no empty list', async () => {
  await using at = await served({ '': { jobs: [] } }, { token: 'another' })
  expect(await faultFrom(at.connector.projects(ask))).toMatchObject({ kind: 'unauthorized' })
})

describe('projects', () => {
  const routes = {
    '': {
      jobs: [
        item('folder', 'Team', { jobs: [{ name: 'sub' }] }),
        item('organization', 'org', { jobs: [{ name: 'repo' }] }),
        item('pipeline', 'app', { buildable: true, color: 'blue', lastBuild: { timestamp: at } }),
      ],
    },
    'job/Team': {
      jobs: [
        item('folder', 'Team/sub folder', { jobs: [] }),
        item('freestyle', 'Team/old', { buildable: false, color: 'disabled' }),
      ],
    },
    'job/Team/job/sub%20folder': { jobs: [item('pipeline', 'Team/sub folder/deploy')] },
    'job/org': {
      jobs: [
        item('multibranch', 'org/repo', {
          jobs: [{ name: 'feature%2Fx' }, { name: 'master' }, { name: 'main' }],
        }),
        item('multibranch', 'org/empty', { jobs: [] }),
      ],
    },
  }

  test('folders and organizations are followed, a multibranch project is one', async () => {
    await using at = await served(routes)
    const found = await at.connector.projects(ask)
    expect(
      found.map(({ fullName, defaultBranch, archived }) => [fullName, defaultBranch, archived]),
    ).toEqual([
      ['app', null, false],
      ['Team/old', null, true],
      ['org/repo', 'main', false],
      ['org/empty', null, false],
      ['Team/sub folder/deploy', null, false],
    ])
    expect(found[0]).toEqual({
      externalId: 'app',
      name: 'app',
      fullName: 'app',
      description: null,
      visibility: null,
      avatarUrl: null,
      defaultBranch: null,
      webUrl: 'https://ci.example/jenkins/app',
      lastActivityAt: 1_711_277_551_963,
      archived: false,
    })
    expect(await at.connector.projectCount(ask)).toEqual({ kind: 'exact', count: 5 })
  })

  test('each folder is one call with a tree and never a depth', async () => {
    await using at = await served(routes)
    await at.connector.projects(ask)
    expect(at.paths()).toEqual([
      'api/json',
      'job/Team/api/json',
      'job/org/api/json',
      'job/Team/job/sub folder/api/json',
    ])
    expect(at.server.log.map(({ path }) => path).join()).not.toContain('depth')
    for (const tree of at.trees()) expect(tree).toMatch(/^jobs\[.*\]\{0,10001\}$/)
  })

  test('a folder that fails is a fault of the whole list', async () => {
    await using at = await served(routes)
    at.server.fault('/jenkins/job/org', { kind: 'status', status: 403 })
    expect(await faultFrom(at.connector.projects(ask))).toMatchObject({ kind: 'forbidden' })
  })

  test('a folder that went away in between has no jobs', async () => {
    const { 'job/org': _, ...others } = routes
    await using at = await served(others)
    expect((await at.connector.projects(ask)).map(({ fullName }) => fullName)).not.toContain(
      'org/repo',
    )
  })

  test('a page for people is no list', async () => {
    await using at = await served(routes)
    at.server.fault('/jenkins/api/json', { kind: 'html' })
    expect(await faultFrom(at.connector.projects(ask))).toMatchObject({ kind: 'malformed' })
  })

  test('folders in folders without an end are a fault', async () => {
    const endless = (asked: { path: string }) => {
      const name = `${'x/'.repeat(asked.path.split('job/').length - 1)}x`
      return { body: { jobs: [item('folder', name, { jobs: [] })] } }
    }
    const names = Array.from({ length: 25 }, (_, depth) =>
      'job/x/'.repeat(depth).replace(/\/$/, ''),
    )
    await using at = await served(
      Object.fromEntries(names.map((name) => [`${name}${name && '/'}api/json`, endless])),
    )
    expect(await faultFrom(at.connector.projects(ask))).toMatchObject({ kind: 'misconfigured' })
  })
})

describe('builds of a job', () => {
  test('trap 9: they are asked for with a range, and never more than wanted', async () => {
    await using at = await served({ 'job/app': { builds: builds(250) } })
    const runs = await at.connector.pipelines(project('app'), 120, ask)
    expect(runs.map(({ number }) => number)).toEqual(Array.from({ length: 120 }, (_, i) => 250 - i))
    expect(at.trees()[0]).toMatch(/^allBuilds\[.*\]\{0,120\},jobs\[/)
    expect(at.server.log).toHaveLength(1)
  })

  test('the newest is the last build, whatever became of it; none is none', async () => {
    const running = aBuild(9, { building: true, result: null, duration: 0 })
    await using at = await served({
      'job/app': { builds: [running, ...builds(8)] },
      'job/new': { builds: [] },
    })
    expect(await at.connector.latestPipeline(project('app'), null, ask)).toMatchObject({
      externalId: '9',
      status: 'running',
    })
    expect(at.paths()).toEqual(['job/app/lastBuild/api/json'])
    expect(await at.connector.latestPipeline(project('new'), null, ask)).toBeNull()
  })

  test('the newest of a branch is looked for among the newest', async () => {
    const other = {
      actions: [{ lastBuiltRevision: { SHA1: 'x', branch: [{ name: 'origin/fix/y' }] } }],
    }
    await using at = await served({
      'job/app': { builds: [...builds(3).slice(0, 1), aBuild(2, other), aBuild(1, other)] },
    })
    expect(await at.connector.latestPipeline(project('app'), 'fix/y', ask)).toMatchObject({
      externalId: '2',
    })
    expect(await at.connector.latestPipeline(project('app'), 'none', ask)).toBeNull()
  })

  test('one build is found by its number', async () => {
    await using at = await served({ 'job/app': { builds: builds(3) } })
    expect(await at.connector.run(project('app'), { externalId: '2' }, ask)).toMatchObject({
      sha: 'sha2',
    })
    expect(await at.connector.run(project('app'), { externalId: '7' }, ask)).toBeNull()
    expect(await at.connector.run(project('app'), { externalId: 'lastBuild' }, ask)).toBeNull()
    expect(at.server.log).toHaveLength(2)
  })

  test('a job that is gone is a fault, and no empty history', async () => {
    await using at = await served({})
    expect(await faultFrom(at.connector.pipelines(project('app'), 5, ask))).toMatchObject({
      kind: 'not_found',
    })
  })
})

describe('stages', () => {
  test('are the jobs of a build, where the server has the plugin for it', async () => {
    const stage = {
      id: '6',
      name: 'Build',
      status: 'SUCCESS',
      startTimeMillis: at,
      durationMillis: 30,
      pauseDurationMillis: 10,
    }
    await using served1 = await served({
      'job/org/job/repo/job/feature%252Fx/4/wfapi/describe': { stages: [stage] },
    })
    const key = { externalId: 'feature%2Fx#4', attempt: 1 }
    expect(await served1.connector.jobs?.(project('org/repo'), key, ask)).toMatchObject([
      { externalId: '6', name: 'Build', status: 'success', durationMs: 20, queuedMs: 10 },
    ])
    const none = { externalId: '5', attempt: 1 }
    expect(await served1.connector.jobs?.(project('app'), none, ask)).toEqual([])
  })
})

describe('building again', () => {
  const key = { externalId: 'feature%2Fx#4', attempt: 1 }

  test('builds the job of the branch', async () => {
    await using at = await served({
      'POST job/org/job/repo/job/feature%252Fx/build': () => ({ status: 201 }),
    })
    await at.connector.rerun?.(project('org/repo'), key, ask)
    expect(at.server.log).toMatchObject([{ method: 'POST', body: '' }])
  })

  test('with the parameters as they are by default', async () => {
    await using at = await served({
      'POST job/app/build': () => ({ status: 400 }),
      'POST job/app/buildWithParameters': () => ({ status: 201 }),
    })
    await at.connector.rerun?.(project('app'), { externalId: '4', attempt: 1 }, ask)
    expect(at.paths()).toEqual(['job/app/build', 'job/app/buildWithParameters'])
  })

  test('is a fault where the account may not', async () => {
    await using at = await served({ 'POST job/app/build': () => ({ status: 403 }) })
    const run = { externalId: '4', attempt: 1 }
    expect(
      await faultFrom(Promise.resolve(at.connector.rerun?.(project('app'), run, ask))),
    ).toMatchObject({
      kind: 'forbidden',
    })
  })
})

test('it ends at once when the caller gives up', async () => {
  await using at = await served({ 'job/app': { builds: builds(3) } })
  at.server.fault('/jenkins/job/app', { kind: 'hang' })
  const giveUp = new AbortController()
  const asked = faultFrom(
    at.connector.pipelines(project('app'), 5, { ...ask, signal: giveUp.signal }),
  )
  giveUp.abort()
  expect(await asked).toMatchObject({ kind: 'aborted' })
})
