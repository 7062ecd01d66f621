import type { WebhookEventId } from '../../../kernel/index.ts'
import type { Pipelines } from '../../../modules/pipelines/index.ts'
import { actorOf } from '../callers.ts'
import { type Endpoint, endpoint, pathId } from '../endpoint.ts'
import {
  toEventQuery,
  toWebhookEventDetailJson,
  toWebhookEventJson,
  webhookEventDetail,
  webhookEventPage,
  webhookEventsQuery,
} from '../schemas/webhook-event.ts'
import * as examples from './connection-examples.ts'
import { pageOf } from './example-page.ts'

type Deps = { readonly pipelines: Pipelines }

const tag = 'Connections'
const params = { id: pathId<WebhookEventId>('webhook event') }

export const webhookEventEndpoints = ({ pipelines }: Deps): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/webhook-events',
    access: 'viewer',
    id: 'listWebhookEvents',
    tag,
    summary: 'List the webhooks that came',
    query: webhookEventsQuery,
    responses: {
      200: {
        description: 'A page of them, newest first.',
        schema: webhookEventPage,
        examples: { page: pageOf(examples.webhookEvent) },
      },
    },
    async handle({ query }) {
      const { page, limit } = query
      const found = await pipelines.events(toEventQuery(query), { page, limit })
      return { status: 200, json: { ...found, items: found.items.map(toWebhookEventJson) } }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/v1/webhook-events/{id}',
    access: 'editor',
    id: 'getWebhookEvent',
    tag,
    summary: 'Show a webhook with what it said',
    params,
    responses: {
      200: {
        description: 'The webhook.',
        schema: webhookEventDetail,
        examples: { done: examples.webhookEventDetail },
      },
    },
    handle: async ({ params: { id } }) => ({
      status: 200,
      json: toWebhookEventDetailJson(await pipelines.event(id)),
    }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/v1/webhook-events/{id}/replay',
    access: 'editor',
    id: 'replayWebhookEvent',
    tag,
    summary: 'Have a webhook processed again',
    params,
    responses: { 202: { description: 'It is processed again soon.' } },
    async handle({ params: { id }, facts }) {
      await pipelines.replay(id, actorOf(facts))
      return { status: 202 }
    },
  }),
]
