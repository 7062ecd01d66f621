import type { Clock, ServiceId } from '../../../kernel/index.ts'
import {
  type OutcomeReader,
  uptimeOf,
  uptimeWindowOf,
  windowOf,
} from '../../../modules/checks/index.ts'
import type { Services } from '../../../modules/services/index.ts'
import { type Endpoint, endpoint, pathId } from '../endpoint.ts'
import {
  series,
  seriesQuery,
  toSeriesJson,
  toUptimeJson,
  uptime,
  uptimeQuery,
} from '../schemas/history.ts'
import * as examples from './examples.ts'

type Deps = {
  readonly services: Services
  readonly outcomes: Pick<OutcomeReader, 'seriesOf'>
  readonly clock: Clock
}

const shared = {
  method: 'GET',
  access: 'viewer',
  tag: 'Services',
  params: { id: pathId<ServiceId>('service') },
} as const

export const historyEndpoints = ({ services, outcomes, clock }: Deps): Endpoint[] => [
  endpoint({
    ...shared,
    path: '/api/v1/services/{id}/uptime',
    id: 'getUptime',
    summary: 'Tell how much of its time a service was up',
    description:
      'Only observed time counts: what was missed, in maintenance or paused is left out, and told beside the figure.',
    query: uptimeQuery,
    responses: {
      200: {
        description: 'The uptime, with its coverage.',
        schema: uptime,
        examples: { month: examples.uptime },
      },
    },
    async handle({ params: { id }, query: { range } }) {
      const { intervalMs, createdAt } = await services.get(id)
      const now = clock.now()
      const found = await outcomes.seriesOf(id, uptimeWindowOf(range, intervalMs, now))
      const figures = uptimeOf(found, { since: createdAt, now })
      return { status: 200, json: toUptimeJson({ ...found, id, range }, figures) }
    },
  }),
  endpoint({
    ...shared,
    path: '/api/v1/services/{id}/series',
    id: 'getSeries',
    summary: 'Show what the checks of a service found over time',
    description: 'Added up in at most 120 equal parts, as the charts show them.',
    query: seriesQuery,
    responses: {
      200: {
        description: 'The parts, the oldest first.',
        schema: series,
        examples: { month: examples.series },
      },
    },
    async handle({ params: { id }, query: { range } }) {
      const { intervalMs } = await services.get(id)
      const found = await outcomes.seriesOf(id, windowOf(range, intervalMs, clock.now()))
      return { status: 200, json: toSeriesJson({ id, range }, found) }
    },
  }),
]
