import { Refusal, type UserId } from '../../../kernel/index.ts'
import type { Account, Identity } from '../../../modules/identity/index.ts'
import { userOf } from '../callers.ts'
import { type Answer, type Endpoint, endpoint, pathId } from '../endpoint.ts'
import {
  entityTag,
  expectedRev,
  ifMatchHeader,
  parseIfMatch,
  StaleRevision,
} from '../preconditions.ts'
import { account, accountPage, toAccountJson } from '../schemas/account.ts'
import { accessChange } from '../schemas/account-input.ts'
import { pageQuery } from '../schemas/common.ts'
import * as examples from './examples.ts'

const tag = 'Users'
const kind = 'user'
const params = { id: pathId<UserId>('user') }
const one = {
  description: 'The account.',
  schema: account,
  examples: { account: examples.account },
  headers: { ETag: 'The version of the account, for `If-Match`.' },
}

export const userEndpoints = ({ identity }: { identity: Identity }): Endpoint[] => [
  list(identity),
  endpoint({
    method: 'GET',
    path: '/api/v1/users/{id}',
    access: 'admin',
    id: 'getUser',
    tag,
    summary: 'Show an account',
    params,
    responses: { 200: one },
    handle: async ({ params: { id } }) => answerOf(await identity.accounts.get(id)),
  }),
  changeAccess(identity),
]

const list = (identity: Identity) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/users',
    access: 'admin',
    id: 'listUsers',
    tag,
    summary: 'List accounts',
    query: pageQuery,
    responses: {
      200: {
        description: 'A page of accounts.',
        schema: accountPage,
        examples: { page: { items: [examples.account], total: 1, page: 1, limit: 50 } },
      },
    },
    async handle({ query }) {
      const found = await identity.accounts.list(query)
      return { status: 200, json: { ...found, items: found.items.map(toAccountJson) } }
    },
  })

const changeAccess = (identity: Identity) =>
  endpoint({
    method: 'PATCH',
    path: '/api/v1/users/{id}',
    access: 'admin',
    id: 'changeUser',
    tag,
    summary: 'Change a role, or disable an account',
    description: 'It holds from the next request of that user on. The last admin stays admin.',
    params,
    headers: [ifMatchHeader(kind)],
    body: {
      schema: accessChange,
      examples: { promote: { role: 'admin' }, disable: { disabled: true } },
    },
    responses: { 200: one, 409: { description: 'This is the last admin.' } },
    async handle({ params: { id }, header, body, facts }) {
      const present = {
        what: `user ${id}`,
        rev: async () => (await identity.accounts.get(id)).rev,
      }
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const change = { input: body, expectedRev: await expectedRev(expectation, present) }
      const by = { user: userOf(facts), requestId: facts.requestId }
      try {
        return answerOf(await identity.accounts.changeAccess(id, change, by))
      } catch (error) {
        if (!(error instanceof Refusal && error.code === 'stale')) throw error
        throw new StaleRevision(present.what, await present.rev())
      }
    },
  })

const answerOf = (of: Account): Answer => ({
  status: 200,
  json: toAccountJson(of),
  headers: { ETag: entityTag(kind, of) },
})
