import type { Clock, RunId } from '../../../kernel/index.ts'
import type { Pipelines } from '../../../modules/pipelines/index.ts'
import { type Endpoint, endpoint, pathId } from '../endpoint.ts'
import { runPage, runsQuery, toRunJson, toRunQuery } from '../schemas/run.ts'
import { runDetail, toRunDetailJson } from '../schemas/run-detail.ts'
import { pageOf } from './example-page.ts'
import * as examples from './pipeline-examples.ts'
import { runsSocketEndpoint } from './websocket.ts'

type Deps = { readonly pipelines: Pipelines; readonly clock: Clock; readonly staleMs: number }

const tag = 'Pipelines'
const params = { id: pathId<RunId>('run') }

export const runEndpoints = ({ pipelines, clock, staleMs }: Deps): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/pipelines',
    access: 'viewer',
    id: 'listPipelines',
    tag,
    summary: 'List the runs of all projects',
    query: runsQuery,
    responses: {
      200: {
        description: 'A page of runs, newest first.',
        schema: runPage,
        examples: { page: pageOf(examples.run) },
      },
    },
    async handle({ query }) {
      const { page, limit } = query
      const found = await pipelines.runs(toRunQuery(query), { page, limit })
      return { status: 200, json: { ...found, items: found.items.map(toRunJson) } }
    },
  }),
  // Before the route with a parameter: `ws` is no run.
  runsSocketEndpoint(),
  endpoint({
    method: 'GET',
    path: '/api/v1/pipelines/{id}',
    access: 'viewer',
    id: 'getPipeline',
    tag,
    summary: 'Show a run with its attempts, its jobs, and the runs around it',
    params,
    responses: {
      200: {
        description: 'The run.',
        schema: runDetail,
        examples: { failed: examples.runDetail, loading: { ...examples.runDetail, jobs: null } },
      },
    },
    async handle({ params: { id } }) {
      const of = await pipelines.run(id)
      return { status: 200, json: toRunDetailJson(of, { staleMs, now: clock.now() }) }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/api/v1/pipelines/{id}/rerun',
    access: 'editor',
    id: 'rerunPipeline',
    tag,
    summary: 'Have a run started again at its platform',
    params,
    responses: { 202: { description: 'The platform is asked soon.' } },
    async handle({ params: { id } }) {
      await pipelines.rerun(id)
      return { status: 202 }
    },
  }),
]
