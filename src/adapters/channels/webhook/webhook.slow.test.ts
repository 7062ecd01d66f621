import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { refusalOf } from '../../../kernel/world.contract.ts'
import { parseChannel } from '../index.ts'
import { aChange, aDigest, at } from '../letters.contract.ts'
import { canary, receiver, send } from '../receivers.contract.ts'

/** What arrives of one sending. */
async function arrival(sending: Omit<Parameters<typeof send>[0], 'type' | 'port'> = {}) {
  const { port, heard } = await receiver()
  await send({ type: 'webhook', port, ...sending })
  const [one] = heard
  if (one === undefined) throw new Error('nothing arrived')
  return one
}

test('a webhook is signed as Standard Webhooks say, and says all that there is', async () => {
  const { headers, body } = await arrival()
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
    evidence: {
      status: 503,
      address: '192.0.2.7',
      head: 'HTTP/1.1 503 Service Unavailable\nserver: shop\nset-cookie: ***',
    },
  })
})

test('a digest leaves no change out', async () => {
  const { body } = await arrival({ notification: aDigest(3_000) })
  const { kind, changes } = JSON.parse(body)
  expect(kind).toBe('digest')
  expect(changes).toHaveLength(3_000)
  expect(changes[2_999]).toMatchObject({ service: { name: 'service 2999' }, status: 'down' })
})

test('a webhook without a secret is not signed', async () => {
  const { headers } = await arrival({ differs: { secret: '' } })
  expect(headers).not.toHaveProperty('webhook-signature')
})

test('headers of its own go along, the secret one among them', async () => {
  const typed = 'X-Team: night\n\nX-Route:a, b: c'
  const { headers } = await arrival({ differs: { headers: typed } })
  expect(headers).toMatchObject({
    'x-team': 'night',
    'x-route': 'a, b: c',
    authorization: `Bearer ${canary}`,
    'content-type': 'application/json',
  })
})

test('headers are kept as an object, however they were typed', () => {
  const url = 'https://hooks.example/'
  const kept = { 'X-Team': 'night', 'X-Route': 'a' }
  for (const headers of ['X-Team: night\r\nX-Route: a', kept]) {
    expect(parseChannel('webhook', { url, headers }).headers).toEqual(kept)
  }
})

test.each([
  ['headers', 'no colon', 'must look like "Name: value"'],
  ['headers', { 'X-A': 'a\r\nX-B: b' }, 'has a X-A with a character that no header may have'],
  ['headers', 'Host: inside', 'must leave out Host, which the message has already'],
  ['headers', 'webhook-id: 1', 'must leave out webhook-id, which the message has already'],
  ['headers', 'Content-Length: 5', 'must leave out Content-Length, which the message has already'],
  ['headers', 'X-A: 1\nx-a: 2', 'has a name twice'],
  ['secret_header', 'Authorization', 'must look like "Authorization: Bearer …"'],
  ['secret', 'whsec_', 'must have a key in Base64 after whsec_'],
  ['url', 'https://ann:word@hooks.example/', 'must look like https://example.com/path'],
  ['url', 'file:///etc/passwd', 'must look like https://example.com/path'],
])('S6 the setting %s does not take %j', (field, value, message) => {
  const settings = { url: 'https://hooks.example/', [field]: value }
  const { fields } = refusalOf(() => parseChannel('webhook', settings))
  expect(fields).toEqual([{ path: `config.${field}`, message }])
})

test('a header that is a key is not taken where everyone sees it', () => {
  const settings = { url: 'https://hooks.example/', headers: `Authorization: ${canary}` }
  const { fields } = refusalOf(() => parseChannel('webhook', settings))
  expect(fields[0]?.message).toContain('enter it as the secret header')
  expect(JSON.stringify(fields)).not.toContain(canary)
})
