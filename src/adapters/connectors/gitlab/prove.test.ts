import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { describeRecorded, json } from '../recorded.contract.ts'
import { prove } from './prove.ts'

const now = Date.UTC(2026, 5, 1, 12)
const seconds = Math.floor(now / 1_000)
const key = Buffer.from('0123456789abcdef0123456789abcdef')
const secret = `whsec_${key.toString('base64')}`
const body = Buffer.from('{"object_kind":"pipeline","text":"Übung"}')

const signatureOf = (timestamp: number | string, by: Buffer = key): string =>
  `v1,${createHmac('sha256', by).update(`m1.${timestamp}.`).update(body).digest('base64')}`
const signed = (headers: Readonly<Record<string, string>> = {}, bytes: Uint8Array = body) => ({
  headers: {
    'webhook-id': 'm1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatureOf(seconds),
    ...headers,
  },
  token: null,
  body: bytes,
})

describe('a signed delivery', () => {
  test('is believed', () => {
    expect(prove(signed(), secret, now)).toBe('ok')
  })

  test('is believed by a key that is no whsec_, as its bytes', () => {
    const headers = { 'webhook-signature': signatureOf(seconds, Buffer.from('grüße')) }
    expect(prove(signed(headers), 'grüße', now)).toBe('ok')
  })

  test('is believed by any of its signatures, while a key is replaced', () => {
    const other = signatureOf(seconds, Buffer.from('other'))
    const both = { 'webhook-signature': `${other} v2,abc ${signatureOf(seconds)}` }
    expect(prove(signed(both), secret, now)).toBe('ok')
    expect(prove(signed({ 'webhook-signature': `${other} ${other}` }), secret, now)).toBe('forged')
  })

  test('is forged when one byte of its body, its id or its time is another', () => {
    const altered = Buffer.from(body)
    altered[3] = (altered[3] ?? 0) ^ 1
    expect(prove(signed({}, altered), secret, now)).toBe('forged')
    expect(prove(signed({}, Buffer.concat([body, Buffer.from('\n')])), secret, now)).toBe('forged')
    expect(prove(signed({ 'webhook-id': 'm2' }), secret, now)).toBe('forged')
    expect(prove(signed({ 'webhook-timestamp': String(seconds + 1) }), secret, now)).toBe('forged')
  })

  test.each([
    [-300, 'ok'],
    [-301, 'stale'],
    [300, 'ok'],
    [301, 'stale'],
  ] as const)('from %i s away is %s', (offset, proof) => {
    const at = seconds + offset
    const headers = { 'webhook-timestamp': String(at), 'webhook-signature': signatureOf(at) }
    expect(prove(signed(headers), secret, now)).toBe(proof)
  })

  test.each([
    { 'webhook-signature': 'v1,' },
    { 'webhook-signature': signatureOf(seconds).slice(3) },
    { 'webhook-id': '' },
    { 'webhook-timestamp': '' },
    { 'webhook-timestamp': 'now', 'webhook-signature': signatureOf('now') },
  ])('with %j is forged', (headers) => {
    expect(prove(signed(headers), secret, now)).toBe('forged')
  })

  test('is not believed for its token when its signature is wrong', () => {
    const headers = { 'x-gitlab-token': secret, 'webhook-signature': 'v1,AAAA' }
    expect(prove(signed(headers), secret, now)).toBe('forged')
  })

  test.each(['', 'whsec_', 'whsec_!!!'])('is never believed by the empty key of %j', (empty) => {
    const headers = { 'webhook-signature': signatureOf(seconds, Buffer.alloc(0)) }
    expect(prove(signed(headers), empty, now)).toBe('forged')
  })
})

describe('a delivery with a secret token', () => {
  const withToken = (token: string) => ({
    headers: { 'webhook-id': 'm1', 'webhook-timestamp': '1', 'x-gitlab-token': token },
    token: null,
    body,
  })

  test('is believed whatever its id and time are, since only a signature says that it is signed', () => {
    expect(prove(withToken('t0ken'), 't0ken', now)).toBe('ok')
    expect(prove(withToken(secret), secret, now)).toBe('ok')
  })

  test.each(['t0ke', 't0kenn', 'T0ken', ' t0ken'])('is forged with %j', (token) => {
    expect(prove(withToken(token), 't0ken', now)).toBe('forged')
  })

  test('is no proof without one, or where none was agreed on', () => {
    expect(prove(withToken(''), 't0ken', now)).toBe('unsigned')
    expect(prove(withToken(''), '', now)).toBe('unsigned')
    expect(prove(withToken('x'), '', now)).toBe('forged')
    expect(prove(signed({ 'webhook-signature': '' }), secret, now)).toBe('unsigned')
    const bare = { headers: { 'webhook-id': 'm1' }, token: 't0ken', body }
    expect(prove(bare, 't0ken', now)).toBe('unsigned')
  })
})

const vectors = z.array(
  z.object({
    platform: z.string(),
    secret: z.string(),
    body: z.string(),
    header: z.record(z.string(), z.string()),
  }),
)

describeRecorded('published vectors', () => {
  test('of GitLab are believed, and not with a byte more', () => {
    const ours = vectors
      .parse(json('harness/signature-vectors.json'))
      .filter(({ platform }) => platform.startsWith('gitlab'))
    expect(ours).toHaveLength(2)
    for (const vector of ours) {
      const headers = Object.fromEntries(
        Object.entries(vector.header).map(([name, value]) => [name.toLowerCase(), value]),
      )
      const at = Number(headers['webhook-timestamp'] ?? '0') * 1_000
      const text = Buffer.from(vector.body)
      expect(prove({ headers, token: null, body: text }, vector.secret, at)).toBe('ok')
      if ('webhook-signature' in headers) {
        const longer = Buffer.concat([text, Buffer.from(' ')])
        expect(prove({ headers, token: null, body: longer }, vector.secret, at)).toBe('forged')
      }
      const other = `${vector.secret.slice(0, -1)}x`
      expect(prove({ headers, token: null, body: text }, other, at)).toBe('forged')
    }
  })
})
