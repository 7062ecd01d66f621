import { expect, test } from 'vitest'
import type { ProjectKey } from '../../../modules/pipelines/index.ts'
import { describeRecorded, json, rows } from '../recorded.contract.ts'
import { ask, served } from './served.contract.ts'

describeRecorded('answers that were recorded', () => {
  const list = (path: string) => Object(json(path)).values
  const key = (fullName: string): ProjectKey => ({
    externalId: '{r}',
    fullName,
    defaultBranch: 'master',
  })

  test('DevLake’s pipelines come newest first, and none took 146 s', async () => {
    const seen = new Set<unknown>()
    const pipelines = rows('devlake/bitbucket/pipelines.json')
      .map(({ data }) => data)
      .filter(
        ({ uuid, state }) => Object(state).name !== undefined && !seen.has(uuid) && seen.add(uuid),
      )
    await using at = await served({ 'repositories/likyh/likyhphp/pipelines': pipelines })
    const runs = await at.connector.pipelines(key('likyh/likyhphp'), 100, ask)
    expect(runs).toHaveLength(pipelines.length)
    const times = runs.map(({ createdAt }) => createdAt)
    expect(times).toEqual(times.toSorted((one, other) => other - one))
    expect(runs.find(({ externalId }) => externalId.startsWith('{d7bf8394'))?.durationMs).toBe(
      18_000,
    )
  })

  test('workspaces, repositories and a user of go-scm are understood', async () => {
    await using at = await served({
      'user/workspaces': list('go-scm/bitbucket/user_workspaces.json'),
      'repositories/my-workspace': list('go-scm/bitbucket/repos.json'),
      'repositories/team-workspace': rows('devlake/bitbucket/repositories.json').map(
        ({ data }) => data,
      ),
      user: Object(json('go-scm/bitbucket/user.json')),
    })
    expect(
      (await at.connector.projects(ask)).map(({ fullName, defaultBranch }) => [
        fullName,
        defaultBranch,
      ]),
    ).toEqual([
      ['atlassian/stash-example-plugin', 'master'],
      ['likyh/likyhphp', 'master'],
    ])
    expect(await at.connector.currentUser?.(ask)).toMatchObject({
      login: 'brydzewski',
      name: 'Brad Rydzewski',
      externalId: '{87bb15eb-47c1-49b3-9f16-ca824a2979a4}',
    })
  })

  test('an empty address of a next page ends a list', async () => {
    const whole = Object(json('go-scm/bitbucket/user_workspaces.json'))
    expect(whole.next).toBe('')
    await using at = await served({
      'user/workspaces': () => ({ body: whole }),
      'repositories/my-workspace': [],
      'repositories/team-workspace': [],
    })
    expect(await at.connector.projects(ask)).toEqual([])
  })

  test('branches and pull requests of go-scm and DevLake are understood', async () => {
    await using at = await served({
      'repositories/a/b/refs/branches': list('go-scm/bitbucket/branches.json'),
      'repositories/a/b/pullrequests': rows('devlake/bitbucket/pull_requests.json').map(
        ({ data }) => data,
      ),
    })
    expect((await at.connector.branches(key('a/b'), 1, ask))[0]).toMatchObject({
      name: 'master',
      sha: 'a6e5e7d797edf751cbd839d6bd4aef86c941eec9',
      author: 'Adam Ahmed',
      message: 'Add Apache 2.0 License',
      isDefault: true,
    })
    const pulls = await at.connector.mergeRequests?.(key('a/b'), 50, ask)
    expect(pulls?.find(({ number }) => number === 40)).toMatchObject({
      title: 'Test016',
      sourceBranch: 'test016',
      targetBranch: 'master',
      webUrl: 'https://bitbucket.org/likyh/likyhphp/pull-requests/40',
    })
  })
})
