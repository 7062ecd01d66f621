import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createClient, firstAdmin, logIn, someone } from './support/client.ts'
import { sqliteIn } from './support/database.ts'
import { makeFolder } from './support/folder.ts'
import { buildOnSqlite, onEachDialect, onPostgres } from './support/house.ts'
import { listen } from './support/listener.ts'
import { freePort } from './support/ports.ts'
import { serve } from './support/program.ts'
import { openStream } from './support/stream.ts'
import { says, startTarget } from './support/target.ts'
import { until } from './support/until.ts'

const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
/** A session that is over is noticed within this. */
const cutMs = 7_000

onEachDialect('the contract', (build) => {
  test('the first account registers and logs in from loopback, and is an admin', async () => {
    await using server = await (await build()).serve()
    const stranger = createClient(server.url)
    const registered = await stranger.post('/api/v1/auth/register', someone)
    expect(registered.status).toBe(201)
    expect(registered.json).toEqual({
      id: 1,
      email: 'user@example.com',
      role: 'admin',
      created_at: moment,
    })
    const loggedIn = await stranger.post('/api/v1/auth/login', someone)
    expect(loggedIn.status).toBe(200)
    expect(loggedIn.json).toEqual({
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expires_at: moment,
      user: registered.json,
    })
  })

  test('a service is added as it stands, listed, and checked within five seconds', async () => {
    await using target = await startTarget()
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    const added = await admin.post('/api/v1/services', {
      name: 'My API',
      url: target.url,
      check_interval: 60,
    })
    expect(added.status).toBe(201)
    expect(added.json).toMatchObject({
      id: 1,
      name: 'My API',
      url: target.url,
      check_interval: 60,
      status: 'UNKNOWN',
      last_checked_at: null,
      response_time_ms: null,
      rev: 1,
    })
    expect(added.headers.get('location')).toBe('/api/v1/services/1')
    const outcomes = await until(
      'its first outcome is there',
      async () => {
        const found = await admin.get('/api/v1/services/1/health-checks?page=1&limit=10')
        return found.json.total === 1 && found.json
      },
      { deadlineMs: 7_000 },
    )
    expect(outcomes).toEqual({
      items: [
        expect.objectContaining({
          id: expect.any(Number),
          service_id: 1,
          status: 'UP',
          reason: 'ok',
          response_time_ms: expect.any(Number),
          checked_at: moment,
        }),
      ],
      total: 1,
      page: 1,
      limit: 10,
    })
    const list = await admin.get('/api/v1/services')
    expect(Object.keys(list.json).sort()).toEqual(['items', 'limit', 'page', 'total'])
    expect(list.json).toMatchObject({
      items: [{ id: 1, status: 'UP', last_checked_at: moment }],
      total: 1,
      page: 1,
    })
  })

  test('a WebSocket hears in exactly four keys that a target died, and that it is back', async () => {
    await using target = await startTarget()
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    await admin.addService({ name: 'My API', url: target.url, check_interval: 1 })
    await until('it is up', async () => (await admin.service(1)).status === 'UP')
    using socket = await listen(admin)
    await target.kill()
    expect(await socket.message(0)).toEqual({
      ServiceID: 1,
      OldStatus: 'UP',
      NewStatus: 'DOWN',
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    })
    expect((await admin.service(1)).status).toBe('DOWN')
    await target.restart()
    expect(await socket.message(1)).toEqual({
      ServiceID: 1,
      OldStatus: 'DOWN',
      NewStatus: 'UP',
      Timestamp: moment,
    })
    expect(socket.heard).toHaveLength(2)
  })

  test('a change needs If-Match: 428 without it, 412 when somebody was faster', async () => {
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    await admin.addService({ name: 'Shop', url: 'http://127.0.0.1:9/', check_interval: 60 })
    const path = '/api/v1/services/1'
    const etag = (await admin.get(path)).headers.get('etag') ?? ''
    const rename = (name: string, headers: Record<string, string>) =>
      admin.ask('PATCH', path, { body: { name }, headers })
    expect((await rename('Late', {})).status).toBe(428)
    const first = await rename('First', { 'If-Match': etag })
    expect([first.status, first.json.name, first.json.rev]).toEqual([200, 'First', 2])
    const stale = await rename('Second', { 'If-Match': etag })
    expect([stale.status, stale.json.code, stale.json.current_rev]).toEqual([412, 'stale', 2])
    expect(stale.headers.get('content-type')).toBe('application/problem+json')
    const replaced = await admin.ask('PUT', path, {
      body: { name: 'Third', url: 'http://127.0.0.1:9/' },
      headers: { 'If-Match': first.headers.get('etag') ?? '' },
    })
    expect([replaced.status, replaced.json.name]).toEqual([200, 'Third'])
    expect((await admin.ask('DELETE', path)).status).toBe(204)
    expect((await admin.get(path)).status).toBe(404)
  })

  test('an Idempotency-Key makes nothing twice, and is refused for another body', async () => {
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    const headers = { 'Idempotency-Key': '8e03978e-40d5-43e8-bc93-6894a57f9324' }
    const draft = { name: 'Shop', url: 'http://127.0.0.1:9/', check_interval: 60 }
    for (const _ of [1, 2]) {
      const { status, json } = await admin.post('/api/v1/services', draft, { headers })
      expect([status, json.id]).toEqual([201, 1])
    }
    const other = await admin.post('/api/v1/services', { ...draft, name: 'Other' }, { headers })
    expect(other.status).toBe(422)
    expect((await admin.services()).map(({ name }) => name)).toEqual(['Shop'])
  })

  test('requests with one Idempotency-Key at the same moment make one service', async () => {
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    const headers = { 'Idempotency-Key': '"one"' }
    const draft = { name: 'Shop', url: 'http://127.0.0.1:9/', check_interval: 60 }
    const answers = await Promise.all(
      [1, 2, 3].map(() => admin.post('/api/v1/services', draft, { headers })),
    )
    const [made] = await admin.services()
    expect(answers.map(({ status, json }) => [status, json.id])).toEqual([
      [201, made?.id],
      [201, made?.id],
      [201, made?.id],
    ])
    expect(await admin.services()).toHaveLength(1)
  })

  test('bad input is refused with the status that says why, and changes nothing', async () => {
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    const draft = { name: 'Shop', url: 'http://127.0.0.1:9/', check_interval: 60 }
    const post = (raw: string) => admin.ask('POST', '/api/v1/services', { raw })
    const large = JSON.stringify({ ...draft, name: 'x'.repeat(5 * 1_048_576) })
    const refused = {
      'five megabytes': await post(large),
      'malformed JSON': await post('{"name": "Shop",'),
      'a name of 10,000 characters': await post(
        JSON.stringify({ ...draft, name: 'x'.repeat(10_000) }),
      ),
      'an unknown field': await post(JSON.stringify({ ...draft, id: 7 })),
      'an id that is a word': await admin.get('/api/v1/services/abc'),
      'an id that is a fraction': await admin.get('/api/v1/services/1.5'),
      'an id below zero': await admin.get('/api/v1/services/-1'),
      'an id beyond all numbers': await admin.get(`/api/v1/services/${'9'.repeat(40)}`),
      'the checks of such an id': await admin.get('/api/v1/services/abc/health-checks'),
    }
    const answers = Object.entries(refused).map(([what, { status, json }]) => [
      what,
      status,
      json.code,
    ])
    expect(answers).toEqual([
      ['five megabytes', 413, 'too_large'],
      ['malformed JSON', 400, 'malformed'],
      ['a name of 10,000 characters', 422, 'invalid'],
      ['an unknown field', 422, 'invalid'],
      ['an id that is a word', 404, 'not_found'],
      ['an id that is a fraction', 404, 'not_found'],
      ['an id below zero', 404, 'not_found'],
      ['an id beyond all numbers', 404, 'not_found'],
      ['the checks of such an id', 404, 'not_found'],
    ])
    expect(refused['a name of 10,000 characters'].json.errors).toEqual([
      { field: 'name', message: expect.any(String) },
    ])
    expect(await admin.services()).toEqual([])
  })

  test('a name with markup in it is kept as it is, and inert on the pages', async () => {
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    const name = '<script>alert(1)</script><img src=x onerror=alert(2)>'
    const added = await admin.post('/api/v1/services', { name, url: 'http://127.0.0.1:9/' })
    expect([added.status, added.json.name]).toEqual([201, name])
    for (const path of ['/', '/services', '/services/1', '/services/1/edit']) {
      const page = await until(`${path} shows it`, async () => {
        const { text } = await admin.get(path)
        return text.includes('&lt;script&gt;alert(1)') && text
      })
      expect(page).not.toContain('<script>alert')
      expect(page).not.toContain('<img')
    }
  })

  test('a second account is refused without an invitation, and made with one', async () => {
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    const stranger = createClient(server.url)
    const second = { email: 'second@example.com', password: 'password456' }
    const refused = await stranger.post('/api/v1/auth/register', second)
    expect([refused.status, refused.json.code]).toEqual([403, 'forbidden'])
    const { invitation } = await admin.read<{ invitation: string }>('POST', '/api/v1/invitations', {
      body: {},
    })
    const invited = await stranger.post('/api/v1/auth/register', { ...second, invitation })
    expect([invited.status, invited.json.role]).toEqual([201, 'editor'])
    const again = { email: 'third@example.com', password: 'password789', invitation }
    expect((await stranger.post('/api/v1/auth/register', again)).status).toBe(403)
  })

  test('a log-out ends the JWT at once, and its WebSocket and stream within seconds', async () => {
    await using server = await (await build()).serve()
    const admin = await firstAdmin(server)
    const other = await logIn(server)
    using socket = await listen(admin)
    using stream = await openStream(admin)
    using others = await listen(other)
    expect((await admin.post('/api/v1/auth/logout', {})).status).toBe(204)
    const since = performance.now()
    expect((await admin.get('/api/v1/me')).status).toBe(401)
    expect(await socket.closed).toBe(4401)
    await stream.ended
    expect(performance.now() - since).toBeLessThan(cutMs)
    expect((await other.get('/api/v1/me')).status).toBe(200)
    expect(others.heard).toEqual([])
  })

  test('a change of password ends every session, cookies too, and API tokens stay', async () => {
    await using server = await (await build()).serve()
    const jwt = await firstAdmin(server)
    const cookie = await logInByForm(server.url)
    const { token } = await jwt.read<{ token: string }>('POST', '/api/v1/tokens', {
      body: { name: 'script' },
    })
    const script = createClient(server.url, { Authorization: `Bearer ${token}` })
    using socket = await listen(jwt)
    using stream = await openStream(cookie)
    const changed = await jwt.post('/api/v1/me/password', {
      current_password: someone.password,
      new_password: 'battery staple',
    })
    expect(changed.status).toBe(204)
    const since = performance.now()
    const statuses = await Promise.all(
      [jwt, cookie, script].map(async (client) => (await client.get('/api/v1/me')).status),
    )
    expect(statuses).toEqual([401, 401, 200])
    expect(await socket.closed).toBe(4401)
    await stream.ended
    expect(performance.now() - since).toBeLessThan(cutMs)
    const stranger = createClient(server.url)
    expect((await stranger.post('/api/v1/auth/login', someone)).status).toBe(401)
    await logIn(server, { email: someone.email, password: 'battery staple' })
  })
})

/** A browser's session, as a client. */
async function logInByForm(url: string) {
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...someone, next: '/' }),
  })
  const [pair = ''] = (response.headers.get('set-cookie') ?? '').split(';')
  return createClient(url, { Cookie: pair })
}

describe('variables of the environment', () => {
  test('PORT is honoured with a colon before it, and DATABASE_URL with sqlite:FILE', async () => {
    const house = await buildOnSqlite()
    using elsewhere = makeFolder()
    const port = await freePort()
    const { url } = sqliteIn(elsewhere.path)
    await using server = await serve({
      cwd: house.cwd,
      port: null,
      env: { ...house.env, PORT: `:${port}`, DATABASE_URL: url },
    })
    expect(server.printed).toBe(`http://localhost:${port}`)
    await firstAdmin(server)
    expect(await sqliteIn(elsewhere.path).query('select email from identity_users')).toEqual([
      { email: someone.email },
    ])
  })

  test('they are read from .env in the working directory too', async () => {
    const house = await buildOnSqlite()
    const port = await freePort()
    writeFileSync(join(house.cwd, '.env'), `PORT=":${port}"\n`)
    await using server = await house.serve({ port: null })
    expect(server.port).toBe(port)
  })
})

onPostgres('DATABASE_URL with postgres://', (build) => {
  test('is honoured: nothing but secrets, the socket and the public page is in the data folder', async () => {
    const house = await build()
    await using target = await startTarget(says(200))
    await using server = await house.serve()
    const admin = await firstAdmin(server)
    await admin.addService({ name: 'My API', url: target.url, check_interval: 1 })
    await target.asked()
    const left = ['collector-secret', 'collector.sock', 'jwt-secret', 'secret-key']
    // The files of the public page come a moment later.
    const found = readdirSync(house.dataDir).filter((name) => name !== 'status')
    expect(found.toSorted()).toEqual(left)
    expect(await house.database.query('select name from services where id > 0')).toEqual([
      { name: 'My API' },
    ])
  })
})
