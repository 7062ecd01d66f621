import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anonymous, decideAccess, type Role } from '../../kernel/index.ts'
import type { Endpoint } from './endpoint.ts'
import { faults, type House, openHouse, type Person } from './house.contract.ts'

let house: House
const people = new Map<Role, Person>()

beforeAll(async () => {
  house = await openHouse()
  for (const role of ['admin', 'editor', 'viewer'] as const)
    people.set(role, await house.person(role))
})
afterAll(() => house[Symbol.asyncDispose]())

const byWhom = ['anonymous', 'viewer', 'editor', 'admin'] as const

/** What each route asks, written down a second time: a route whose access moves must be moved here. */
const declared: Record<string, string> = {
  'POST /api/v1/auth/register': 'public',
  'POST /api/v1/auth/login': 'public',
  'POST /api/v1/auth/logout': 'viewer',
  'GET /api/v1/me': 'viewer',
  'POST /api/v1/me/password': 'viewer',
  'GET /api/v1/services': 'viewer',
  'POST /api/v1/services': 'editor',
  'GET /api/v1/services/ws': 'viewer',
  'GET /api/v1/services/{id}': 'viewer',
  'PUT /api/v1/services/{id}': 'editor',
  'PATCH /api/v1/services/{id}': 'editor',
  'DELETE /api/v1/services/{id}': 'editor',
  'GET /api/v1/services/{id}/health-checks': 'viewer',
  'GET /api/v1/services/{id}/heartbeat': 'editor',
  'GET /api/v1/heartbeats/{token}': 'public',
  'GET /api/v1/heartbeats/{token}/{signal}': 'public',
  'POST /api/v1/heartbeats/{token}': 'public',
  'POST /api/v1/heartbeats/{token}/{signal}': 'public',
  'GET /api/v1/tokens': 'viewer',
  'POST /api/v1/tokens': 'viewer',
  'DELETE /api/v1/tokens/{id}': 'viewer',
  'GET /api/v1/sessions': 'viewer',
  'DELETE /api/v1/sessions/{id}': 'viewer',
  'GET /api/v1/users': 'admin',
  'GET /api/v1/users/{id}': 'admin',
  'PATCH /api/v1/users/{id}': 'admin',
  'POST /api/v1/invitations': 'admin',
  'GET /api/v1/audit': 'admin',
  'GET /api/health': 'public',
  'GET /healthz': 'public',
  'GET /livez': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'viewer',
  'GET /api/openapi.json': 'public',
  'GET /api/docs': 'public',
  'GET /api/docs/docs.css': 'public',
  'GET /api/docs/docs.js': 'public',
  'GET /swagger': 'public',
  'GET /swagger/': 'public',
  'DELETE /api/v1/connections/{id}': 'editor',
  'GET /api/v1/connections': 'viewer',
  'GET /api/v1/connections/{id}': 'viewer',
  'GET /api/v1/connections/{id}/webhook': 'editor',
  'GET /api/v1/deployments': 'viewer',
  'GET /api/v1/environments': 'viewer',
  'GET /api/v1/pipelines': 'viewer',
  'GET /api/v1/pipelines/stats': 'viewer',
  'GET /api/v1/pipelines/ws': 'viewer',
  'GET /api/v1/pipelines/{id}': 'viewer',
  'GET /api/v1/preferences': 'viewer',
  'GET /api/v1/projects': 'viewer',
  'GET /api/v1/projects/{id}': 'viewer',
  'GET /api/v1/projects/{id}/branches': 'viewer',
  'GET /api/v1/projects/{id}/insights': 'viewer',
  'GET /api/v1/projects/{id}/issues': 'viewer',
  'GET /api/v1/projects/{id}/merge-requests': 'viewer',
  'GET /api/v1/projects/{id}/pipelines': 'viewer',
  'GET /api/v1/webhook-events': 'viewer',
  'GET /api/v1/webhook-events/{id}': 'editor',
  'PATCH /api/v1/connections/{id}': 'editor',
  'PUT /api/v1/connections/{id}': 'editor',
  'PUT /api/v1/preferences': 'viewer',
  'POST /api/v1/connections': 'editor',
  'POST /api/v1/connections/{id}/refresh': 'editor',
  'POST /api/v1/pipelines/{id}/rerun': 'editor',
  'POST /api/v1/projects/{id}/refresh': 'editor',
  'POST /api/v1/webhook-events/{id}/replay': 'editor',
  'POST /api/v1/webhooks/{connection}': 'public',
  'POST /api/v1/webhooks/{connection}/{token}': 'public',
  'GET /api/v1/channels': 'viewer',
  'POST /api/v1/channels': 'editor',
  'GET /api/v1/channels/{id}': 'viewer',
  'PUT /api/v1/channels/{id}': 'editor',
  'PATCH /api/v1/channels/{id}': 'editor',
  'DELETE /api/v1/channels/{id}': 'editor',
  'POST /api/v1/channels/{id}/test': 'editor',
  'GET /api/v1/channels/{id}/deliveries': 'viewer',
  'POST /api/v1/deliveries/{id}/replay': 'editor',
  'GET /api/v1/maintenance': 'viewer',
  'POST /api/v1/maintenance': 'editor',
  'GET /api/v1/maintenance/{id}': 'viewer',
  'PUT /api/v1/maintenance/{id}': 'editor',
  'DELETE /api/v1/maintenance/{id}': 'editor',
  'POST /api/v1/maintenance/{id}/end': 'editor',
  'GET /api/v1/services/{id}/series': 'viewer',
  'GET /api/v1/services/{id}/uptime': 'viewer',
  'GET /swagger/index.html': 'public',
  'GET /swagger/doc.json': 'public',
}

describe('Z1: who may do what', () => {
  test('is declared for every route', () => {
    const routes = house.endpoints.map(({ method, path, access }) => [`${method} ${path}`, access])
    expect(Object.fromEntries(routes)).toEqual(declared)
    expect(routes).toHaveLength(Object.keys(declared).length)
  })

  const expected = {
    allowed: expect.not.toBeOneOf([401, 403, 500]),
    unauthenticated: 401,
    forbidden: 403,
  }

  test.each(byWhom)('holds for %s', async (who) => {
    const person = who === 'anonymous' ? undefined : people.get(who)
    const principal = person?.user ?? anonymous
    for (const { method, path, access, body } of house.endpoints) {
      const json = body === undefined ? undefined : {}
      const { status } = await house.ask(method, path.replace('{id}', '999999'), {
        as: person,
        json,
      })
      const decision = decideAccess(access, principal)
      expect(status, `${who} ${method} ${path}`).toEqual(expected[decision])
    }
  })
})

describe('M5, M6: whatever is sent', () => {
  const writers = () => house.endpoints.filter(({ body }) => body !== undefined)

  /** JSON near to what the endpoint reads: its fields with odd values, and fields that it has not. */
  const near = ({ body }: Endpoint): fc.Arbitrary<unknown> => {
    const [example = {}] = Object.values(body?.examples ?? {})
    const names = Object.keys(example as object)
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(-0, 1e308, '', '30s', '1e400', ' ', '\u0000'),
    )
    return fc
      .dictionary(
        fc.constantFrom(...names, 'id', 'role', '__proto__', 'constructor', 'toString'),
        odd,
      )
      .map((fields) => ({ ...(example as object), ...fields }))
  }

  test('nothing is a fault, and Object.prototype stays what it is', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    const as = people.get('admin')
    for (const endpoint of writers()) {
      // A password is hashed slowly on purpose; what is before it is what is tried here.
      const numRuns = endpoint.path.startsWith('/api/v1/auth/') ? 40 : 300
      const path = endpoint.path.replace('{id}', '1')
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.json(),
            near(endpoint).map((v) => JSON.stringify(v)),
          ),
          async (body) => {
            const headers = { 'If-Match': '*' }
            const { status } = await house.ask(endpoint.method, path, { as, body, headers })
            expect(status).toBeLessThan(500)
            expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
          },
        ),
        { numRuns },
      )
    }
    expect(faults).toEqual([])
  }, 60_000)

  test('odd ids, queries and headers are no fault either', async () => {
    const as = people.get('admin')
    const odd = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('__proto__', '%', '%ff', '1;drop table services', '../..', '1e9', '٣'),
    )
    const readable = fc.string({ unit: 'grapheme-ascii', maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(odd, odd, readable, async (id, query, header) => {
        const encoded = encodeURIComponent(id.toWellFormed())
        const search = `?page=${encodeURIComponent(query.toWellFormed())}&__proto__=1&search=${encoded}`
        for (const path of [
          `/api/v1/services/${encoded}/health-checks${search}`,
          `/api/v1/services${search}`,
        ]) {
          expect((await house.ask('GET', path, { as })).status).toBeLessThan(500)
        }
        const headers = { 'If-Match': header, 'Idempotency-Key': header, 'If-None-Match': header }
        const told = await house.ask('PATCH', '/api/v1/services/1', { as, json: {}, headers })
        expect(told.status).toBeLessThan(500)
        expect((await house.ask('GET', '/api/docs', { headers })).status).toBeLessThan(500)
      }),
      { numRuns: 100 },
    )
    expect(faults).toEqual([])
  })
})
