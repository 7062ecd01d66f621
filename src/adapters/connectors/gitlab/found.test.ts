import { describe, expect, test } from 'vitest'
import { csv, describeRecorded, json, rows } from '../recorded.contract.ts'
import { branchOf, branchSchema } from './branch.ts'
import { deploymentOf, deploymentSchema } from './deployment.ts'
import { read } from './fields.ts'
import { inOrder, jobOf, jobSchema } from './job.ts'
import { projectOf, projectSchema } from './project.ts'
import {
  issueOf,
  issueSchema,
  mergeRequestOf,
  mergeRequestSchema,
  userOf,
  userSchema,
} from './work.ts'

const jobFrom = (body: unknown) => jobOf(read(jobSchema, body, 'a job'))
const deploymentFrom = (body: unknown) => deploymentOf(read(deploymentSchema, body, 'a deployment'))

const listOf = (path: string): readonly unknown[] => {
  const list = json(path)
  return Array.isArray(list) ? list : []
}

describe('a job', () => {
  const bridge = {
    id: 7,
    name: 'deploy',
    stage: 'deploy',
    status: 'success',
    allow_failure: true,
    downstream_pipeline: {
      id: 5,
      project_id: 9,
      status: 'failed',
      web_url: 'https://gitlab.example.com/other/-/pipelines/5',
    },
  }

  test('that is a bridge names the pipeline that it started, with a status of its own', () => {
    expect(jobFrom(bridge)).toMatchObject({
      status: 'success',
      allowFailure: true,
      downstream: {
        project: '9',
        run: '5',
        status: 'failed',
        webUrl: 'https://gitlab.example.com/other/-/pipelines/5',
      },
    })
    expect(jobFrom({ ...bridge, downstream_pipeline: null }).downstream).toBeNull()
  })

  test('that still runs has no duration', () => {
    expect(jobFrom({ ...bridge, status: 'running', duration: 9.5 }).durationMs).toBeNull()
    expect(jobFrom({ ...bridge, duration: 9.5 }).durationMs).toBe(9_500)
  })

  test('comes after those that were made before it', () => {
    const jobs = ['10', '9', '100'].map((id) => jobFrom({ ...bridge, id }))
    expect(inOrder(jobs).map(({ externalId }) => externalId)).toEqual(['9', '10', '100'])
  })
})

test('a deployment without a job ends with its last change', () => {
  const made = {
    id: 42,
    status: 'success',
    environment: { name: 'review/x' },
    created_at: '2024-01-01T10:00:00Z',
    updated_at: '2024-01-01T11:00:00Z',
    deployable: null,
  }
  expect(deploymentFrom(made)).toMatchObject({
    environment: 'review/x',
    finishedAt: Date.UTC(2024, 0, 1, 11),
    sourceTime: Date.UTC(2024, 0, 1, 11),
    run: null,
  })
  expect(deploymentFrom({ ...made, status: 'running' }).finishedAt).toBeNull()
})

describeRecorded('recorded answers', () => {
  test('jobs have the durations and times that DevLake expects', () => {
    const jobs = new Map(
      rows('devlake/gitlab/job.json').map(({ data }) => {
        const job = jobFrom(data)
        return [job.externalId, job] as const
      }),
    )
    expect(jobs.size).toBe(75)
    for (const row of csv('devlake/gitlab/expected/cicd_tasks.csv')) {
      const job = jobs.get(row.id?.split(':').at(-1) ?? '')
      expect(job, row.id).toMatchObject({ name: row.name, rawStatus: row.original_status })
      const isOver = ['success', 'failed', 'canceled', 'skipped'].includes(job?.rawStatus ?? '')
      if (isOver && row.duration_sec !== '0' && row.duration_sec !== '') {
        expect(job?.durationMs, row.id).toBe(Math.round(Number(row.duration_sec) * 1_000))
      }
      if (row.finished_date !== '') {
        expect(job?.finishedAt, row.id).toBe(Date.parse(row.finished_date ?? ''))
      }
    }
  })

  test('a trigger job is read like any other', () => {
    const [row] = rows('devlake/gitlab/trigger_job.json')
    expect(jobFrom(row?.data)).toMatchObject({
      stage: 'deploy',
      status: 'success',
      downstream: null,
    })
  })

  test('deployments have their environment, their run and their state', () => {
    const found = rows('devlake/gitlab/deployments.json').map(({ data }) => deploymentFrom(data))
    expect(found.map(({ rawStatus, status }) => `${rawStatus} ${status}`)).toEqual([
      'success success',
      'completed unknown',
      'failed failed',
      'canceled canceled',
      'created pending',
      'running running',
      'blocked waiting',
      // DevLake's own invention, like `completed`.
      'undeployed unknown',
    ])
    expect(found[0]).toMatchObject({
      externalId: '13426753',
      environment: 'staging',
      run: '51653436',
      sha: 'add237f6852e6108ee8e0246780a54ce909c6087',
      finishedAt: Date.parse('2019-03-13T14:17:47.640Z'),
    })
  })

  test('a project, its branches, and who asks', () => {
    expect(projectOf(read(projectSchema, json('go-scm/gitlab/repo.json'), 'a project'))).toEqual({
      externalId: '178504',
      name: 'Diaspora',
      fullName: 'diaspora/diaspora',
      description: null,
      visibility: 'public',
      avatarUrl: null,
      defaultBranch: 'master',
      webUrl: 'https://gitlab.com/diaspora/diaspora',
      lastActivityAt: Date.parse('2015-03-03T18:37:20.795Z'),
      archived: false,
    })
    const branch = {
      name: 'master',
      sha: '7b5c3cc8be40ee161ae89a06bba6229da1032a0c',
      author: 'John Smith',
      message: 'add projects API',
      isDefault: true,
    }
    const lists = ['go-gitlab/list_branches.json', 'go-scm/gitlab/branches.json']
    for (const [first] of lists.map(listOf)) {
      expect(branchOf('master')(read(branchSchema, first, 'a branch'))).toMatchObject(branch)
    }
    expect(userOf(read(userSchema, json('go-scm/gitlab/user.json'), 'a user'))).toMatchObject({
      externalId: '1',
      login: 'john_smith',
      name: 'John Smith',
    })
  })

  test('merge requests and issues', () => {
    const requests = [
      ...listOf('go-scm/gitlab/merges.json'),
      ...rows('devlake/gitlab/merge_requests.json').map(({ data }) => data),
    ].map((body) => mergeRequestOf(read(mergeRequestSchema, body, 'a merge request')))
    expect(requests).toHaveLength(13)
    expect(requests[0]).toMatchObject({
      number: 1,
      title: 'JS fix',
      author: 'Drew Blessing',
      sourceBranch: 'fix',
      targetBranch: 'master',
      draft: false,
    })
    const issues = rows('devlake/gitlab/issues.json').map(({ data }) =>
      issueOf(read(issueSchema, data, 'an issue')),
    )
    expect(issues.every(({ number, title }) => number > 0 && title !== '')).toBe(true)
  })
})
