import { describe, expect, test } from 'vitest'
import { Refusal, type SessionId } from '../../kernel/index.ts'
import { virtualEpoch } from '../../kernel/virtual-time.contract.ts'
import { refusalFrom } from '../../kernel/world.contract.ts'
import type { Account } from './account.ts'
import { account, caller, readableCrypto, storeThat, userOf, virtual } from './literals.contract.ts'
import { createLogIn } from './log-in.ts'
import type { Crypto } from './ports.ts'
import { createThrottle } from './throttle.ts'

const hour = 3_600_000
const right = { email: 'ann@example.com', password: 'correct horse' }
const wrong = { ...right, password: 'battery staple' }

function bench(
  held: Partial<Account> = {},
  crypto: Crypto = readableCrypto(),
  present = 'hash of correct horse',
) {
  const { time, clock } = virtual()
  const told: unknown[][] = []
  const store = storeThat({
    findByEmail: async (email) =>
      email === 'ann@example.com'
        ? { account: account(held), passwordHash: 'hash of correct horse' }
        : null,
    findById: async () => ({ account: account(held), passwordHash: present }),
    async openSession(...args) {
      told.push(['openSession', ...args])
      return 11 as SessionId
    },
    async endSession(...args) {
      told.push(['endSession', ...args])
    },
    async refusedLogIn(...args) {
      told.push(['refusedLogIn', ...args])
    },
    async changePassword(...args) {
      told.push(['changePassword', ...args])
      return 1 as never
    },
  })
  const throttle = createThrottle({
    clock,
    perAddress: { burst: 30, forgetMs: 2_000 },
    perAccount: { burst: 10, forgetMs: 6_000 },
    capacity: 1_000,
  })
  return { time, told, logIn: createLogIn({ store, crypto, clock, throttle }) }
}

const deed = { at: virtualEpoch, actor: 'ann@example.com', requestId: 'r1' }

describe('logging in', () => {
  test('with a browser opens a session for thirty days, whose secret is stored hashed', async () => {
    const { logIn, told } = bench()
    const { credential, expiresAt, account: who } = await logIn.withCookie(right, caller())
    expect(expiresAt).toBe(virtualEpoch + 30 * 24 * hour)
    expect(who).toEqual(account())
    const newSession = {
      userId: 5,
      kind: 'cookie',
      createdAt: virtualEpoch,
      expiresAt,
      secretHash: `digest of ${credential}`,
      address: '203.0.113.9',
      agent: '',
    }
    expect(told).toEqual([['openSession', newSession, deed]])
  })

  test('keeps where it came from, and what the client calls itself, within bounds', async () => {
    const { logIn, told } = bench()
    const from = { address: 'a'.repeat(100), agent: 'Browser '.repeat(100) }
    await logIn.withCookie(right, caller(from))
    const kept = { address: 'a'.repeat(64), agent: 'Browser '.repeat(25) }
    expect(told).toMatchObject([['openSession', kept, deed]])
  })

  test('with a password that is changed meanwhile ends the session again', async () => {
    const { logIn, told } = bench({}, readableCrypto(), 'hash of a new one')
    await expect(logIn.withCookie(right, caller())).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(told.map(([what]) => what)).toEqual(['openSession', 'endSession'])
  })

  test('with a program gives a JWT of a session that lives a day', async () => {
    const { logIn, told } = bench()
    const { credential, expiresAt } = await logIn.withJwt(right, caller())
    expect(expiresAt).toBe(virtualEpoch + 24 * hour)
    expect(credential).toBe(`jwt 5 11 ${expiresAt}`)
    expect(told).toMatchObject([
      ['openSession', { kind: 'jwt', secretHash: null, expiresAt }, deed],
    ])
  })

  test('takes the e-mail address in any case and between spaces', async () => {
    const { logIn } = bench()
    await logIn.withCookie({ ...right, email: ' ANN@example.COM ' }, caller())
  })

  test('is refused in the same words for a wrong password, an unknown address and a disabled account', async () => {
    const refusals = await Promise.all([
      refusalFrom(bench().logIn.withCookie(wrong, caller())),
      refusalFrom(bench().logIn.withJwt({ ...right, email: 'bob@example.com' }, caller())),
      refusalFrom(bench({ disabled: true }).logIn.withCookie(right, caller())),
    ])
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        code: 'unauthenticated',
        message: 'The e-mail address or the password is wrong',
      })
    }
  })

  test('that was refused is recorded with the caller’s address, and opens nothing', async () => {
    const { logIn, told } = bench()
    await refusalFrom(logIn.withCookie(wrong, caller()))
    expect(told).toEqual([['refusedLogIn', 'ann@example.com', { ...deed, actor: '203.0.113.9' }]])
  })

  test('to an unknown address costs one verification too', async () => {
    const verified: string[] = []
    const crypto = readableCrypto({
      verify: async (hash) => {
        verified.push(hash)
        return false
      },
    })
    const { logIn } = bench({}, crypto)
    for (const email of ['ann@example.com', 'bob@example.com', 'cat@example.com']) {
      await refusalFrom(logIn.withCookie({ ...right, email }, caller()))
    }
    expect(verified).toEqual(['hash of correct horse', 'hash of secret-1', 'hash of secret-1'])
  })

  test('to an unknown address still works when hashing was once refused', async () => {
    let refusals = 1
    const crypto = readableCrypto({
      async hash(password) {
        refusals -= 1
        if (refusals >= 0) throw new Refusal('unavailable', 'too many wait')
        return `hash of ${password}`
      },
    })
    const { logIn } = bench({}, crypto)
    const unknown = { ...right, email: 'bob@example.com' }
    expect(await refusalFrom(logIn.withCookie(unknown, caller()))).toMatchObject({
      code: 'unavailable',
    })
    expect(await refusalFrom(logIn.withCookie(unknown, caller()))).toMatchObject({
      code: 'unauthenticated',
    })
  })

  test.each([
    ['without a text as address', 'email', 5],
    ['without a password', 'password', undefined],
    ['with a password of 513 characters', 'password', 'x'.repeat(513)],
    ['with a field that there is not', 'remember', true],
  ])('%s is refused there, and asks nobody', async (_what, field, value) => {
    const { logIn, told } = bench()
    const refusal = await refusalFrom(logIn.withCookie({ ...right, [field]: value }, caller()))
    expect(refusal).toMatchObject({ code: 'invalid', fields: [{ path: field }] })
    expect(told).toEqual([])
  })
})

describe('guessing', () => {
  test('is stopped after ten tries, also when they all run at once', async () => {
    const { logIn } = bench()
    const tries = Array.from({ length: 50 }, () => refusalFrom(logIn.withCookie(wrong, caller())))
    const codes = (await Promise.all(tries)).map(({ code }) => code)
    expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(10)
    expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(40)
  })

  test('is told when to come back, and then may', async () => {
    const { logIn, time } = bench()
    for (let i = 0; i < 10; i++) await refusalFrom(logIn.withCookie(wrong, caller()))
    const refusal = await refusalFrom(logIn.withCookie(right, caller()))
    expect(refusal).toMatchObject({ code: 'too_many_requests', retryAfter: 6 })
    await time.runUntil(6_001)
    await logIn.withCookie(right, caller())
  })

  test('does not keep the owner out, who comes from elsewhere', async () => {
    const { logIn } = bench()
    for (let i = 0; i < 50; i++) await refusalFrom(logIn.withCookie(wrong, caller()))
    await logIn.withCookie(right, caller({ address: '198.51.100.7' }))
  })
})

test('people who log in rightly from one address are never told to wait', async () => {
  const { logIn } = bench()
  for (let i = 0; i < 100; i++) await logIn.withCookie(right, caller())
})

describe('logging out', () => {
  test('ends the session of the caller', async () => {
    const { logIn, told } = bench()
    await logIn.out(userOf('editor'), 'r1')
    expect(told).toEqual([['endSession', 11, deed]])
  })

  test('with a token ends nothing: a token is revoked instead', async () => {
    const { logIn, told } = bench()
    await logIn.out(userOf('editor', { via: 'token', sessionId: null }), 'r1')
    expect(told).toEqual([])
  })
})

describe('changing one’s password', () => {
  const change = { current_password: 'correct horse', new_password: 'battery staple' }

  test('needs the present one, and stores the new one hashed', async () => {
    const { logIn, told } = bench()
    await logIn.changePassword(change, userOf('editor'), caller())
    expect(told).toEqual([['changePassword', 5, 'hash of battery staple', deed]])
  })

  test.each([
    ['the present one is wrong', { current_password: 'guess' }, 'unauthenticated'],
    ['the new one is too short', { new_password: 'short' }, 'invalid'],
    ['a key is unknown', { user_id: 1 }, 'invalid'],
  ])('is refused when %s', async (_why, differs, code) => {
    const { logIn, told } = bench()
    const attempt = logIn.changePassword({ ...change, ...differs }, userOf('editor'), caller())
    expect(await refusalFrom(attempt)).toMatchObject({ code })
    expect(told.map(([name]) => name)).not.toContain('changePassword')
  })

  test('cannot be used to guess the present one', async () => {
    const { logIn } = bench()
    const guess = { ...change, current_password: 'guess' }
    for (let i = 0; i < 10; i++) {
      await refusalFrom(logIn.changePassword(guess, userOf('editor'), caller()))
    }
    expect(
      await refusalFrom(logIn.changePassword(change, userOf('editor'), caller())),
    ).toMatchObject({
      code: 'too_many_requests',
    })
  })
})
