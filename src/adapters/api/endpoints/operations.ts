import type { StatusCode } from 'hono/utils/http-status'
import type { Clock } from '../../../kernel/index.ts'
import { type Answer, type Endpoint, endpoint } from '../endpoint.ts'
import type { Operations } from '../ports.ts'
import { health, probe, toHealthJson } from '../schemas/operations.ts'
import * as examples from './examples.ts'

type Deps = {
  readonly operations: Operations
  readonly clock: Clock
  readonly publicMetrics: boolean
}

const tag = 'Operations'

export const operationsEndpoints = ({ operations, clock, publicMetrics }: Deps): Endpoint[] => [
  healthReport({ path: '/api/health', id: 'getHealth' }, { operations, clock }),
  healthReport({ path: '/healthz', id: 'getHealthz' }, { operations, clock }),
  liveness(operations),
  readiness(operations),
  endpoint({
    method: 'GET',
    path: '/metrics',
    access: publicMetrics ? 'public' : 'viewer',
    id: 'getMetrics',
    tag,
    summary: 'Pharos’ own metrics, for Prometheus',
    responses: {
      200: {
        description: 'Prometheus’ text format 0.0.4.',
        type: 'text/plain; version=0.0.4; charset=utf-8',
        examples: { metrics: examples.metrics },
      },
    },
    async handle() {
      return { status: 200, text: await operations.metrics() }
    },
  }),
]

const healthReport = (
  at: { readonly path: string; readonly id: string },
  deps: Pick<Deps, 'operations' | 'clock'>,
) =>
  endpoint({
    ...at,
    method: 'GET',
    access: 'public',
    tag,
    summary: `How Pharos itself is${at.path === '/healthz' ? ', under another name' : ''}`,
    description:
      'It is 200 for as long as the process makes progress; `status` and `checks` name what is degraded.',
    responses: {
      200: {
        description: 'It works, perhaps not all of it.',
        schema: health,
        examples: { ok: examples.health },
      },
      503: {
        description: 'A loop is stuck.',
        schema: health,
        examples: { stalled: examples.stalled },
      },
    },
    handle() {
      const report = toHealthJson(deps.operations.health(), deps.clock.now())
      if (report.status !== 'stalled') return { status: 200, json: report }
      return { status: 503, json: report, headers: { 'Retry-After': '5' } }
    },
  })

/**
 * Only whether the loops move: were it to look at the database, an outage of that would restart
 * every process that waits for it.
 */
const liveness = (operations: Operations) =>
  endpoint({
    method: 'GET',
    path: '/livez',
    access: 'public',
    id: 'getLivez',
    tag,
    summary: 'Does the process make progress?',
    description: 'For a liveness probe: restart it when this fails.',
    responses: probeResponses('stalled'),
    handle: () =>
      operations.health().progressing
        ? answerOf(200, 'ok', [])
        : answerOf(503, 'stalled', ['a loop has work to do and does not move']),
  })

const readiness = (operations: Operations) =>
  endpoint({
    method: 'GET',
    path: '/readyz',
    access: 'public',
    id: 'getReadyz',
    tag,
    summary: 'Can the process serve?',
    description: 'For a readiness probe: it can commit, and is not about to stop.',
    responses: probeResponses('not_ready'),
    async handle() {
      const state = await operations.readiness()
      return state.ready ? answerOf(200, 'ok', []) : answerOf(503, 'not_ready', state.reasons)
    },
  })

const probeResponses = (no: 'stalled' | 'not_ready') => ({
  200: { description: 'Yes.', schema: probe, examples: { ok: { status: 'ok', reasons: [] } } },
  503: {
    description: 'No, and why not.',
    schema: probe,
    examples: { no: { status: no, reasons: ['the database does not answer'] } },
  },
})

const answerOf = (code: StatusCode, status: string, reasons: readonly string[]): Answer => ({
  status: code,
  json: { status, reasons },
  ...(code === 503 && { headers: { 'Retry-After': '5' } }),
})
