import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceId } from '../../../kernel/index.ts'
import { type House, openHouse, type Person } from '../house.contract.ts'

let house: House
let admin: Person
let viewer: Person

beforeAll(async () => {
  house = await openHouse()
  admin = await house.person('admin')
  viewer = await house.person('viewer')
})
afterAll(() => house[Symbol.asyncDispose]())

const draft = { name: 'Shop', url: 'https://shop.example.com/health', check_interval: 30 }
const make = async (json: unknown = draft, headers: Record<string, string> = {}) =>
  house.ask('POST', '/api/v1/services', { as: admin, json, headers })

describe('creating a service', () => {
  test('answers 201 with the service, its address and its version', async () => {
    const { status, json, headers } = await make()
    expect(status).toBe(201)
    expect(json).toMatchObject({
      name: 'Shop',
      url: 'https://shop.example.com/health',
      type: 'http',
      check_interval: 30,
      timeout: null,
      status: 'UNKNOWN',
      last_checked_at: null,
      response_time_ms: null,
      rev: 1,
      system: false,
      source: 'api',
    })
    expect(headers.get('location')).toBe(`/api/v1/services/${json.id}`)
    expect(headers.get('etag')).toBe(`"svc-${json.id}-r1"`)
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('takes the interval in words, and gives seconds', async () => {
    expect((await make({ ...draft, check_interval: '1m30s' })).json.check_interval).toBe(90)
    expect((await make({ ...draft, timeout: '1500ms' })).json.timeout).toBe(1.5)
  })

  test('names each field that is wrong, by the name that the caller wrote', async () => {
    const { status, json } = await make({ name: '', check_interval: 0, colour: 'blue' })
    expect(status).toBe(422)
    expect(json.code).toBe('invalid')
    expect(json.errors.map((error: { field: string }) => error.field).sort()).toEqual([
      'check_interval',
      'colour',
      'name',
      'url',
    ])
  })

  test.each(['id', 'rev', 'system', 'source', 'status', 'created_at', 'owned_by', 'isAdmin'])(
    'Z3: refuses %s, which is not the caller’s to set',
    async (field) => {
      const { status, json } = await make({ ...draft, [field]: 1 })
      expect(status).toBe(422)
      expect(json.errors).toEqual([{ field, message: expect.any(String) }])
    },
  )

  test('keeps markup in a name as the text that it is', async () => {
    const name = '<script>alert(1)</script>'
    const made = await make({ ...draft, name })
    expect(made.json.name).toBe(name)
    expect(made.headers.get('content-type')).toBe('application/json')
    expect(made.headers.get('x-content-type-options')).toBe('nosniff')
    expect(made.headers.get('content-security-policy')).toMatch(/default-src 'none'/)
  })
})

describe('Idempotency-Key', () => {
  test('makes one service of one key, and gives the same answer again', async () => {
    const headers = { 'Idempotency-Key': 'key-1' }
    const first = await make(draft, headers)
    const second = await make(draft, headers)
    expect(second.status).toBe(201)
    expect(second.json.id).toBe(first.json.id)
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
  })

  test('is refused with another body', async () => {
    const headers = { 'Idempotency-Key': 'key-2' }
    await make(draft, headers)
    const { status, json } = await make({ ...draft, name: 'Other' }, headers)
    expect(status).toBe(422)
    expect(json.errors).toEqual([{ field: 'Idempotency-Key', message: expect.any(String) }])
  })

  test('is the same with and without the quotes of structured fields', async () => {
    const first = await make(draft, { 'Idempotency-Key': 'key-3' })
    const second = await make(draft, { 'Idempotency-Key': '"key-3"' })
    expect(second.json.id).toBe(first.json.id)
  })

  test.each(['', 'x'.repeat(256), 'né'])('is refused when it is %j', async (key) => {
    const { status, json } = await make(draft, { 'Idempotency-Key': key })
    expect([status, json.code]).toEqual([400, 'malformed'])
  })
})

describe('reading services', () => {
  test('gives one with its ETag, and pages of all', async () => {
    const { id } = (await make({ ...draft, name: 'Needle in the hay' })).json
    const one = await house.ask('GET', `/api/v1/services/${id}`, { as: viewer })
    expect(one.headers.get('etag')).toBe(`"svc-${id}-r1"`)
    const found = await house.ask('GET', '/api/v1/services?search=needle&limit=1', { as: viewer })
    expect(found.json).toEqual({ items: [one.json], total: 1, page: 1, limit: 1 })
    const down = await house.ask('GET', '/api/v1/services?status=DOWN', { as: viewer })
    expect(down.json).toMatchObject({ items: [], total: 0, page: 1, limit: 50 })
  })

  test.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['page=0', 'page'],
    ['page=x', 'page'],
    ['page=1.5', 'page'],
    ['status=GREEN', 'status'],
  ])('refuses the query %s and names the field', async (query, field) => {
    const { status, json } = await house.ask('GET', `/api/v1/services?${query}`, { as: viewer })
    expect(status).toBe(422)
    expect(json.errors.map((error: { field: string }) => error.field)).toEqual([field])
  })

  test.each(['999999', 'abc', '-1', '1.5', '1e3', '0x1', '99999999999999999999', '%00', '1%27--'])(
    'answers 404 for the id %s',
    async (id) => {
      const { status, json } = await house.ask('GET', `/api/v1/services/${id}`, { as: viewer })
      expect([status, json.code]).toEqual([404, 'not_found'])
    },
  )

  test('the system’s own service is read by its id, counted nowhere, and not changed', async () => {
    const before = (await house.ask('GET', '/api/v1/services', { as: viewer })).json.total
    const write = {
      actor: { userId: null, label: 'pharos', requestId: null },
      at: Date.now(),
    }
    const definition = {
      name: 'Pharos',
      url: 'http://localhost:8080/livez',
      type: 'http',
      intervalMs: 30_000,
      timeoutMs: null,
      failuresToDown: 2,
      successesToUp: 1,
      degradedAboveMs: null,
      retries: 0,
      flappingAfter: null,
      dependsOn: [],
      paused: false,
      tags: [],
      config: {},
    }
    await house.store.owned.keepOwn(definition, write)
    const own = await house.ask('GET', '/api/v1/services/0', { as: viewer })
    expect(own.json).toMatchObject({ id: 0, system: true })
    expect((await house.ask('GET', '/api/v1/services', { as: viewer })).json.total).toBe(before)
    for (const method of ['PUT', 'PATCH']) {
      const headers = { 'If-Match': own.headers.get('etag') ?? '' }
      const told = await house.ask(method, '/api/v1/services/0', {
        as: admin,
        json: draft,
        headers,
      })
      expect([told.status, told.json.code]).toEqual([403, 'forbidden'])
    }
    expect((await house.ask('DELETE', '/api/v1/services/0', { as: admin })).status).toBe(403)
  })

  test('a service of the configuration file says so', async () => {
    const write = { actor: { userId: null, label: 'file', requestId: null }, at: Date.now() }
    const { id } = (await make({ ...draft, name: 'From the file' })).json
    const { services } = house.deps
    const { rev: _, ...definition } = await services.get(id as ServiceId)
    await house.store.owned.keepFromFile([{ ...definition, name: 'In the file' }], write)
    const found = await house.ask('GET', '/api/v1/services?search=in+the+file', { as: viewer })
    expect(found.json.items[0]?.source).toBe('file')
  })
})

describe('changing a service', () => {
  const change = (method: string, id: number, how: { json: unknown; match?: string }) =>
    house.ask(method, `/api/v1/services/${id}`, {
      as: admin,
      json: how.json,
      headers: how.match === undefined ? {} : { 'If-Match': how.match },
    })

  test.each(['PUT', 'PATCH'])('%s without If-Match is refused with 428', async (method) => {
    const { id } = (await make()).json
    const { status, json } = await change(method, id, { json: draft })
    expect([status, json.code]).toEqual([428, 'precondition_required'])
  })

  test('PATCH changes what it names, PUT everything', async () => {
    const { id } = (await make({ ...draft, failures_to_down: 5 })).json
    const patched = await change('PATCH', id, { json: { name: 'New' }, match: `"svc-${id}-r1"` })
    expect(patched.status).toBe(200)
    expect(patched.json).toMatchObject({ name: 'New', failures_to_down: 5, rev: 2 })
    expect(patched.headers.get('etag')).toBe(`"svc-${id}-r2"`)
    const put = await change('PUT', id, { json: draft, match: `"svc-${id}-r2"` })
    expect(put.json).toMatchObject({ name: 'Shop', failures_to_down: 2, rev: 3 })
  })

  test('tags come and go as a list or as one text, and stay where nothing is said of them', async () => {
    const made = (await make({ ...draft, tags: 'Shop, eu' })).json
    expect(made.tags).toEqual(['shop', 'eu'])
    const step = async (rev: number, json: unknown) =>
      (await change('PATCH', made.id, { json, match: `"svc-${made.id}-r${rev}"` })).json
    expect((await step(1, { name: 'New' })).tags).toEqual(['shop', 'eu'])
    expect((await step(2, { tags: ['team:web'] })).tags).toEqual(['team:web'])
    expect((await step(3, { tags: [] })).tags).toEqual([])
    expect((await step(4, { tags: ['a b'] })).errors).toMatchObject([{ field: 'tags' }])
  })

  test.each(['PUT', 'PATCH'])(
    '%s of a stale version gets 412 and the present one',
    async (method) => {
      const { id } = (await make()).json
      await change('PATCH', id, { json: { name: 'Theirs' }, match: `"svc-${id}-r1"` })
      const told = await change(method, id, { json: draft, match: `"svc-${id}-r1"` })
      expect(told.status).toBe(412)
      expect(told.json).toMatchObject({ code: 'stale', current_rev: 2 })
      const { json } = await house.ask('GET', `/api/v1/services/${id}`, { as: viewer })
      expect(json.name).toBe('Theirs')
    },
  )

  test('If-Match may be * or a list, and compares strongly', async () => {
    const { id } = (await make()).json
    const tag = (rev: number) => `"svc-${id}-r${rev}"`
    expect((await change('PATCH', id, { json: { paused: true }, match: '*' })).json.rev).toBe(2)
    const listed = await change('PATCH', id, { json: { paused: false }, match: `"a,b", ${tag(2)}` })
    expect(listed.json.rev).toBe(3)
    for (const match of [
      `W/${tag(3)}`,
      `"svc-${id + 1}-r3"`,
      `"user-${id}-r3"`,
      `${tag(1)}, ${tag(2)}`,
    ]) {
      const told = await change('PATCH', id, { json: { paused: true }, match })
      expect([told.status, told.json.current_rev], match).toEqual([412, 3])
    }
    const broken = await change('PATCH', id, { json: { paused: true }, match: 'svc-1' })
    expect(broken.status).toBe(400)
  })

  test('of two who save at once, one wins', async () => {
    const { id } = (await make()).json
    const saves = ['a', 'b', 'c'].map((name) =>
      change('PATCH', id, { json: { name }, match: `"svc-${id}-r1"` }),
    )
    const told = await Promise.all(saves)
    expect(told.map(({ status }) => status).sort()).toEqual([200, 412, 412])
  })

  test('a service that is not there is 404, whatever If-Match says', async () => {
    for (const match of ['*', '"svc-999999-r1"', '"x"']) {
      expect((await change('PATCH', 999_999, { json: {}, match })).status).toBe(404)
    }
  })
})

describe('deleting a service', () => {
  test('needs no If-Match, and happens once', async () => {
    const { id } = (await make()).json
    const path = `/api/v1/services/${id}`
    const told = await house.ask('DELETE', path, { as: admin })
    expect([told.status, told.text]).toEqual([204, ''])
    expect((await house.ask('DELETE', path, { as: admin })).status).toBe(404)
    expect((await house.ask('GET', path, { as: admin })).status).toBe(404)
  })

  test('honours If-Match where it is sent', async () => {
    const { id } = (await make()).json
    const path = `/api/v1/services/${id}`
    const stale = await house.ask('DELETE', path, {
      as: admin,
      headers: { 'If-Match': '"svc-1-r7"' },
    })
    expect(stale.status).toBe(412)
    const headers = { 'If-Match': `"svc-${id}-r1"` }
    expect((await house.ask('DELETE', path, { as: admin, headers })).status).toBe(204)
  })
})

describe('the outcomes of a service', () => {
  test('come newest first, in pages, with what each phase took', async () => {
    const { id } = (await make({ ...draft, name: 'Checked' })).json
    const { schedule } = house.store
    const { claims } = await schedule.claim({
      now: Date.now() + 10_000,
      startedAt: 0,
      jumped: false,
      limit: 1_000,
      defaultTimeoutMs: 10_000,
    })
    const claim = claims.find(({ check }) => check.serviceId === id)
    if (claim === undefined) throw new Error('the check was not claimed')
    const phases = { dnsMs: 1.5, connectMs: 2, tlsMs: null, firstByteMs: 3, totalMs: 6.5 }
    const result = {
      kind: 'result',
      checkId: claim.check.id,
      phases,
      checkedAt: claim.slot,
    } as const
    await schedule.accept({
      outcome: { ...result, slot: claim.slot, status: 'up', reason: 'ok', message: '200 OK' },
      checkRev: claim.check.rev,
    })
    await schedule.accept({
      outcome: {
        ...result,
        slot: claim.slot + 30_000,
        status: 'down',
        reason: 'bad_status',
        message: '500 <b>Internal Server Error</b>',
        evidence: { status: 500, address: '192.0.2.10' },
      },
      checkRev: claim.check.rev,
    })
    const path = `/api/v1/services/${id}/health-checks`
    const { json } = await house.ask('GET', `${path}?page=1&limit=1`, { as: viewer })
    expect(json).toMatchObject({ total: 2, page: 1, limit: 1 })
    expect(json.items[0]).toMatchObject({
      service_id: id,
      status: 'DOWN',
      reason: 'bad_status',
      message: '500 <b>Internal Server Error</b>',
      response_time_ms: 6.5,
      phases: { dns_ms: 1.5, connect_ms: 2, tls_ms: null, first_byte_ms: 3, total_ms: 6.5 },
      evidence: { status: 500, address: '192.0.2.10' },
      slots: 1,
    })
    expect(Date.parse(json.items[0]?.slot ?? '')).toBe(claim.slot + 30_000)
    const second = await house.ask('GET', `${path}?page=2&limit=1`, { as: viewer })
    expect(second.json.items[0]).toMatchObject({ status: 'UP', evidence: null })
    const { json: service } = await house.ask('GET', `/api/v1/services/${id}`, { as: viewer })
    expect(service).toMatchObject({ status: 'UP', recent: 'ud' })
  })

  test('of no service are 404, and pages are bounded', async () => {
    const none = await house.ask('GET', '/api/v1/services/999999/health-checks', { as: viewer })
    expect(none.status).toBe(404)
    const { id } = (await make()).json
    const path = `/api/v1/services/${id}/health-checks?limit=201`
    expect((await house.ask('GET', path, { as: viewer })).status).toBe(422)
  })
})
