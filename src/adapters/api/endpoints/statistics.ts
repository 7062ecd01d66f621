import type { Clock } from '../../../kernel/index.ts'
import { dayOf, type Pipelines } from '../../../modules/pipelines/index.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { given } from '../schemas/common.ts'
import { daysOf } from '../schemas/day.ts'
import { statistics, statisticsQuery, toStatisticsJson } from '../schemas/statistics.ts'
import * as examples from './pipeline-examples.ts'

type Deps = { readonly pipelines: Pipelines; readonly clock: Clock; readonly timeZone: string }

export const statisticsEndpoints = ({ pipelines, clock, timeZone }: Deps): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/pipelines/stats',
    access: 'viewer',
    id: 'getPipelineStatistics',
    tag: 'Pipelines',
    summary: 'Tell what the runs of some days add up to',
    query: statisticsQuery,
    responses: {
      200: {
        description: 'The figures.',
        schema: statistics,
        examples: { day: examples.statistics },
      },
    },
    async handle({ query }) {
      const { project_id: projectId, connection_id: connectionId } = query
      const range = daysOf(query, dayOf(clock.now(), timeZone))
      const found = await pipelines.statistics({ ...range, ...given({ projectId, connectionId }) })
      return { status: 200, json: toStatisticsJson(found, timeZone) }
    },
  }),
]
