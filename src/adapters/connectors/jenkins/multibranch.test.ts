import { describe, expect, test } from 'vitest'
import { faultFrom } from '../http/client.contract.ts'
import { describeRecorded, rows } from '../recorded.contract.ts'
import { mostBranches, mostBuildsOfBranch } from './history.ts'
import { aBuild, ask, at, builds, kinds, project, served } from './served.contract.ts'

describe('builds of a multibranch project', () => {
  const branch = (name: string, last: number | null) => ({
    _class: kinds.pipeline,
    name,
    url: `https://ci.example/jenkins/job/org/job/repo/job/${encodeURIComponent(name)}/`,
    lastBuild: last === null ? null : aBuild(last),
  })
  const repo = project('org/repo', 'main')
  /** After the build of the same number of another branch, and before the next. */
  const early = (number: number) => aBuild(number, { timestamp: at + number * 1_000 + 500 })

  test('branches with slashes: each branch has its own path and its own numbers', async () => {
    await using at = await served({
      'job/org/job/repo': {
        jobs: [branch('main', 2), branch('feature%2Fx', 3), branch('new', null)],
      },
      'job/org/job/repo/job/main': { builds: [early(2), early(1)] },
      'job/org/job/repo/job/feature%252Fx': { builds: builds(3) },
    })
    const runs = await at.connector.pipelines(repo, 10, ask)
    expect(runs.map(({ externalId, branch }) => [externalId, branch])).toEqual([
      ['feature%2Fx#3', 'feature/x'],
      ['main#2', 'main'],
      ['feature%2Fx#2', 'feature/x'],
      ['main#1', 'main'],
      ['feature%2Fx#1', 'feature/x'],
    ])
    expect(await at.connector.pipelines(repo, 2, ask)).toHaveLength(2)
    expect(await at.connector.latestPipeline(repo, 'feature/x', ask)).toMatchObject({
      externalId: 'feature%2Fx#3',
    })
    expect(await at.connector.latestPipeline(repo, null, ask)).toMatchObject({
      externalId: 'feature%2Fx#3',
    })
    expect(await at.connector.run(repo, { externalId: 'feature%2Fx#1' }, ask)).toMatchObject({
      externalId: 'feature%2Fx#1',
      branch: 'feature/x',
    })
  })

  test('only the branches that built last are read, and not all builds of them', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `b${index}`)
    await using at = await served({
      'job/org/job/repo': { jobs: names.map((name, index) => branch(name, index + 1)) },
      ...Object.fromEntries(
        names.map((name) => [`job/org/job/repo/job/${name}`, { builds: builds(1) }]),
      ),
    })
    await at.connector.pipelines(repo, 500, ask)
    const asked = at.paths().slice(1)
    expect(asked).toHaveLength(mostBranches)
    expect(asked).toContain('job/org/job/repo/job/b29/api/json')
    expect(asked).not.toContain('job/org/job/repo/job/b9/api/json')
    expect(at.trees()[1]).toMatch(new RegExp(`\\{0,${mostBuildsOfBranch}\\}$`))
  })

  test('a branch that fails is a fault of the whole, one that went away is not', async () => {
    await using at = await served({
      'job/org/job/repo': { jobs: [branch('main', 2), branch('gone', 1)] },
      'job/org/job/repo/job/main': { builds: builds(2) },
    })
    expect(await at.connector.pipelines(repo, 10, ask)).toHaveLength(2)
    at.server.fault('/jenkins/job/org/job/repo/job/main', { kind: 'status', status: 403 })
    expect(await faultFrom(at.connector.pipelines(repo, 10, ask))).toMatchObject({
      kind: 'forbidden',
    })
  })

  test('its branches are its jobs, the one that built last first', async () => {
    await using at = await served({
      'job/org/job/repo': {
        jobs: [branch('main', 2), branch('new', null), branch('feature%2Fx', 3)],
      },
      'job/org/job/repo/job/feature%252Fx': branch('feature%2Fx', 3),
      'job/app': { builds: [] },
    })
    const found = await at.connector.branches(repo, 10, ask)
    expect(found.map(({ name, sha, isDefault }) => [name, sha, isDefault])).toEqual([
      ['feature/x', 'sha3', false],
      ['main', 'sha2', true],
      ['new', null, false],
    ])
    expect(await at.connector.branches(repo, 1, ask)).toHaveLength(1)
    expect(await at.connector.branch(repo, 'feature/x', ask)).toEqual(found[0])
    expect(await at.connector.branch(repo, 'none', ask)).toBeNull()
    expect(await at.connector.branches(project('app'), 10, ask)).toEqual([])
  })
})

describeRecorded('a multibranch project that DevLake recorded', () => {
  test('has all builds of all branches, newest first', async () => {
    const found = rows('devlake/jenkins/builds_multibranch.json')
    const jobs = rows('devlake/jenkins/jobs_multibranch.json').map(({ data }) => data)
    const of = (name: unknown) =>
      found.filter(({ input }) => input?.Name === name).map(({ data }) => data)
    await using at = await served({
      'job/github_org/job/devlake-jenkins': {
        jobs: jobs.map((job) => ({ ...job, lastBuild: of(job.name)[0] ?? null })),
      },
      ...Object.fromEntries(
        jobs.map(({ name }) => [
          `job/github_org/job/devlake-jenkins/job/${name}`,
          { builds: of(name) },
        ]),
      ),
    })
    const runs = await at.connector.pipelines(project('github_org/devlake-jenkins'), 50, ask)
    expect(runs).toHaveLength(15)
    expect(runs[0]?.externalId).toBe('main#4')
    const times = runs.map(({ createdAt }) => createdAt)
    expect(times).toEqual(times.toSorted((one, other) => other - one))
  })
})
