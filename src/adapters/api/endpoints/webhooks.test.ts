import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConnectionId } from '../../../kernel/index.ts'
import { type House, type How, openHouse, type Person } from '../house.contract.ts'

const mostBytes = 26_214_400
const secret = 'a secret of the webhooks'
const ping = JSON.stringify({ zen: 'Keep it logically awesome.', hook_id: 1 })

let house: House
let editor: Person
let viewer: Person
let id: number

beforeAll(async () => {
  house = await openHouse()
  editor = await house.person('admin')
  viewer = await house.person('viewer')
  const json = {
    name: 'github main',
    platform: 'github',
    config: { token: 'ghp_x', webhook_secret: secret },
  }
  const made = await house.ask('POST', '/api/v1/connections', { as: editor, json })
  expect(made.text).toContain('"id"')
  id = made.json.id
})
afterAll(() => house[Symbol.asyncDispose]())

const signed = (body: string | Uint8Array, by = secret): Record<string, string> => ({
  'x-github-event': 'ping',
  'x-github-delivery': randomUUID(),
  'x-hub-signature-256': `sha256=${createHmac('sha256', by).update(body).digest('hex')}`,
})

const deliver = (how: How, to = 'github%20main') => house.ask('POST', `/api/v1/webhooks/${to}`, how)

describe('a webhook that is proved', () => {
  test('is taken without credentials, stored, and told apart from its repetition', async () => {
    const headers = signed(ping)
    const first = await deliver({ body: ping, headers })
    expect([first.status, first.json.duplicate]).toEqual([202, false])
    const again = await deliver({ body: ping, headers })
    expect(again.json).toEqual({ id: first.json.id, duplicate: true })
  })

  test('is taken under the id of its connection too, and whatever its type is', async () => {
    const headers = { ...signed(ping), 'Content-Type': 'text/plain; charset=latin1' }
    expect((await deliver({ body: ping, headers }, String(id))).status).toBe(202)
  })

  test('has its bytes looked at as they came, which need be no JSON to us', async () => {
    const body = Uint8Array.from([0xff, 0x00, 0x7b])
    expect((await deliver({ body, headers: signed(body) })).status).toBe(202)
  })

  test('may be long', async () => {
    const body = new Uint8Array(3_000_000).fill(0x20)
    const { json } = await deliver({ body, headers: signed(body) })
    const stored = await house.ask('GET', `/api/v1/webhook-events/${json.id}`, { as: editor })
    expect(stored.json.bytes).toBe(3_000_000)
    expect(String(stored.json.body)).toHaveLength(1_048_576)
  })
})

test('webhooks alone may be as long as platforms send them, and their routes say so', () => {
  const long = house.api.routes.filter(({ bodyMost }) => bodyMost !== undefined)
  expect(long.map(({ path, bodyMost }) => [path, bodyMost])).toEqual([
    ['/api/v1/webhooks/:connection', mostBytes],
    ['/api/v1/webhooks/:connection/:token', mostBytes],
  ])
})

describe('a webhook is refused', () => {
  test('without a proof, with a wrong one, and with one for another body', async () => {
    expect((await deliver({ body: ping })).status).toBe(401)
    expect((await deliver({ body: ping, headers: signed(ping, 'another') })).status).toBe(401)
    const altered = JSON.stringify(JSON.parse(ping), null, 1)
    expect((await deliver({ body: altered, headers: signed(ping) })).status).toBe(401)
  })

  test('in the same words for connections that are not there, and for any text', async () => {
    const answers = await Promise.all(
      ['nobody', '999', '%00', '..%2f', 'x'.repeat(2_000)].map((to) =>
        deliver({ body: ping, headers: signed(ping) }, to),
      ),
    )
    for (const { status, json } of answers) {
      expect([status, json.detail]).toEqual([
        404,
        'There is no connection of that name that takes webhooks',
      ])
    }
  })

  test('when it is longer than 25 MB, by what it says and by what comes', async () => {
    const headers = { 'Content-Length': String(mostBytes + 1) }
    expect((await deliver({ body: ping, headers })).status).toBe(413)
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        sent += 1_048_576
        controller.enqueue(new Uint8Array(1_048_576))
      },
    })
    expect((await deliver({ body })).status).toBe(413)
    expect(sent).toBeLessThan(mostBytes + 4 * 1_048_576)
  })

  test('when it breaks off', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"a'))
        controller.error(new Error('the connection is gone'))
      },
    })
    expect((await deliver({ body, headers: signed(ping) })).status).toBe(400)
  })

  test('when it is packed', async () => {
    const headers = { ...signed(ping), 'Content-Encoding': 'gzip' }
    expect((await deliver({ body: ping, headers })).status).toBe(415)
  })

  test('as a form, with what to choose instead', async () => {
    const body = `payload=${encodeURIComponent(ping)}`
    const headers = { ...signed(body), 'Content-Type': 'application/x-www-form-urlencoded' }
    const { status, json } = await deliver({ body, headers })
    expect(status).toBe(415)
    expect(json.detail).toContain('choose application/json')
  })

  test('while others fill the memory, and is taken when they are gone', async () => {
    const slow = Array.from({ length: 100 }, () => Promise.withResolvers<Uint8Array>())
    const others = slow.map(({ promise }) =>
      deliver({
        body: new ReadableStream({
          async pull(controller) {
            controller.enqueue(await promise)
            controller.close()
          },
        }),
      }),
    )
    const { status, headers } = await deliver({ body: ping, headers: signed(ping) })
    expect([status, headers.get('retry-after')]).toEqual([503, '10'])
    for (const { resolve } of slow) resolve(new TextEncoder().encode(ping))
    expect((await Promise.all(others)).every((one) => one.status === 401)).toBe(true)
    expect((await deliver({ body: ping, headers: signed(ping) })).status).toBe(202)
  })
})

describe('a secret in the address', () => {
  test('stands in the path or in the query, for platforms that sign nothing', async () => {
    const config = { webhook_secret: 'aB3' }
    const made = await house.ask('POST', '/api/v1/connections', {
      as: editor,
      json: { name: 'jobs', platform: 'generic', config },
    })
    expect(made.status).toBe(201)
    const body = JSON.stringify({ project: 'job', run: { id: 1, status: 'running' } })
    expect((await deliver({ body }, 'jobs/aB3')).status).toBe(202)
    expect((await deliver({ body: `${body} ` }, 'jobs?token=aB3')).status).toBe(202)
    expect((await deliver({ body }, 'jobs/aB4')).status).toBe(401)
    expect((await deliver({ body }, 'jobs')).status).toBe(401)
  })
})

describe('the address of webhooks', () => {
  const path = () => `/api/v1/connections/${id}/webhook`

  test('is where the request came to, with the secret and the steps', async () => {
    const { json } = await house.ask('GET', path(), { as: editor })
    expect(json).toMatchObject({
      url: 'http://localhost/api/v1/webhooks/github%20main',
      secret,
    })
    expect(json.steps).not.toHaveLength(0)
  })

  test('is what the configuration says, where it says it', async () => {
    await using other = await openHouse({ publicUrl: 'https://status.example.com/' })
    const as = await other.person('admin')
    const json = { name: 'x', platform: 'github', config: { token: 'ghp_x' } }
    const made = await other.ask('POST', '/api/v1/connections', { as, json })
    const told = await other.ask('GET', `/api/v1/connections/${made.json.id}/webhook`, { as })
    expect(told.json.url).toBe('https://status.example.com/api/v1/webhooks/x')
    expect(told.json.secret).toMatch(/^whsec_/)
  })

  test('is not for viewers', async () => {
    expect((await house.ask('GET', path(), { as: viewer })).status).toBe(403)
  })
})

describe('webhook events', () => {
  test('are listed newest first, by connection and by what became of them', async () => {
    const { json } = await deliver({ body: ping, headers: signed(ping) })
    const list = (query: string) =>
      house.ask('GET', `/api/v1/webhook-events?${query}`, { as: viewer })
    expect((await list(`connection_id=${id}&limit=1`)).json.items[0]).toMatchObject({
      id: json.id,
      connection_id: id,
      type: 'ping',
      status: 'waiting',
      bytes: ping.length,
    })
    expect((await list('status=dead')).json.total).toBe(0)
    expect((await list('connection_id=999')).json.total).toBe(0)
    expect((await list('status=lost')).status).toBe(422)
  })

  test('show editors what was said, without what proves it', async () => {
    const { json } = await deliver({ body: ping, headers: signed(ping) })
    const path = `/api/v1/webhook-events/${json.id}`
    const shown = await house.ask('GET', path, { as: editor })
    expect(shown.json).toMatchObject({ body: ping, headers: { 'x-github-event': 'ping' } })
    expect(shown.text).not.toContain('sha256=')
    expect((await house.ask('GET', path, { as: viewer })).status).toBe(403)
  })

  test('are processed again when an editor says so', async () => {
    const { json } = await deliver({ body: ping, headers: signed(ping) })
    const event = json.id as Parameters<typeof house.store.pipelines.event>[0]
    const done = { at: Date.now(), status: 'dead', error: 'no', retryAt: null } as const
    await house.store.pipelines.settle(event, done)
    const path = `/api/v1/webhook-events/${event}`
    expect((await house.ask('POST', `${path}/replay`, { as: viewer })).status).toBe(403)
    expect((await house.ask('POST', `${path}/replay`, { as: editor })).status).toBe(202)
    expect((await house.ask('GET', path, { as: editor })).json.status).toBe('waiting')
    const missing = await house.ask('POST', '/api/v1/webhook-events/999/replay', { as: editor })
    expect(missing.status).toBe(404)
  })

  test('go with their connection', async () => {
    const found = await house.store.pipelines.events(
      { connectionId: id as ConnectionId },
      { page: 1, limit: 1 },
    )
    expect(found.total).toBeGreaterThan(0)
    await house.ask('DELETE', `/api/v1/connections/${id}`, { as: editor })
    expect((await deliver({ body: ping, headers: signed(ping) })).status).toBe(404)
  })
})
