import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../house.contract.ts'

let house: House
let admin: Person
let editor: Person
let viewer: Person

beforeAll(async () => {
  house = await openHouse()
  admin = await house.person('admin')
  editor = await house.person('editor')
  viewer = await house.person('viewer')
})
afterAll(() => house[Symbol.asyncDispose]())

describe('API tokens', () => {
  const make = (as: Person, json: unknown) => house.ask('POST', '/api/v1/tokens', { as, json })

  test('show their secret once, then never again', async () => {
    const made = await make(editor, { name: 'pipeline', role: 'viewer', expires_in_days: 30 })
    expect(made.status).toBe(201)
    expect(made.json.token).toMatch(/^phr_/)
    expect(made.json).toMatchObject({ name: 'pipeline', role: 'viewer' })
    const days = (Date.parse(made.json.expires_at) - Date.now()) / 86_400_000
    expect(Math.round(days)).toBe(30)
    const list = await house.ask('GET', '/api/v1/tokens', { as: editor })
    expect(list.json).toMatchObject({ total: list.json.items.length, page: 1, limit: 50 })
    const second = await house.ask('GET', '/api/v1/tokens?page=2&limit=1', { as: editor })
    expect(second.json.items).toEqual([list.json.items[1]])
    expect(list.text).not.toContain(made.json.token)
    const me = await house.ask('GET', '/api/v1/me', { as: made.json })
    expect(me.json).toMatchObject({ email: editor.email, role: 'viewer', credential: 'token' })
  })

  test('never do more than who makes them', async () => {
    const { json } = await make(viewer, { name: 'climber', role: 'admin' })
    expect(json.role).toBe('viewer')
    expect((await house.ask('GET', '/api/v1/users', { as: json })).status).toBe(403)
  })

  test('are revoked at once, and only by their owner', async () => {
    const { json: token } = await make(editor, { name: 'short' })
    const path = `/api/v1/tokens/${token.id}`
    expect((await house.ask('DELETE', path, { as: admin })).status).toBe(404)
    expect((await house.ask('GET', '/api/v1/me', { as: token })).status).toBe(200)
    expect((await house.ask('DELETE', path, { as: editor })).status).toBe(204)
    expect((await house.ask('GET', '/api/v1/me', { as: token })).status).toBe(401)
    expect((await house.ask('DELETE', path, { as: editor })).status).toBe(404)
  })

  test('Z3: take no owner, prefix or hash from the caller', async () => {
    for (const field of ['user_id', 'prefix', 'hash', 'token', 'created_at']) {
      const { status, json } = await make(editor, { name: 'x', [field]: 1 })
      expect([status, json.errors[0]?.field]).toEqual([422, field])
    }
  })
})

describe('log-ins', () => {
  const credentials = { email: 'viewer@example.com', password: 'correct horse' }

  test('are listed with where they come from, and end at once', async () => {
    const headers = { 'User-Agent': 'Pipeline/1.0' }
    const logIn = { json: credentials, headers }
    const { json: jwt } = await house.ask('POST', '/api/v1/auth/login', logIn)
    const list = await house.ask('GET', '/api/v1/sessions', { as: jwt })
    expect(list.json).toMatchObject({ total: 1, page: 1, limit: 50 })
    expect(list.json.items[0]).toMatchObject({ kind: 'jwt', agent: 'Pipeline/1.0', current: true })
    const path = `/api/v1/sessions/${list.json.items[0]?.id}`
    expect((await house.ask('DELETE', path, { as: editor })).status).toBe(404)
    expect((await house.ask('GET', '/api/v1/sessions', { as: editor })).json.total).toBe(0)
    expect((await house.ask('DELETE', path, { as: jwt })).status).toBe(204)
    expect((await house.ask('GET', '/api/v1/me', { as: jwt })).status).toBe(401)
  })
})

describe('users', () => {
  test('are listed and shown to an admin, without their passwords', async () => {
    const list = await house.ask('GET', '/api/v1/users?limit=2', { as: admin })
    expect(list.json).toMatchObject({ total: 3, page: 1, limit: 2 })
    expect(list.text).not.toContain('scrypt')
    const one = await house.ask('GET', `/api/v1/users/${viewer.id}`, { as: admin })
    expect(one.json).toMatchObject({ email: viewer.email, role: 'viewer', disabled: false, rev: 1 })
    expect(one.headers.get('etag')).toBe(`"user-${viewer.id}-r1"`)
    expect((await house.ask('GET', '/api/v1/users/999', { as: admin })).status).toBe(404)
  })

  test('change with If-Match, and the change holds from the next request on', async () => {
    const eve = await house.person('viewer', 'eve@example.com')
    const path = `/api/v1/users/${eve.id}`
    const change = (json: unknown, headers = {}) =>
      house.ask('PATCH', path, { as: admin, json, headers })
    expect((await change({ role: 'editor' })).status).toBe(428)
    const tag = { 'If-Match': `"user-${eve.id}-r1"` }
    const changed = await change({ role: 'admin' }, tag)
    expect(changed.json).toMatchObject({ role: 'admin', rev: 2 })
    expect(changed.headers.get('etag')).toBe(`"user-${eve.id}-r2"`)
    const stale = await change({ disabled: true }, tag)
    expect(stale.status).toBe(412)
    expect(stale.json).toMatchObject({ code: 'stale', current_rev: 2 })
    expect((await change({ disabled: true }, { 'If-Match': '*' })).status).toBe(200)
    expect((await house.ask('GET', '/api/v1/me', { as: eve })).status).toBe(401)
  })

  test('the last admin stays one', async () => {
    const headers = { 'If-Match': '*' }
    const path = `/api/v1/users/${admin.id}`
    const told = await house.ask('PATCH', path, { as: admin, json: { role: 'viewer' }, headers })
    expect([told.status, told.json.code]).toEqual([409, 'conflict'])
  })

  test('Z3: no e-mail, id or rev is changed on the side', async () => {
    const headers = { 'If-Match': '*' }
    const path = `/api/v1/users/${viewer.id}`
    for (const field of ['email', 'id', 'rev', 'password', 'created_at']) {
      const told = await house.ask('PATCH', path, { as: admin, json: { [field]: 1 }, headers })
      expect([told.status, told.json.errors[0]?.field]).toEqual([422, field])
    }
  })
})

test('the audit log is searched by actor and by action', async () => {
  const audit = (query: string) => house.ask('GET', `/api/v1/audit?${query}`, { as: admin })
  const { json } = await audit('actor=EDITOR%40&action=token')
  expect(json.total).toBeGreaterThan(0)
  for (const item of json.items) {
    expect([item.actor, item.action]).toEqual([
      'editor@example.com',
      expect.stringMatching(/^token\./),
    ])
  }
  expect((await audit('actor=nobody')).json.total).toBe(0)
  expect((await audit(`action=${'x'.repeat(101)}`)).status).toBe(422)
})

test('the audit log says who did what, newest first, with the request', async () => {
  const made = await house.ask('POST', '/api/v1/services', {
    as: editor,
    json: { name: 'Audited', url: 'tcp://localhost:5432' },
  })
  const { json } = await house.ask('GET', '/api/v1/audit?limit=1', { as: admin })
  expect(json.items[0]).toMatchObject({
    actor: editor.email,
    action: 'service.created',
    subject: `service ${made.json.id}`,
    request_id: made.headers.get('x-request-id'),
  })
})
