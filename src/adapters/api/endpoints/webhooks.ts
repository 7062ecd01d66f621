import { type ConnectionId, notFound, Refusal } from '../../../kernel/index.ts'
import type { Connections, Intake } from '../../../modules/pipelines/index.ts'
import {
  type Answer,
  type Endpoint,
  endpoint,
  type PathParam,
  pathId,
  type RawRequest,
} from '../endpoint.ts'
import { webhook } from '../schemas/connection.ts'
import { received, webhookQuery } from '../schemas/webhook-event.ts'
import * as examples from './connection-examples.ts'

type Deps = {
  readonly connections: Connections
  readonly intake: Intake
  readonly publicUrl: string | null
}

export const webhookEndpoints = ({ connections, intake, publicUrl }: Deps): Endpoint[] => [
  address(connections, publicUrl),
  receive(intake),
  receiveWithToken(intake),
]

const tag = 'Connections'

const address = (connections: Connections, publicUrl: string | null) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/connections/{id}/webhook',
    access: 'editor',
    id: 'getWebhook',
    tag,
    summary: 'Show how to have a platform tell what happens',
    description: 'The secret is shown, so viewers do not see it.',
    params: { id: pathId<ConnectionId>('connection') },
    responses: {
      200: {
        description: 'The address, the secret, and where they go.',
        schema: webhook,
        examples: { github: examples.webhook },
      },
    },
    async handle({ params: { id }, origin }) {
      const of = await connections.get(id)
      const webhooks = connections.platforms.webhooksOf(of.platform)
      if (webhooks === null) throw notFound('webhook of connection', id)
      const base = (publicUrl ?? origin).replace(/\/+$/, '')
      const url = `${base}/api/v1/webhooks/${encodeURIComponent(of.name)}`
      const json = { url, secret: connections.secretOf(of), steps: [...webhooks.steps] }
      return { status: 200, json }
    },
  })

const connection: PathParam<string> = {
  noun: 'connection',
  description: 'The name of the connection, or its id',
  schema: { type: 'string', pattern: '^.{1,100}$' },
  example: 'github-main',
  // Any text: all that is wrong with one is told in the same words, which do not repeat it.
  parse: (text) => text,
}

const token: PathParam<string> = {
  noun: 'connection',
  description: 'The secret of its webhooks',
  schema: { type: 'string', pattern: '^.{1,1000}$' },
  example: 'whsec_…',
  parse: (text) => text,
}

/** As much as GitHub and GitLab send at most. */
const mostBytes = 26_214_400

const shared = {
  method: 'POST',
  access: 'public',
  tag,
  exactBody: { description: 'What the platform sends: 25 MB of JSON at most.', mostBytes },
  responses: {
    202: {
      description: 'It is stored, and processed soon.',
      schema: received,
      examples: { first: { id: 41, duplicate: false }, again: { id: 41, duplicate: true } },
    },
    401: { description: 'Its proof is missing, wrong, or too old.' },
    413: { description: 'The body has more than 25 MB.' },
    503: { description: 'Too much comes at once. Retry-After says when to send it again.' },
  },
} as const

const receive = (intake: Intake) =>
  endpoint({
    ...shared,
    path: '/api/v1/webhooks/{connection}',
    id: 'receiveWebhook',
    summary: 'A platform tells what happened',
    description:
      'Proved by a signature over the body, or by the secret in a header or in `token`, as the platform does it.',
    params: { connection },
    query: webhookQuery,
    handle: ({ params, query, ...request }) =>
      taken(intake, request, { connection: params.connection, token: query.token ?? null }),
  })

const receiveWithToken = (intake: Intake) =>
  endpoint({
    ...shared,
    path: '/api/v1/webhooks/{connection}/{token}',
    id: 'receiveWebhookByToken',
    summary: 'A platform that signs nothing tells what happened',
    params: { connection, token },
    handle: ({ params, ...request }) => taken(intake, request, params),
  })

type Sent = Pick<RawRequest, 'bytes' | 'headers' | 'header'>
type To = { readonly connection: string; readonly token: string | null }

async function taken(
  intake: Intake,
  { bytes, headers, header }: Sent,
  { connection: name, token: secret }: To,
): Promise<Answer> {
  refuseForm(header('content-type'))
  const delivery = { headers: headers(), token: secret, body: bytes }
  const { id, isNew } = await intake.receive(name, delivery)
  return { status: 202, json: { id, duplicate: !isNew } }
}

/**
 * GitHub can send its JSON as a field of a form, which is what it proposes. Everything behind the
 * door reads the body that was signed, so one form is enough.
 * @see https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks
 */
function refuseForm(contentType: string | undefined): void {
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) return
  throw new Refusal(
    'unsupported_media_type',
    'A form is not understood here; choose application/json as the content type of the webhook',
  )
}
