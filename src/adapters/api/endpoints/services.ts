import type { ServiceId } from '../../../kernel/index.ts'
import type { Service, Services } from '../../../modules/services/index.ts'
import { actorOf } from '../callers.ts'
import { type Answer, type Endpoint, endpoint, pathId } from '../endpoint.ts'
import { idempotencyHeader, readIdempotency } from '../idempotency.ts'
import {
  entityTag,
  expectedRev,
  ifMatchHeader,
  type Present,
  parseIfMatch,
  requireMatch,
} from '../preconditions.ts'
import {
  service,
  serviceDraft,
  servicePage,
  servicePatch,
  serviceQuery,
  toServiceJson,
} from '../schemas/service.ts'
import * as examples from './examples.ts'
import { webSocketEndpoint } from './websocket.ts'

type Deps = { readonly services: Services }

export const serviceEndpoints = ({ services }: Deps): Endpoint[] => [
  list(services),
  create(services),
  // Before `…/{id}`, because the first path that fits answers.
  webSocketEndpoint(),
  show(services),
  replace(services),
  patch(services),
  remove(services),
]

const tag = 'Services'
/** How its entity tags begin. */
const kind = 'svc'
const params = { id: pathId<ServiceId>('service') }
const one = {
  description: 'The service.',
  schema: service,
  examples: { service: examples.service },
}
const tagged = { ...one, headers: { ETag: 'The version of the definition, for `If-Match`.' } }
const draft = { schema: serviceDraft, examples: examples.drafts }

const standingOf = {
  UP: 'up',
  DEGRADED: 'degraded',
  DOWN: 'down',
  UNKNOWN: 'unknown',
  PAUSED: 'paused',
} as const

const list = (services: Services) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/services',
    access: 'viewer',
    id: 'listServices',
    tag,
    summary: 'List services',
    query: serviceQuery,
    responses: {
      200: {
        description: 'A page of services.',
        schema: servicePage,
        examples: { page: { items: [examples.service], total: 1, page: 1, limit: 50 } },
      },
    },
    async handle({ query: { page, limit, search, status } }) {
      const found = await services.list({
        page,
        limit,
        search: search ?? null,
        status: status === undefined ? null : standingOf[status],
      })
      return { status: 200, json: { ...found, items: found.items.map(toServiceJson) } }
    },
  })

const create = (services: Services) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/services',
    access: 'editor',
    id: 'createService',
    tag,
    summary: 'Watch a service',
    description: 'Its first check runs within 5 seconds.',
    headers: [idempotencyHeader],
    body: draft,
    responses: {
      201: { ...tagged, headers: { ...tagged.headers, Location: 'Where the service is found.' } },
    },
    async handle({ body, bytes, facts, header }) {
      const idempotency = readIdempotency(header('idempotency-key'), bytes)
      const { value } = await services.create(body, actorOf(facts), idempotency)
      const headers = { ...tagOf(value), Location: `/api/v1/services/${value.id}` }
      return { status: 201, json: toServiceJson(value), headers }
    },
  })

const show = (services: Services) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/services/{id}',
    access: 'viewer',
    id: 'getService',
    tag,
    summary: 'Show a service',
    description: 'The ETag names the version of the definition; the status changes without it.',
    params,
    responses: { 200: tagged },
    handle: async ({ params: { id } }) => answerOf(await services.get(id)),
  })

const replace = (services: Services) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/services/{id}',
    access: 'editor',
    id: 'replaceService',
    tag,
    summary: 'Replace the definition of a service',
    description: 'Fields that are left out get their defaults.',
    params,
    headers: [ifMatchHeader(kind)],
    body: draft,
    responses: { 200: tagged },
    async handle({ params: { id }, header, body, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const change = { input: body, expectedRev: await expectedRev(expectation, now(services, id)) }
      return answerOf((await services.replace(id, change, actorOf(facts))).value)
    },
  })

const patch = (services: Services) =>
  endpoint({
    method: 'PATCH',
    path: '/api/v1/services/{id}',
    access: 'editor',
    id: 'patchService',
    tag,
    summary: 'Change fields of a service',
    params,
    headers: [ifMatchHeader(kind)],
    body: { schema: servicePatch, examples: examples.patches },
    responses: { 200: tagged },
    async handle({ params: { id }, header, body, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const change = { input: body, expectedRev: await expectedRev(expectation, now(services, id)) }
      return answerOf((await services.patch(id, change, actorOf(facts))).value)
    },
  })

const remove = (services: Services) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/services/{id}',
    access: 'editor',
    id: 'deleteService',
    tag,
    summary: 'Stop watching a service',
    description: 'Its history goes with it. `If-Match` is not needed, and holds where it is sent.',
    params,
    headers: [{ ...ifMatchHeader(kind), required: false }],
    responses: { 204: { description: 'It is gone.' } },
    async handle({ params: { id }, header, facts }) {
      // Looked at before, not within the removal: whoever deletes means the whole thing.
      await requireMatch(parseIfMatch(header('if-match'), { kind, id }), now(services, id))
      await services.remove(id, actorOf(facts))
      return { status: 204 }
    },
  })

const now = (services: Services, id: ServiceId): Present => ({
  what: `service ${id}`,
  rev: async () => (await services.get(id)).rev,
})

const tagOf = (of: Service) => ({ ETag: entityTag(kind, of) })
const answerOf = (of: Service): Answer => ({
  status: 200,
  json: toServiceJson(of),
  headers: tagOf(of),
})
