import type { SessionId } from '../../../kernel/index.ts'
import type { Identity } from '../../../modules/identity/index.ts'
import { userOf } from '../callers.ts'
import { type Endpoint, endpoint, pathId } from '../endpoint.ts'
import { sessionPage, toSessionJson } from '../schemas/account.ts'
import { pageQuery } from '../schemas/common.ts'
import * as examples from './examples.ts'

const tag = 'Authentication'

export const sessionEndpoints = ({ identity }: { identity: Identity }): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/sessions',
    access: 'viewer',
    id: 'listSessions',
    tag,
    summary: 'List my log-ins',
    description: 'Those that are open, newest first; of more than 200 the newest.',
    query: pageQuery,
    responses: {
      200: {
        description: 'A page of the caller’s own.',
        schema: sessionPage,
        examples: { page: { items: [examples.session], total: 1, page: 1, limit: 50 } },
      },
    },
    async handle({ facts, query: { page, limit } }) {
      const { userId, sessionId } = userOf(facts)
      const all = await identity.sessions.list(userId)
      const items = all
        .slice((page - 1) * limit, page * limit)
        .map((session) => toSessionJson(session, sessionId))
      return { status: 200, json: { items, total: all.length, page, limit } }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/v1/sessions/{id}',
    access: 'viewer',
    id: 'endSession',
    tag,
    summary: 'End one of my log-ins',
    description: 'Its cookie or JWT is refused from the next request on.',
    params: { id: pathId<SessionId>('session') },
    responses: { 204: { description: 'It has ended.' } },
    async handle({ params: { id }, facts }) {
      const user = userOf(facts)
      await identity.sessions.end(user.userId, id, { user, requestId: facts.requestId })
      return { status: 204 }
    },
  }),
]
