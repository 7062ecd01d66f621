import type { MaintenanceId } from '../../../kernel/index.ts'
import type { Maintenance, Maintenances } from '../../../modules/checks/index.ts'
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
import {
  maintenance,
  maintenanceDraft,
  maintenancePage,
  maintenanceQuery,
  stateOf,
  toMaintenanceJson,
} from '../schemas/maintenance.ts'
import * as examples from './maintenance-examples.ts'

type Deps = { readonly maintenances: Maintenances }

export const maintenanceEndpoints = ({ maintenances }: Deps): Endpoint[] => [
  list(maintenances),
  create(maintenances),
  show(maintenances),
  replace(maintenances),
  end(maintenances),
  remove(maintenances),
]

const tag = 'Maintenance'
/** How its entity tags begin. */
const kind = 'mnt'
const params = { id: pathId<MaintenanceId>('maintenance') }
const one = {
  description: 'The maintenance.',
  schema: maintenance,
  examples: { maintenance: examples.maintenance },
  headers: { ETag: 'The version, for `If-Match`.' },
}
const body = { schema: maintenanceDraft, examples: examples.drafts }

const list = (maintenances: Maintenances) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/maintenance',
    access: 'viewer',
    id: 'listMaintenance',
    tag,
    summary: 'List maintenances',
    description: 'What is under way or comes first, then what is over, for 90 days.',
    query: maintenanceQuery,
    responses: {
      200: {
        description: 'A page of maintenances.',
        schema: maintenancePage,
        examples: { page: { items: [examples.maintenance], total: 1, page: 1, limit: 50 } },
      },
    },
    async handle({ query: { page, limit, state } }) {
      const all = (await maintenances.list()).filter(
        (of) => state === undefined || stateOf(of) === state,
      )
      const items = all.slice((page - 1) * limit, page * limit).map(toMaintenanceJson)
      return { status: 200, json: { items, total: all.length, page, limit } }
    },
  })

const create = (maintenances: Maintenances) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/maintenance',
    access: 'editor',
    id: 'createMaintenance',
    tag,
    summary: 'Plan a maintenance, or begin one',
    description:
      'Without `starts_at` and `cron` it begins at once, and is under way when the answer comes: one line before a deployment.',
    body,
    responses: { 201: { ...one, headers: { ...one.headers, Location: 'Where it is found.' } } },
    async handle({ body, facts }) {
      const made = await maintenances.create(body, actorOf(facts))
      const headers = { ...tagOf(made), Location: `/api/v1/maintenance/${made.id}` }
      return { status: 201, json: toMaintenanceJson(made), headers }
    },
  })

const show = (maintenances: Maintenances) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/maintenance/{id}',
    access: 'viewer',
    id: 'getMaintenance',
    tag,
    summary: 'Show a maintenance',
    params,
    responses: { 200: one },
    handle: async ({ params: { id } }) => answerOf(await maintenances.get(id)),
  })

const replace = (maintenances: Maintenances) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/maintenance/{id}',
    access: 'editor',
    id: 'replaceMaintenance',
    tag,
    summary: 'Replace a maintenance',
    description: 'A period that is under way ends; what the new plan has under way begins at once.',
    params,
    headers: [ifMatchHeader(kind)],
    body,
    responses: { 200: one },
    async handle({ params: { id }, header, body, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const rev = await expectedRev(expectation, now(maintenances, id))
      const change = { input: body, expectedRev: rev }
      return answerOf(await maintenances.replace(id, change, actorOf(facts)))
    },
  })

const end = (maintenances: Maintenances) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/maintenance/{id}/end',
    access: 'editor',
    id: 'endMaintenance',
    tag,
    summary: 'End a maintenance now',
    description: 'One that has not begun is called off; one by a schedule comes again at its time.',
    params,
    responses: { 200: one },
    handle: async ({ params: { id }, facts }) =>
      answerOf(await maintenances.end(id, actorOf(facts))),
  })

const remove = (maintenances: Maintenances) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/maintenance/{id}',
    access: 'editor',
    id: 'deleteMaintenance',
    tag,
    summary: 'Remove a maintenance',
    description: 'One that is under way ends.',
    params,
    headers: [{ ...ifMatchHeader(kind), required: false }],
    responses: { 204: { description: 'It is gone.' } },
    async handle({ params: { id }, header, facts }) {
      const expectation = parseIfMatch(header('if-match'), { kind, id })
      const expected = await requireMatch(expectation, now(maintenances, id))
      await maintenances.remove(id, actorOf(facts), expected)
      return { status: 204 }
    },
  })

const tagOf = (of: Maintenance) => ({ ETag: entityTag(kind, of) })

const answerOf = (of: Maintenance): Answer => ({
  status: 200,
  json: toMaintenanceJson(of),
  headers: tagOf(of),
})

const now = (maintenances: Maintenances, id: MaintenanceId): Present => ({
  what: `maintenance ${id}`,
  rev: async () => (await maintenances.get(id)).rev,
})
