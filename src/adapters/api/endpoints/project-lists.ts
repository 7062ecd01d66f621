import type { Clock, ProjectId } from '../../../kernel/index.ts'
import { dayOf, type Pipelines } from '../../../modules/pipelines/index.ts'
import { type Endpoint, endpoint, pathId } from '../endpoint.ts'
import { pageQuery } from '../schemas/common.ts'
import { insightsQuery, startOf } from '../schemas/day.ts'
import {
  branchPage,
  insights,
  issuePage,
  mergeRequestPage,
  toBranchJson,
  toInsightsJson,
  toIssueJson,
  toMergeRequestJson,
  toSnapshotJson,
} from '../schemas/project-lists.ts'
import { pageOf } from './example-page.ts'
import * as examples from './pipeline-examples.ts'

type Deps = { readonly pipelines: Pipelines; readonly clock: Clock; readonly timeZone: string }

export const projectListEndpoints = (deps: Deps): Endpoint[] => [
  branches(deps),
  mergeRequests(deps),
  issues(deps),
  insight(deps),
]

const shared = {
  method: 'GET',
  access: 'viewer',
  tag: 'Projects',
  params: { id: pathId<ProjectId>('project') },
} as const

const branches = ({ pipelines }: Deps) =>
  endpoint({
    ...shared,
    path: '/api/v1/projects/{id}/branches',
    id: 'listBranches',
    summary: 'List the branches of a project',
    query: pageQuery,
    responses: {
      200: {
        description: 'A page of branches.',
        schema: branchPage,
        examples: { page: pageOf(examples.branch) },
      },
    },
    async handle({ params: { id }, query }) {
      await pipelines.project(id)
      const found = await pipelines.branches(id, query)
      return { status: 200, json: { ...found, items: found.items.map(toBranchJson) } }
    },
  })

const asked =
  'It is read from the platform when somebody looks. While it is `loading`, ask again in a second.'

const mergeRequests = ({ pipelines }: Deps) =>
  endpoint({
    ...shared,
    path: '/api/v1/projects/{id}/merge-requests',
    id: 'listMergeRequests',
    summary: 'List the open merge requests of a project',
    description: asked,
    query: pageQuery,
    responses: {
      200: {
        description: 'A page of merge requests, and how old the list is.',
        schema: mergeRequestPage,
        examples: {
          fresh: { ...examples.fresh, ...pageOf(examples.mergeRequest) },
          loading: { ...examples.loading, ...pageOf() },
        },
      },
    },
    async handle({ params: { id }, query }) {
      const found = await pipelines.snapshot(id, 'merge_requests')
      return { status: 200, json: toSnapshotJson(found, toMergeRequestJson, query) }
    },
  })

const issues = ({ pipelines }: Deps) =>
  endpoint({
    ...shared,
    path: '/api/v1/projects/{id}/issues',
    id: 'listIssues',
    summary: 'List the open issues of a project',
    description: asked,
    query: pageQuery,
    responses: {
      200: {
        description: 'A page of issues, and how old the list is.',
        schema: issuePage,
        examples: { fresh: { ...examples.fresh, ...pageOf(examples.issue) } },
      },
    },
    async handle({ params: { id }, query }) {
      const found = await pipelines.snapshot(id, 'issues')
      return { status: 200, json: toSnapshotJson(found, toIssueJson, query) }
    },
  })

const insight = ({ pipelines, clock, timeZone }: Deps) =>
  endpoint({
    ...shared,
    path: '/api/v1/projects/{id}/insights',
    id: 'getInsights',
    summary: 'Tell which jobs are flaky, and how long the default branch was red',
    query: insightsQuery,
    responses: {
      200: {
        description: 'What the runs of these days tell.',
        schema: insights,
        examples: { month: examples.insights },
      },
    },
    async handle({ params: { id }, query: { days } }) {
      await pipelines.project(id)
      const to = clock.now()
      const from = startOf(dayOf(to, timeZone) - days + 1, timeZone)
      const found = await pipelines.insights(id, from, to)
      return { status: 200, json: toInsightsJson(found, { projectId: id, from, to }) }
    },
  })
