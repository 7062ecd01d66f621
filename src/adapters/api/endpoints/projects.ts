import type { Clock, ProjectId } from '../../../kernel/index.ts'
import type { Pipelines } from '../../../modules/pipelines/index.ts'
import { type Endpoint, endpoint, pathId } from '../endpoint.ts'
import {
  project,
  projectPage,
  projectsQuery,
  toProjectJson,
  toProjectQuery,
} from '../schemas/project.ts'
import { projectRunsQuery, runPage, toRunJson, toRunQuery } from '../schemas/run.ts'
import { pageOf } from './example-page.ts'
import * as examples from './pipeline-examples.ts'

type Deps = { readonly pipelines: Pipelines; readonly clock: Clock; readonly staleMs: number }

export const projectEndpoints = (deps: Deps): Endpoint[] => [
  list(deps),
  show(deps),
  refresh(deps),
  runs(deps),
]

const tag = 'Projects'
const params = { id: pathId<ProjectId>('project') }

const list = ({ pipelines, clock, staleMs }: Deps) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/projects',
    access: 'viewer',
    id: 'listProjects',
    tag,
    summary: 'List the projects of all platforms',
    query: projectsQuery,
    responses: {
      200: {
        description: 'A page of projects.',
        schema: projectPage,
        examples: { page: pageOf(examples.project) },
      },
    },
    async handle({ query }) {
      const { page, limit } = query
      const found = await pipelines.projects(toProjectQuery(query), { page, limit })
      const looking = { staleMs, now: clock.now() }
      const items = found.items.map((of) => toProjectJson(of, looking))
      return { status: 200, json: { ...found, items } }
    },
  })

const show = ({ pipelines, clock, staleMs }: Deps) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/projects/{id}',
    access: 'viewer',
    id: 'getProject',
    tag,
    summary: 'Show a project',
    params,
    responses: {
      200: { description: 'The project.', schema: project, examples: { red: examples.project } },
    },
    async handle({ params: { id } }) {
      const of = await pipelines.project(id)
      return { status: 200, json: toProjectJson(of, { staleMs, now: clock.now() }) }
    },
  })

const refresh = ({ pipelines }: Deps) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/projects/{id}/refresh',
    access: 'editor',
    id: 'refreshProject',
    tag,
    summary: 'Have a project looked at now',
    params,
    responses: { 202: { description: 'It is looked at soon.' } },
    async handle({ params: { id } }) {
      await pipelines.refresh(id)
      return { status: 202 }
    },
  })

const runs = ({ pipelines }: Deps) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/projects/{id}/pipelines',
    access: 'viewer',
    id: 'listProjectPipelines',
    tag,
    summary: 'List the runs of a project',
    params,
    query: projectRunsQuery,
    responses: {
      200: {
        description: 'A page of runs, newest first.',
        schema: runPage,
        examples: { page: pageOf(examples.run) },
      },
    },
    async handle({ params: { id }, query }) {
      // One that is not there has no runs either, and is told apart from one that has none yet.
      await pipelines.project(id)
      const { page, limit } = query
      const filters = toRunQuery({ ...query, project_id: id, connection_id: undefined })
      const found = await pipelines.runs(filters, { page, limit })
      return { status: 200, json: { ...found, items: found.items.map(toRunJson) } }
    },
  })
