import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Secret, type SessionId, type UserId } from '../../kernel/index.ts'
import { createTokens } from './tokens.ts'

const key = 'a key of thirty-two bytes or more, for tests'
const tokens = createTokens(new Secret(key))
const now = Date.UTC(2026, 5, 1, 12)
const s = now / 1_000
const claims = { iss: 'pharos', aud: 'pharos-api', sub: '7', sid: '41', iat: s, exp: s + 3_600 }
const header = { alg: 'HS256', typ: 'JWT' }

const encode = (part: unknown): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')

/** A token with any header and claims, signed with HMAC-SHA-256 as ours are. */
function forge(head: unknown, payload: unknown, by: string | Buffer = key): string {
  const signed = `${encode(head)}.${encode(payload)}`
  return `${signed}.${createHmac('sha256', by).update(signed).digest('base64url')}`
}

const sign = (from = now, until = now + 3_600_000) =>
  tokens.sign({
    userId: 7 as UserId,
    sessionId: 41 as SessionId,
    issuedAt: from,
    expiresAt: until,
  })

test('a token that was signed is read', async () => {
  const token = await sign()
  expect(token).toBe(forge(header, claims))
  expect(await tokens.read(token, now)).toEqual({ userId: 7, sessionId: 41 })
})

test('a key given as bytes is the same key', async () => {
  const read = createTokens(Buffer.from(key)).read(await sign(), now)
  expect(await read).toEqual({ userId: 7, sessionId: 41 })
})

test('a short key works, as development allows it; an empty one is a fault', async () => {
  const short = createTokens(new Secret('x'))
  expect(await short.read(forge(header, claims, 'x'), now)).toEqual({ userId: 7, sessionId: 41 })
  expect(() => createTokens(new Secret(''))).toThrow('empty')
})

describe('the clocks of two machines', () => {
  const readAt = async (at: number) => (await tokens.read(await sign(), at)) !== null

  test('A1: a token holds to its end and a minute more, not two', async () => {
    expect(await readAt(now + 3_600_000 + 59_000)).toBe(true)
    expect(await readAt(now + 3_600_000 + 60_000)).toBe(false)
  })

  test('A1: a token from a minute ahead holds, from further ahead not', async () => {
    expect(await readAt(now - 60_000)).toBe(true)
    expect(await readAt(now - 61_000)).toBe(false)
  })
})

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const publicPem = publicKey.export({ type: 'spki', format: 'pem' })
const rs256 = (() => {
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`
})()
const without = (name: keyof typeof claims) => {
  const { [name]: _, ...rest } = claims
  return forge(header, rest)
}
const [head = '', payload = '', signature = ''] = forge(header, claims).split('.')

describe('A1: a token that is not ours is nobody', () => {
  test.each([
    ...['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg): [string, string][] => [
      [`alg ${alg || 'empty'}, no signature`, `${encode({ alg, typ: 'JWT' })}.${payload}.`],
      [`alg ${alg || 'empty'}, our signature`, forge({ alg, typ: 'JWT' }, claims)],
    ]),
    ['no alg', forge({ typ: 'JWT' }, claims)],
    ['HS512 named', forge({ alg: 'HS512', typ: 'JWT' }, claims)],
    ['RS256', rs256],
    ['HS256 keyed with a public key', forge(header, claims, Buffer.from(publicPem))],
    ['another key', forge(header, claims, 'another key')],
    ['kid traversal', forge({ ...header, kid: '../../dev/null' }, claims)],
    ['kid SQL', forge({ ...header, kid: "x' union select 'k" }, claims)],
    ['kid URL', forge({ ...header, kid: 'http://169.254.169.254/' }, claims)],
    ['jku', forge({ ...header, jku: 'https://evil.example/jwks' }, claims)],
    ['x5u', forge({ ...header, x5u: 'https://evil.example/cert' }, claims)],
    ['jwk', forge({ ...header, jwk: { kty: 'oct', k: encode(key) } }, claims)],
    ['crit', forge({ ...header, crit: ['b64'], b64: false }, claims)],
    ['header twice', forge('{"alg":"none","alg":"HS256","typ":"JWT"}', claims)],
    ['no signature', `${head}.${payload}.`],
    ['no signature part', `${head}.${payload}`],
    ['five parts', `${head}.${payload}.${signature}.${signature}.${signature}`],
    ['signature cut', `${head}.${payload}.${signature.slice(0, -1)}`],
    ['payload changed', `${head}.${encode({ ...claims, sub: '1' })}.${signature}`],
    ['signature padded', `${head}.${payload}.${signature}=`],
    ['white space', `${head}.${payload}.${signature} `],
    ['no exp', without('exp')],
    ['no iat', without('iat')],
    ['no sub', without('sub')],
    ['no sid', without('sid')],
    ['no aud', without('aud')],
    ['no iss', without('iss')],
    ['exp as text', forge(header, { ...claims, exp: String(s + 3_600) })],
    ['exp as fraction', forge(header, { ...claims, exp: s + 3_600.5 })],
    ['exp 1e20', forge(header, { ...claims, exp: 1e20 })],
    ['exp null', forge(header, { ...claims, exp: null })],
    ['exp past', forge(header, { ...claims, exp: s - 61 })],
    ['exp beyond any log-in', forge(header, { ...claims, exp: s + 40 * 86_400 })],
    ['iat long ago', forge(header, { ...claims, iat: s - 40 * 86_400 })],
    ['iat future', forge(header, { ...claims, iat: s + 120 })],
    ['nbf future', forge(header, { ...claims, nbf: s + 120 })],
    ['another audience', forge(header, { ...claims, aud: 'pharos-refresh' })],
    ['audiences', forge(header, { ...claims, aud: ['pharos-api', 'other'] })],
    ['another issuer', forge(header, { ...claims, iss: 'other' })],
    ['sub as number', forge(header, { ...claims, sub: 7 })],
    ['sub as text', forge(header, { ...claims, sub: 'admin' })],
    ['sid negative', forge(header, { ...claims, sid: '-1' })],
    ['sub twice', forge(header, `{"sub":"1",${JSON.stringify(claims).slice(1)}`)],
    ['another claim', forge(header, { ...claims, role: 'admin' })],
    ['__proto__', forge(header, `{"__proto__":{"sub":"1"},${JSON.stringify(claims).slice(1)}`)],
    ['claims as list', forge(header, [claims])],
    ['claims as text', forge(header, '"claims"')],
    ['claims not JSON', forge(header, '{')],
    ['claims not UTF-8', `${head}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${signature}`],
    ['100 KiB', forge(header, { ...claims, pad: 'x'.repeat(100 * 1_024) })],
    ['nothing', ''],
    ['dots', '..'],
    ['not base64', `${head}.!!!.${signature}`],
  ])('%s', async (_name, token) => {
    expect(await tokens.read(token, now)).toBeNull()
  })

  test('A1: after the key was changed, tokens of the old one', async () => {
    expect(await createTokens(new Secret('the new key')).read(await sign(), now)).toBeNull()
  })
})
