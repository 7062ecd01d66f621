import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../house.contract.ts'
import { exampleOf } from '../openapi/refusals.ts'
import { problemCodes } from '../problem.ts'
import { problem } from '../schemas/problem.ts'

let house: House
let admin: Person
beforeAll(async () => {
  house = await openHouse()
  admin = await house.person('admin')
})
afterAll(() => house[Symbol.asyncDispose]())

describe('what the document shows', () => {
  test('every example of an answer has the shape of its schema', () => {
    let seen = 0
    for (const { path, responses } of house.endpoints) {
      for (const { schema, examples = {} } of Object.values(responses)) {
        for (const example of Object.values(examples)) {
          if (schema === undefined) continue
          seen += 1
          expect(schema.parse(example), path).toEqual(example)
        }
      }
    }
    expect(seen).toBeGreaterThan(20)
  })

  test('every example of a problem is one', () => {
    for (const code of problemCodes) expect(problem.parse(exampleOf(code))).toEqual(exampleOf(code))
  })

  test('every example of a body fits its schema', () => {
    for (const { path, body } of house.endpoints) {
      for (const example of Object.values(body?.examples ?? {})) {
        expect(body?.schema.safeParse(example).error, path).toBeUndefined()
      }
    }
  })
})

describe('the schema of a body and the module that reads it agree', () => {
  /** Sends a body; the answer says whether the module could read it. */
  const isRead = async (method: string, path: string, json: unknown): Promise<boolean> => {
    const { status } = await house.ask(method, path, {
      as: admin,
      json,
      headers: { 'If-Match': '*' },
    })
    return status !== 422
  }

  test('on every example', async () => {
    for (const { method, path, body } of house.endpoints) {
      for (const [name, example] of Object.entries(body?.examples ?? {})) {
        // The example's password is nobody's; everything else about it is right.
        if (path === '/api/v1/me/password') continue
        const where = path.replace('{id}', String(await somethingAt(path)))
        expect(await isRead(method, where, example), `${method} ${path} ${name}`).toBe(true)
      }
    }
  })

  async function somethingAt(path: string): Promise<number> {
    if (path.includes('/users/')) return (await house.person('viewer', `${Math.random()}@x.org`)).id
    const json = { name: 'x', url: 'https://example.com/' }
    return (await house.ask('POST', '/api/v1/services', { as: admin, json })).json.id
  }

  const service = { name: 'Shop', url: 'https://shop.example.com/' }
  test.each<[string, unknown]>([
    ['/api/v1/services', {}],
    ['/api/v1/services', []],
    ['/api/v1/services', null],
    ['/api/v1/services', { ...service, name: 'x'.repeat(201) }],
    ['/api/v1/services', { ...service, name: 7 }],
    ['/api/v1/services', { ...service, url: 'x'.repeat(2049) }],
    ['/api/v1/services', { ...service, paused: 'yes' }],
    ['/api/v1/services', { ...service, failures_to_down: 0 }],
    ['/api/v1/services', { ...service, successes_to_up: 101 }],
    ['/api/v1/services', { ...service, degraded_above_ms: -1 }],
    ['/api/v1/services', { ...service, check_interval: null }],
    ['/api/v1/services', { ...service, config: [] }],
    ['/api/v1/services', { ...service, rev: 1 }],
    ['/api/v1/tokens', { name: '' }],
    ['/api/v1/tokens', { name: 'x'.repeat(101) }],
    ['/api/v1/tokens', { name: 'x', role: 'owner' }],
    ['/api/v1/tokens', { name: 'x', expires_in_days: 0 }],
    ['/api/v1/tokens', { name: 'x', expires_in_days: 3_651 }],
    ['/api/v1/invitations', { role: 'owner' }],
    ['/api/v1/invitations', { email: 'x@example.com' }],
    ['/api/v1/auth/register', { email: 'x@example.com', password: 'short' }],
    ['/api/v1/auth/register', { email: 'x@example.com' }],
    ['/api/v1/auth/login', { email: 'x@example.com' }],
    ['/api/v1/me/password', { current_password: 'x' }],
  ])('%s refuses %j, and so does its schema', async (path, json) => {
    const found = house.endpoints.find((one) => one.path === path && one.method === 'POST')
    expect(found?.body?.schema.safeParse(json).success).toBe(false)
    expect(await isRead('POST', path, json)).toBe(false)
  })

  test.each<unknown>([
    { ...service, check_interval: 1 },
    { ...service, check_interval: 86_400 },
    { ...service, check_interval: '1h30m', timeout: '250ms' },
    { ...service, timeout: null, degraded_above_ms: null },
    { ...service, failures_to_down: 100, successes_to_up: 1, paused: true, config: {} },
  ])('both take %j', async (json) => {
    const found = house.endpoints.find((one) => one.id === 'createService')
    expect(found?.body?.schema.safeParse(json).success).toBe(true)
    expect(await isRead('POST', '/api/v1/services', json)).toBe(true)
  })
})
