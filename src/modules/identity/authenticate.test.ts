import { describe, expect, test } from 'vitest'
import { anonymous, Refusal, type SessionId, type UserId } from '../../kernel/index.ts'
import { virtualEpoch } from '../../kernel/virtual-time.contract.ts'
import type { Account, ApiToken, Session } from './account.ts'
import { createAuthentication, type Shown } from './authenticate.ts'
import {
  account,
  apiToken,
  readableCrypto,
  session,
  storeThat,
  userOf,
  virtual,
} from './literals.contract.ts'

const minute = 60_000

type World = {
  readonly account?: Partial<Account>
  readonly session?: Partial<Session>
  readonly token?: Partial<ApiToken>
}

/** One session behind the cookie `c`, one behind the JWT below, one token `phr_t`. */
function bench(world: World = {}) {
  const { time, clock } = virtual()
  const fault: { error: unknown; loggedOut: boolean } = { error: null, loggedOut: false }
  let asked = 0
  const answer = async <Value>(value: Value): Promise<Value | null> => {
    asked += 1
    if (fault.error !== null) throw fault.error
    return fault.loggedOut ? null : value
  }
  const who = account(world.account)
  const store = storeThat({
    sessionBySecret: (hash) =>
      answer(hash === 'digest of c' ? { credential: session(world.session), account: who } : null),
    sessionById: (id) =>
      answer(
        id === 11 ? { credential: session({ kind: 'jwt', ...world.session }), account: who } : null,
      ),
    tokenByHash: (hash) =>
      answer(
        hash === 'digest of phr_t' ? { credential: apiToken(world.token), account: who } : null,
      ),
  })
  const authentication = createAuthentication({ store, crypto: readableCrypto(), clock })
  return { time, fault, who: authentication.who, asked: () => asked }
}

const cookie: Shown = { kind: 'cookie', secret: 'c' }
const token: Shown = { kind: 'bearer', secret: 'phr_t' }
const jwtOf = (userId: number, sessionId: number, expiresAt = virtualEpoch + minute): Shown => ({
  kind: 'bearer',
  secret: `jwt ${userId} ${sessionId} ${expiresAt}`,
})
const jwt = jwtOf(5, 11)
const unavailable = new Refusal('unavailable', 'the store is away')

describe('a caller', () => {
  test('who shows nothing is anonymous, and the store is not asked', async () => {
    const { who, asked } = bench()
    expect(await who({ kind: 'none' })).toEqual(anonymous)
    expect(asked()).toBe(0)
  })

  test('is known by a cookie', async () => {
    expect(await bench().who(cookie)).toEqual(userOf('editor'))
  })

  test('is known by a JWT of an open session', async () => {
    expect(await bench().who(jwt)).toEqual(userOf('editor', { via: 'jwt' }))
  })

  test('is known by a token, which names no session', async () => {
    expect(await bench().who(token)).toEqual(
      userOf('editor', { via: 'token', sessionId: null, tokenId: apiToken().id }),
    )
  })
})

describe('something wrong that is shown is nobody', () => {
  test.each<[string, Shown, World]>([
    ['an unknown cookie', { kind: 'cookie', secret: 'x' }, {}],
    ['a cookie that holds a token', { kind: 'cookie', secret: 'phr_t' }, {}],
    ['an unknown token', { kind: 'bearer', secret: 'phr_x' }, {}],
    ['a bearer that holds a cookie', { kind: 'bearer', secret: 'c' }, {}],
    ['no JWT', { kind: 'bearer', secret: 'nonsense' }, {}],
    ['an empty secret', { kind: 'bearer', secret: '' }, {}],
    ['a JWT of a session that ended', jwtOf(5, 12), {}],
    ['a JWT that names another user', jwtOf(6, 11), {}],
    ['a JWT that expired', jwtOf(5, 11, virtualEpoch), {}],
    ['a JWT of a session that expired', jwt, { session: { expiresAt: virtualEpoch } }],
    ['a JWT of a session that is a cookie’s', jwt, { session: { kind: 'cookie' } }],
    ['a cookie that expired', cookie, { session: { expiresAt: virtualEpoch } }],
    ['a token that expired', token, { token: { expiresAt: virtualEpoch } }],
    ['the cookie of a disabled account', cookie, { account: { disabled: true } }],
    ['the JWT of a disabled account', jwt, { account: { disabled: true } }],
    ['the token of a disabled account', token, { account: { disabled: true } }],
    ['4,097 letters', { kind: 'bearer', secret: `phr_${'x'.repeat(4_093)}` }, {}],
  ])('%s', async (_what, shown, world) => {
    expect(await bench(world).who(shown)).toBeNull()
  })

  test('and of more than 4,096 letters the store is not even asked', async () => {
    const { who, asked } = bench()
    await who({ kind: 'cookie', secret: 'x'.repeat(1_000_000) })
    expect(asked()).toBe(0)
  })
})

describe('a token', () => {
  test.each([
    ['viewer', 'admin', 'viewer'],
    ['admin', 'viewer', 'viewer'],
    ['editor', 'editor', 'editor'],
  ] as const)('for %s, of an account that is %s, may do what %s may', async (role, owner, may) => {
    const { who } = bench({ token: { role }, account: { role: owner } })
    expect(await who(token)).toMatchObject({ role: may })
  })
})

describe('while the store is away', () => {
  test('whoever was known in the last ten minutes is still known', async () => {
    const { who, fault, time } = bench()
    for (const shown of [cookie, token]) await who(shown)
    fault.error = unavailable
    await time.runUntil(10 * minute)
    for (const shown of [cookie, token]) expect(await who(shown)).toMatchObject({ kind: 'user' })
    await time.runUntil(10 * minute + 1)
    for (const shown of [cookie, token]) await expect(who(shown)).rejects.toBe(unavailable)
  })

  test('nobody else is, nor whoever was known and has logged out', async () => {
    const { who, fault } = bench()
    expect(await who(cookie)).not.toBeNull()
    fault.loggedOut = true
    expect(await who(cookie)).toBeNull()
    fault.error = unavailable
    await expect(who(cookie)).rejects.toBe(unavailable)
    await expect(who({ kind: 'cookie', secret: 'other' })).rejects.toBe(unavailable)
  })

  test('a cookie is not known by having been shown as a bearer', async () => {
    const { who, fault } = bench()
    await who(token)
    fault.error = unavailable
    await expect(who({ kind: 'cookie', secret: 'phr_t' })).rejects.toBe(unavailable)
  })

  test('a fault is a fault, whoever asks', async () => {
    const { who, fault } = bench()
    await who(cookie)
    fault.error = new TypeError('a bug')
    await expect(who(cookie)).rejects.toThrow('a bug')
  })

  test('no more than ten thousand are remembered, the latest', async () => {
    const { clock } = virtual()
    const fault: { error: unknown } = { error: null }
    const store = storeThat({
      async sessionBySecret(hash) {
        if (fault.error !== null) throw fault.error
        const id = Number(hash.slice('digest of '.length))
        return {
          credential: session({ id: id as SessionId }),
          account: account({ id: id as UserId }),
        }
      },
    })
    const { who } = createAuthentication({ store, crypto: readableCrypto(), clock })
    const show = (id: number) => who({ kind: 'cookie', secret: String(id) })
    for (let id = 1; id <= 10_001; id++) await show(id)
    fault.error = unavailable
    await expect(show(1)).rejects.toBe(unavailable)
    expect(await show(2)).toMatchObject({ userId: 2 })
    expect(await show(10_001)).toMatchObject({ userId: 10_001 })
  })
})

test('a log-out holds at once: the store is asked each time', async () => {
  const { who, asked } = bench()
  for (let i = 0; i < 3; i++) await who(cookie)
  expect(asked()).toBe(3)
})
