import type { ConnectionId } from '../../../kernel/index.ts'
import type { Connections } from '../../../modules/pipelines/index.ts'
import { actorOf } from '../callers.ts'
import { type Answer, type Endpoint, endpoint, pathId } from '../endpoint.ts'
import {
  entityTag,
  expectedRev,
  ifMatchHeader,
  type Present,
  parseIfMatch,
  requireMatch,
} from '../preconditions.ts'
import { pageQuery } from '../schemas/common.ts'
import {
  connection,
  connectionDraft,
  connectionPage,
  connectionPatch,
  toConnectionJson,
} from '../schemas/connection.ts'
import * as examples from './connection-examples.ts'
import { pageOf } from './example-page.ts'

type Deps = { readonly connections: Connections }

export const connectionEndpoints = ({ connections }: Deps): Endpoint[] => [
  list(connections),
  create(connections),
  show(connections),
  replace(connections),
  patch(connections),
  remove(connections),
  refresh(connections),
]

const tag = 'Connections'
/** How its entity tags begin. */
const kind = 'con'
const params = { id: pathId<ConnectionId>('connection') }
const one = {
  description: 'The connection.',
  schema: connection,
  examples: { github: examples.connection },
  headers: { ETag: 'The version, for `If-Match`.' },
}
const body = { schema: connectionDraft, examples: { github: examples.draft } }

const list = (connections: Connections) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/connections',
    access: 'viewer',
    id: 'listConnections',
    tag,
    summary: 'List connections',
    query: pageQuery,
    responses: {
      200: {
        description: 'A page of connections.',
        schema: connectionPage,
        examples: { page: pageOf(examples.connection) },
      },
    },
    async handle({ query: { page, limit } }) {
      const all = await connections.list()
      const items = all
        .slice((page - 1) * limit, page * limit)
        .map((of) => toConnectionJson(of, connections.platforms))
      return { status: 200, json: { items, total: all.length, page, limit } }
    },
  })

const create = (connections: Connections) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/connections',
    access: 'editor',
    id: 'createConnection',
    tag,
    summary: 'Add a connection',
    description: 'Its projects are looked for at once.',
    body,
    responses: { 201: { ...one, headers: { ...one.headers, Location: 'Where it is found.' } } },
    async handle({ body, facts }) {
      const { id } = await connections.create(body, actorOf(facts))
      const made = await answerOf(connections, id)
      const headers = { ...made.headers, Location: `/api/v1/connections/${id}` }
      return { ...made, status: 201, headers }
    },
  })

const show = (connections: Connections) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/connections/{id}',
    access: 'viewer',
    id: 'getConnection',
    tag,
    summary: 'Show a connection, and how it does',
    params,
    responses: { 200: one },
    handle: ({ params: { id } }) => answerOf(connections, id),
  })

const replace = (connections: Connections) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/connections/{id}',
    access: 'editor',
    id: 'replaceConnection',
    tag,
    summary: 'Replace the definition of a connection',
    description: 'A secret that is sent back as its mask stays, and so does that of the webhooks.',
    params,
    headers: [ifMatchHeader(kind)],
    body,
    responses: { 200: one },
    async handle({ params: { id }, header, body, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const rev = await expectedRev(expectation, now(connections, id))
      await connections.replace(id, { input: body, expectedRev: rev }, actorOf(facts))
      return answerOf(connections, id)
    },
  })

const patch = (connections: Connections) =>
  endpoint({
    method: 'PATCH',
    path: '/api/v1/connections/{id}',
    access: 'editor',
    id: 'patchConnection',
    tag,
    summary: 'Change fields of a connection',
    params,
    headers: [ifMatchHeader(kind)],
    body: { schema: connectionPatch, examples: { off: { enabled: false } } },
    responses: { 200: one },
    async handle({ params: { id }, header, body, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const rev = await expectedRev(expectation, now(connections, id))
      await connections.patch(id, { input: body, expectedRev: rev }, actorOf(facts))
      return answerOf(connections, id)
    },
  })

const remove = (connections: Connections) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/connections/{id}',
    access: 'editor',
    id: 'deleteConnection',
    tag,
    summary: 'Remove a connection',
    description: 'Its projects and their history go with it.',
    params,
    headers: [{ ...ifMatchHeader(kind), required: false }],
    responses: { 204: { description: 'It is gone.' } },
    async handle({ params: { id }, header, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const expected = await requireMatch(expectation, now(connections, id))
      await connections.remove(id, actorOf(facts), expected)
      return { status: 204 }
    },
  })

const refresh = (connections: Connections) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/connections/{id}/refresh',
    access: 'editor',
    id: 'refreshConnection',
    tag,
    summary: 'Have the list of projects read again',
    params,
    responses: { 202: { description: 'It is read soon.' } },
    async handle({ params: { id } }) {
      await connections.refresh(id)
      return { status: 202 }
    },
  })

async function answerOf(connections: Connections, id: ConnectionId): Promise<Answer> {
  const of = await connections.get(id)
  const json = toConnectionJson(of, connections.platforms)
  return { status: 200, json, headers: { ETag: entityTag(kind, of) } }
}

const now = (connections: Connections, id: ConnectionId): Present => ({
  what: `connection ${id}`,
  rev: async () => (await connections.get(id)).rev,
})
