import type { ServiceId } from '../../../kernel/index.ts'
import type { OutcomeReader } from '../../../modules/checks/index.ts'
import type { Services } from '../../../modules/services/index.ts'
import { type Endpoint, endpoint, pathId } from '../endpoint.ts'
import { pageQuery } from '../schemas/common.ts'
import { outcomePage, toOutcomeJson } from '../schemas/outcome.ts'
import * as examples from './examples.ts'

type Deps = {
  readonly services: Services
  readonly outcomes: Pick<OutcomeReader, 'outcomesOf'>
}

export const healthCheckEndpoints = ({ services, outcomes }: Deps): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/services/{id}/health-checks',
    access: 'viewer',
    id: 'listHealthChecks',
    tag: 'Services',
    summary: 'List what the checks of a service found',
    description: 'Newest first. Every scheduled check is here, those that were missed too.',
    params: { id: pathId<ServiceId>('service') },
    query: pageQuery,
    responses: {
      200: {
        description: 'A page of outcomes.',
        schema: outcomePage,
        examples: { page: { items: examples.outcomes, total: 3, page: 1, limit: 50 } },
      },
    },
    async handle({ params: { id }, query }) {
      await services.get(id)
      const found = await outcomes.outcomesOf(id, query)
      return { status: 200, json: { ...found, items: found.items.map(toOutcomeJson) } }
    },
  }),
]
