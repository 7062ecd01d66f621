import type { Pipelines } from '../../../modules/pipelines/index.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import {
  deploymentPage,
  deploymentsQuery,
  environments,
  environmentsQuery,
  toDeploymentJson,
  toDeploymentQuery,
  toEnvironmentsJson,
} from '../schemas/deployment.ts'
import { pageOf } from './example-page.ts'
import * as examples from './pipeline-examples.ts'

type Deps = { readonly pipelines: Pipelines }

const shared = { method: 'GET', access: 'viewer', tag: 'Pipelines' } as const

export const deploymentEndpoints = ({ pipelines }: Deps): Endpoint[] => [
  endpoint({
    ...shared,
    path: '/api/v1/deployments',
    id: 'listDeployments',
    summary: 'List deployments',
    query: deploymentsQuery,
    responses: {
      200: {
        description: 'A page of deployments, newest first.',
        schema: deploymentPage,
        examples: { page: pageOf(examples.deployment) },
      },
    },
    async handle({ query }) {
      const { page, limit } = query
      const found = await pipelines.deployments(toDeploymentQuery(query), { page, limit })
      return { status: 200, json: { ...found, items: found.items.map(toDeploymentJson) } }
    },
  }),
  endpoint({
    ...shared,
    path: '/api/v1/environments',
    id: 'listEnvironments',
    summary: 'Show what is deployed where',
    query: environmentsQuery,
    responses: {
      200: {
        description: 'Projects by environments.',
        schema: environments,
        examples: { matrix: examples.environments },
      },
    },
    handle: async ({ query: { limit } }) => ({
      status: 200,
      json: toEnvironmentsJson(await pipelines.environments(limit)),
    }),
  }),
]
