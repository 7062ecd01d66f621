import { describe, expect, test } from 'vitest'
import type { Seq, UserId } from '../../kernel/index.ts'
import { refusalFrom } from '../../kernel/world.contract.ts'
import { createAccounts } from './accounts.ts'
import { account, readableCrypto, storeThat, userOf, virtual } from './literals.contract.ts'
import type { IdentityStore, Registered } from './ports.ts'

const id = 5 as UserId
const deed = { at: 0, actor: 'pharos user', requestId: null }
const by = { user: userOf('admin', { email: 'boss@example.com' }), requestId: 'r1' }
const registered: Registered = { kind: 'registered', account: account(), seq: 1 as Seq }

function bench(answers: Partial<IdentityStore> = {}) {
  const told: unknown[][] = []
  const store = storeThat({
    hasOwner: async () => true,
    findById: async (wanted) =>
      wanted === id ? { account: account({ role: 'editor' }), passwordHash: 'x' } : null,
    async register(candidate) {
      told.push(['register', candidate])
      return registered
    },
    async changePassword(...args) {
      told.push(['changePassword', ...args])
      return 1 as Seq
    },
    async changeAccess(_id, change) {
      told.push(['changeAccess', change])
      return { kind: 'saved', account: account(change), seq: 1 as Seq }
    },
    ...answers,
  })
  const policy = { defaultRole: 'viewer' } as const
  return {
    told,
    accounts: createAccounts({ store, crypto: readableCrypto(), clock: virtual().clock, policy }),
  }
}

describe('an account that the owner of the data adds', () => {
  const given = { email: 'Bob@example.com', password: 'correct horse' }

  test.each([
    ['is the first admin when there is none', false, 'viewer', { kind: 'first' }],
    ['has the role that is named', true, 'admin', { kind: 'open', role: 'admin' }],
    ['has the default role when none is named', true, null, { kind: 'open', role: 'viewer' }],
  ] as const)('%s', async (_what, hasOwner, role, admission) => {
    const { told, accounts } = bench({ hasOwner: async () => hasOwner })
    await accounts.add({ ...given, role }, deed)
    expect(told).toEqual([
      ['register', { email: 'bob@example.com', passwordHash: 'hash of correct horse', admission }],
    ])
  })

  test('is refused when its address is taken, or its password too short', async () => {
    const { accounts } = bench({ register: async () => ({ kind: 'email_taken' }) })
    expect(await refusalFrom(accounts.add({ ...given, role: null }, deed))).toMatchObject({
      code: 'conflict',
    })
    const short = accounts.add({ ...given, password: 'short', role: null }, deed)
    expect(await refusalFrom(short)).toMatchObject({ fields: [{ path: 'password' }] })
  })
})

describe('a password that the owner of the data sets', () => {
  test('is stored hashed', async () => {
    const { told, accounts } = bench()
    await accounts.setPassword(id, 'battery staple', deed)
    expect(told).toEqual([['changePassword', id, 'hash of battery staple', deed]])
  })

  test('is refused when it is too short, or the account is not there', async () => {
    const { told, accounts } = bench()
    const short = accounts.setPassword(id, 'short', deed)
    expect(await refusalFrom(short)).toMatchObject({ code: 'invalid' })
    const absent = accounts.setPassword(6 as UserId, 'battery staple', deed)
    expect(await refusalFrom(absent)).toMatchObject({ code: 'not_found' })
    expect(told).toEqual([])
  })
})

describe('changing what somebody may do', () => {
  test.each([
    [{ role: 'admin' }, { role: 'admin', disabled: false }],
    [{ disabled: true }, { role: 'editor', disabled: true }],
    [{}, { role: 'editor', disabled: false }],
  ])('with %j leaves the rest as it is', async (input, expected) => {
    const { told, accounts } = bench()
    await accounts.changeAccess(id, { input, expectedRev: 1 }, by)
    expect(told).toEqual([['changeAccess', { ...expected, expectedRev: 1 }]])
  })

  test.each([
    ['stale', 'stale'],
    ['absent', 'not_found'],
    ['last_admin', 'conflict'],
  ] as const)('is refused when the store says %s: %s', async (kind, code) => {
    const { accounts } = bench({ changeAccess: async () => ({ kind }) })
    const attempt = accounts.changeAccess(id, { input: { disabled: true }, expectedRev: 1 }, by)
    expect(await refusalFrom(attempt)).toMatchObject({ code })
  })

  test.each([[{ role: 'root' }], [{ disabled: 'yes' }], [{ email: 'x@example.com' }], [null]])(
    'is refused with %j',
    async (input) => {
      const { told, accounts } = bench()
      const attempt = accounts.changeAccess(id, { input, expectedRev: 1 }, by)
      expect(await refusalFrom(attempt)).toMatchObject({ code: 'invalid' })
      expect(told).toEqual([])
    },
  )
})
