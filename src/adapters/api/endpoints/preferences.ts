import type { Identity, StoredPreferences } from '../../../modules/identity/index.ts'
import { userOf } from '../callers.ts'
import { type Answer, type Endpoint, endpoint } from '../endpoint.ts'
import { entityTag, expectedRev, ifMatchHeader, parseIfMatch } from '../preconditions.ts'
import { preferences, preferencesDraft, toPreferencesJson } from '../schemas/preferences.ts'
import * as examples from './preferences-examples.ts'

const tag = 'Preferences'
const path = '/api/v1/preferences'
/** How its entity tags begin. Its id is that of the user. */
const kind = 'prf'
const one = {
  description: 'The preferences of the caller.',
  schema: preferences,
  examples: { chosen: examples.preferences, untouched: examples.untouched },
  headers: { ETag: 'The version, for `If-Match`.' },
}

export const preferenceEndpoints = ({ identity }: { identity: Identity }): Endpoint[] => [
  endpoint({
    method: 'GET',
    path,
    access: 'viewer',
    id: 'getPreferences',
    tag,
    summary: 'Show my preferences',
    description: 'Nobody sees those of somebody else.',
    responses: { 200: one },
    async handle({ facts }) {
      const { userId, email } = userOf(facts)
      return answerOf(userId, await identity.preferences.get({ userId, email }))
    },
  }),
  endpoint({
    method: 'PUT',
    path,
    access: 'viewer',
    id: 'replacePreferences',
    tag,
    summary: 'Replace my preferences',
    description:
      'Open pages keep theme, density and shortcuts as they are; the next log-in takes them over.',
    headers: [ifMatchHeader(kind)],
    body: { schema: preferencesDraft, examples: { pipelines: examples.draft, defaults: {} } },
    responses: { 200: one },
    async handle({ header, body, facts }) {
      const user = userOf(facts)
      const expectation = parseIfMatch(header('if-match'), { kind, id: user.userId })
      const rev = await expectedRev(expectation, {
        what: 'Your preferences',
        rev: async () => (await identity.preferences.get(user)).rev,
      })
      const by = { user, requestId: facts.requestId }
      const saved = await identity.preferences.replace({ input: body, expectedRev: rev }, by)
      return answerOf(user.userId, saved)
    },
  }),
]

const answerOf = (id: number, stored: StoredPreferences): Answer => ({
  status: 200,
  json: toPreferencesJson(stored),
  headers: { ETag: entityTag(kind, { id, rev: stored.rev }) },
})
