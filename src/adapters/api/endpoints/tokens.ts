import type { TokenId } from '../../../kernel/index.ts'
import type { Identity } from '../../../modules/identity/index.ts'
import { userOf } from '../callers.ts'
import { type Endpoint, endpoint, pathId } from '../endpoint.ts'
import { newToken, tokenPage, toTokenJson } from '../schemas/account.ts'
import { tokenDraft } from '../schemas/account-input.ts'
import { pageQuery } from '../schemas/common.ts'
import * as examples from './examples.ts'

const tag = 'API tokens'

export const tokenEndpoints = ({ identity }: { identity: Identity }): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/tokens',
    access: 'viewer',
    id: 'listTokens',
    tag,
    summary: 'List my API tokens',
    query: pageQuery,
    responses: {
      200: {
        description: 'A page of the caller’s own, without their secrets.',
        schema: tokenPage,
        examples: { page: { items: [examples.token], total: 1, page: 1, limit: 50 } },
      },
    },
    async handle({ facts, query: { page, limit } }) {
      const all = await identity.tokens.list(userOf(facts))
      const items = all.slice((page - 1) * limit, page * limit).map(toTokenJson)
      return { status: 200, json: { items, total: all.length, page, limit } }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/api/v1/tokens',
    access: 'viewer',
    id: 'createToken',
    tag,
    summary: 'Make an API token',
    description:
      'For `Authorization: Bearer`, or as the password of HTTP Basic with any user name. It may do no more than the caller.',
    body: {
      schema: tokenDraft,
      examples: {
        deploy: { name: 'deploy pipeline', role: 'editor', expires_in_days: 90 },
        grafana: { name: 'grafana', role: 'viewer' },
      },
    },
    responses: {
      201: {
        description: 'The token, with its secret. The secret is not shown again.',
        schema: newToken,
        examples: { token: examples.newToken },
      },
    },
    async handle({ body, facts }) {
      const by = { user: userOf(facts), requestId: facts.requestId }
      const { token, secret } = await identity.tokens.create(body, by)
      return { status: 201, json: { ...toTokenJson(token), token: secret } }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/v1/tokens/{id}',
    access: 'viewer',
    id: 'revokeToken',
    tag,
    summary: 'Revoke one of my API tokens',
    description: 'It is refused from the next request on.',
    params: { id: pathId<TokenId>('token') },
    responses: { 204: { description: 'It is revoked.' } },
    async handle({ params: { id }, facts }) {
      const by = { user: userOf(facts), requestId: facts.requestId }
      await identity.tokens.revoke(id, by)
      return { status: 204 }
    },
  }),
]
