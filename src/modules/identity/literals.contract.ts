import type { Role, SessionId, TokenId, User, UserId } from '../../kernel/index.ts'
import { createVirtualTime, virtualClock } from '../../kernel/virtual-time.contract.ts'
import type { Account, ApiToken, Invitation, Session } from './account.ts'
import type { Crypto, IdentityStore } from './ports.ts'
import type { Caller } from './registration.ts'

/** Cryptography that anyone can read: what these tests are about is who asks for which of it. */
export function readableCrypto(differs: Partial<Crypto['passwords']> = {}): Crypto {
  let secrets = 0
  return {
    passwords: {
      hash: async (password) => `hash of ${password}`,
      verify: async (hash, password) => hash === `hash of ${password}`,
      ...differs,
    },
    tokens: {
      sign: async ({ userId, sessionId, expiresAt }) => `jwt ${userId} ${sessionId} ${expiresAt}`,
      async read(token, now) {
        const [, userId, sessionId, expiresAt] = /^jwt (\d+) (\d+) (\d+)$/.exec(token) ?? []
        if (Number(expiresAt ?? 0) <= now) return null
        return { userId: Number(userId) as UserId, sessionId: Number(sessionId) as SessionId }
      },
    },
    secret() {
      secrets += 1
      return `secret-${secrets}`
    },
    digest: (secret) => `digest of ${secret}`,
    same: (a, b) => a === b,
  }
}

const unasked = (name: string) => (): Promise<never> =>
  Promise.reject(new Error(`${name} was not to be asked`))

/** A store that answers what a test expects to be asked, and nothing else. */
export const storeThat = (answers: Partial<IdentityStore>): IdentityStore => ({
  hasOwner: unasked('hasOwner'),
  register: unasked('register'),
  findByEmail: unasked('findByEmail'),
  findById: unasked('findById'),
  listAccounts: unasked('listAccounts'),
  changeAccess: unasked('changeAccess'),
  changePassword: unasked('changePassword'),
  openSession: unasked('openSession'),
  sessionBySecret: unasked('sessionBySecret'),
  sessionById: unasked('sessionById'),
  endSession: unasked('endSession'),
  refusedLogIn: unasked('refusedLogIn'),
  addToken: unasked('addToken'),
  tokenByHash: unasked('tokenByHash'),
  listTokens: unasked('listTokens'),
  revokeToken: unasked('revokeToken'),
  invite: unasked('invite'),
  listSessions: unasked('listSessions'),
  countSessions: unasked('countSessions'),
  endSessionOf: unasked('endSessionOf'),
  endSessionsOf: unasked('endSessionsOf'),
  invitationByHash: async () => invitation(),
  listInvitations: unasked('listInvitations'),
  revokeInvitation: unasked('revokeInvitation'),
  audit: unasked('audit'),
  sweep: unasked('sweep'),
  preferencesOf: unasked('preferencesOf'),
  savePreferences: unasked('savePreferences'),
  ...answers,
})

export const virtual = () => {
  const time = createVirtualTime()
  return { time, clock: virtualClock(time) }
}

export const account = (differs: Partial<Account> = {}): Account => ({
  id: 5 as UserId,
  email: 'ann@example.com',
  role: 'editor',
  disabled: false,
  createdAt: 0,
  rev: 1,
  ...differs,
})

export const session = (differs: Partial<Session> = {}): Session => ({
  id: 11 as SessionId,
  userId: 5 as UserId,
  kind: 'cookie',
  createdAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
  address: '203.0.113.9',
  agent: '',
  ...differs,
})

export const invitation = (differs: Partial<Invitation> = {}): Invitation => ({
  key: 'digest of invita',
  role: 'editor',
  createdAt: 0,
  createdBy: 'boss@example.com',
  expiresAt: Number.MAX_SAFE_INTEGER,
  ...differs,
})

export const apiToken = (differs: Partial<ApiToken> = {}): ApiToken => ({
  id: 21 as TokenId,
  userId: 5 as UserId,
  name: 'ci',
  prefix: 'phr_secret',
  role: 'editor',
  createdAt: 0,
  expiresAt: null,
  ...differs,
})

export const userOf = (role: Role, differs: Partial<User> = {}): User => ({
  kind: 'user',
  userId: 5 as UserId,
  email: 'ann@example.com',
  role,
  via: 'cookie',
  sessionId: 11 as SessionId,
  tokenId: null,
  ...differs,
})

/** Somebody out there, through no proxy of ours. */
export const caller = (differs: Partial<Caller> = {}): Caller => ({
  address: '203.0.113.9',
  loopback: false,
  requestId: 'r1',
  ...differs,
})
