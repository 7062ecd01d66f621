import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { describeWith } from '../../../test/support/engines.ts'
import { startSmtpServer } from '../../../test/support/smtp-server.ts'
import { Refusal } from '../../kernel/index.ts'
import { refusalOf } from '../../kernel/world.contract.ts'
import type { Attempt, Notification } from '../../modules/alerts/index.ts'
import { channels, describeChannels, openSenders, parseChannel } from './index.ts'
import { aChange, aLetter, at, channelWorld, hostile } from './letters.contract.ts'

const canary = 'canary-9f8e7d6c5b4a'
const never = new AbortController().signal

/** Settings of each channel that lead to a port of this machine. */
const settingsAt: Readonly<Record<string, (port: number) => Record<string, unknown>>> = {
  webhook: (port) => ({ url: `http://127.0.0.1:${port}/hook`, secret: canary }),
  slack: (port) => ({ url: `http://127.0.0.1:${port}/services/${canary}` }),
  smtp: (port) => ({
    host: '127.0.0.1',
    port,
    tls: 'none',
    from: 'Pharos <pharos@example.com>',
    to: ['ann@example.com', 'bob@example.com'],
  }),
}
const posting = channels.filter(({ type }) => type !== 'smtp')

function send(type: string, port: number, notification?: Notification, signal = never) {
  const settings = parseChannel(type, settingsAt[type]?.(port) ?? {})
  const sender = openSenders(channelWorld()).senderOf(type)
  if (sender === null) throw new Error(`no channel ${type}`)
  return sender(aLetter(settings, notification), signal)
}

type Heard = { readonly headers: IncomingMessage['headers']; readonly body: string }

async function receiver(status = 200, headers: Record<string, string> = {}) {
  const heard: Heard[] = []
  const server = createHttpServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    heard.push({ headers: request.headers, body })
    response.writeHead(status, headers).end(`what the receiver says: ${canary}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, heard }
}

/** A port where somebody listens who does what he is told with each connection. */
async function listener(manner: 'silent' | 'reset' | 'garbage') {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (manner === 'reset') socket.resetAndDestroy()
    if (manner === 'garbage') socket.end('\u0000\u0001 nonsense\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const keepsSecrets = (attempt: Attempt) => expect(JSON.stringify(attempt)).not.toContain(canary)

describe.each(channels.map(({ type }) => type))('the channel %s', (type) => {
  test('tells of a closed port as something to try again', async () => {
    const attempt = await send(type, await closedPort())
    expect(attempt.kind).toBe('failed')
    keepsSecrets(attempt)
  })

  test.each(['reset', 'garbage'] as const)(
    'tells of a %s as something to try again',
    async (manner) => {
      const attempt = await send(type, await listener(manner))
      expect(attempt.kind).toBe('failed')
      keepsSecrets(attempt)
    },
  )

  test('ends at once when it is stopped', async () => {
    const stop = new AbortController()
    const port = await listener('silent')
    const began = performance.now()
    const sending = send(type, port, undefined, stop.signal)
    setTimeout(() => stop.abort(), 100)
    expect(await sending).toEqual({ kind: 'failed', detail: 'stopped', retryAfterMs: null })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('S1 S4 asks the address policy with the address, and goes nowhere against it', async () => {
    const { port, heard } = await receiver()
    const asked: string[] = []
    const world = channelWorld({
      lookup: async () => ['203.0.113.9', '127.0.0.1'],
      blocked(address) {
        asked.push(address)
        return address === '127.0.0.1' ? `${address} is a private address` : null
      },
    })
    const settings = parseChannel(type, settingsAt[type]?.(port) ?? {})
    const byName = JSON.parse(JSON.stringify(settings).replaceAll('127.0.0.1', 'inside.example'))
    for (const each of [settings, byName]) {
      const attempt = await openSenders(world).senderOf(type)?.(aLetter(each), never)
      expect(attempt).toEqual({ kind: 'refused', detail: '127.0.0.1 is a private address' })
    }
    expect(asked).toEqual(['127.0.0.1', '203.0.113.9', '127.0.0.1'])
    expect(heard).toEqual([])
  })

  test('refuses settings at their field', () => {
    const fields = refusalOf(() => parseChannel(type, { nonsense: 1 })).fields.map(
      ({ path }) => path,
    )
    expect(fields).toContain('config.nonsense')
    expect(fields.length).toBeGreaterThan(1)
  })

  test('describes every setting for a form', () => {
    const found = describeChannels().find((one) => one.type === type)
    expect(found?.settings.length).toBeGreaterThan(0)
    for (const { title } of found?.settings ?? []) expect(title).toMatch(/^[A-Z]/)
  })
})

describe.each(posting.map(({ type }) => type))('the channel %s', (type) => {
  test('is taken with 200, under the same id each time', async () => {
    const { port, heard } = await receiver()
    expect(await send(type, port)).toEqual({ kind: 'delivered', detail: 'answered 200' })
    expect(await send(type, port)).toEqual({ kind: 'delivered', detail: 'answered 200' })
    const ids = heard.map(({ headers }) => headers['idempotency-key'])
    expect(ids).toEqual([aChange().id, aChange().id])
  })

  test.each([
    [429, { 'Retry-After': '7' }, { kind: 'failed', detail: 'answered 429', retryAfterMs: 7_000 }],
    [500, {}, { kind: 'failed', detail: 'answered 500', retryAfterMs: null }],
    [
      503,
      { 'Retry-After': 'soon' },
      { kind: 'failed', detail: 'answered 503', retryAfterMs: null },
    ],
    [404, {}, { kind: 'refused', detail: 'answered 404' }],
    [410, {}, { kind: 'refused', detail: 'answered 410' }],
  ])('S9 says of %i no more than that', async (status, headers, attempt) => {
    const { port } = await receiver(status, headers)
    expect(await send(type, port)).toEqual(attempt)
  })

  test('S5 follows no redirect', async () => {
    const inside = await receiver()
    const { port } = await receiver(302, { Location: `http://127.0.0.1:${inside.port}/` })
    expect(await send(type, port)).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('redirects are not followed'),
    })
    expect(inside.heard).toEqual([])
  })
})

test('a webhook is signed as Standard Webhooks say, and says all that there is', async () => {
  const { port, heard } = await receiver()
  await send('webhook', port)
  const [{ headers, body } = { headers: {}, body: '' }] = heard
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const digest = createHmac('sha256', canary).update(signed).digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${digest}`)
  expect(headers['webhook-timestamp']).toBe(String(at / 1_000))
  expect(JSON.parse(body)).toEqual({
    version: 1,
    id: aChange().id,
    kind: 'change',
    at: '2026-12-31T14:30:00Z',
    link: 'https://pharos.example/services/7',
    service: {
      id: 7,
      name: 'Shop API',
      target: 'https://shop.example/health',
      tags: ['shop', 'eu'],
    },
    status: 'down',
    previous_status: 'up',
    reason: 'bad_status',
    message: 'answered 503, 200-299 was expected',
    since: '2026-12-31T14:29:00Z',
    after_ms: 3_600_000,
    evidence: { status_line: 'HTTP/1.1 503 Service Unavailable', address: '192.0.2.7' },
  })
})

test('a secret that cannot be opened is told as something to mend', async () => {
  const world = channelWorld({
    reveal() {
      throw new Refusal('invalid', 'a secret was sealed with another key')
    },
  })
  const settings = parseChannel('webhook', { url: 'http://127.0.0.1:9/', secret: 'x' })
  expect(await openSenders(world).senderOf('webhook')?.(aLetter(settings), never)).toEqual({
    kind: 'refused',
    detail: 'a secret was sealed with another key',
  })
})

test('N4 what a target is called does nothing in Slack', async () => {
  const { port, heard } = await receiver()
  await send('slack', port, aChange({ name: hostile, message: hostile, tags: [hostile] }))
  const text = heard[0]?.body ?? ''
  expect(text).not.toMatch(/<!channel>|<http:\/\/evil/)
  expect(JSON.parse(text).text).toContain('&lt;!channel&gt;')
})

test('a digest in Slack names every service that fits, and counts the rest', async () => {
  const { port, heard } = await receiver()
  const news = Array.from({ length: 3_000 }, (_, i) => {
    const change = aChange({ name: `service ${i}` })
    return change.kind === 'change' ? change.news : null
  }).filter((one) => one !== null)
  await send('slack', port, { kind: 'digest', id: 'd', at, news })
  const { blocks, text } = JSON.parse(heard[0]?.body ?? '{}')
  expect(text).toContain('3000 changes: 3000 down')
  expect(blocks.length).toBeLessThanOrEqual(50)
  const all = JSON.stringify(blocks)
  const named = [...all.matchAll(/service \d+ is down/g)].length
  const more = Number(/and (\d+) more/.exec(all)?.[1] ?? 0)
  expect(named + more).toBe(3_000)
  expect(named).toBeGreaterThan(1_000)
})

describeWith('aiosmtpd', 'the channel smtp', (python) => {
  test('arrives as a mail that says all that there is, in text and in HTML', async () => {
    await using server = await startSmtpServer(python)
    expect(await send('smtp', server.port)).toEqual({
      kind: 'delivered',
      detail: 'accepted for 2 of 2',
    })
    const { from, to, data } = await server.mail(0)
    expect(from).toBe('pharos@example.com')
    expect(to).toEqual(['ann@example.com', 'bob@example.com'])
    expect(data).toMatch(/^Subject: Shop API is down\r?$/m)
    expect(data).toMatch(/^Auto-Submitted: auto-generated\r?$/m)
    expect(data).toContain(`<${aChange().id}@example.com>`)
    expect(data).toContain('References: <service-7@example.com>')
    expect(data).toContain('text/html')
    expect(data).toContain('answered 503, 200-299 was expected')
    expect(data).toContain('https://pharos.example/services/7')
  })

  test('N2 a name with a line break in it adds no header and no recipient', async () => {
    await using server = await startSmtpServer(python)
    await send('smtp', server.port, aChange({ name: hostile }))
    const { data, to } = await server.mail(0)
    expect(to).toHaveLength(2)
    expect(data.split(/\r?\n\r?\n/)[0]).not.toMatch(/^Bcc:/m)
  })

  test('a recipient that is refused for good is not tried again, one that is busy is', async () => {
    await using gone = await startSmtpServer(python, { refuse: { rcpt: '550 no such user' } })
    expect(await send('smtp', gone.port)).toMatchObject({ kind: 'refused' })
    await using busy = await startSmtpServer(python, { refuse: { data: '451 try later' } })
    expect(await send('smtp', busy.port)).toMatchObject({ kind: 'failed' })
  })
})

test.each([
  'ann@example.com, eve@evil.example x',
  '"a@evil x"@example.com',
  'group: a@example.com;',
  'a@b\r\nBcc: c@example.com',
  '(comment)a@example.com',
  `${'a'.repeat(400)}@example.com`,
])('N3 %j is no address to send to', (to) => {
  const settings = { host: 'mail.example', from: 'a@example.com', to: [to] }
  expect(refusalOf(() => parseChannel('smtp', settings)).fields[0]?.path).toMatch(/^config\.to/)
})
