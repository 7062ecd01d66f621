import type { Page, PageRequest } from '../../../../kernel/index.ts'
import type { Account, ApiToken, Held, IdentityStore } from '../../../../modules/identity/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { audit } from '../journal/audit.ts'
import { all, maybe, one, run, type Tx, type Value } from '../statement.ts'
import { listAudit } from './audit-list.ts'
import { findInvitation, invite, listInvitations, revokeInvitation } from './invitations.ts'
import { findPreferences, savePreferences } from './preferences.ts'
import {
  type AccountRow,
  accountColumns,
  type TokenRow,
  toAccount,
  tokenColumns,
  toToken,
} from './rows.ts'
import {
  countSessions,
  endSession,
  endSessionOf,
  endSessionsOf,
  findSession,
  listSessions,
  openSession,
} from './sessions.ts'
import { addToken, changeAccess, changePassword, register, revokeToken } from './write.ts'

export const createIdentityStore = (driver: Driver): IdentityStore => ({
  hasOwner: async () =>
    (await driver.read(() => maybe('select one from identity_owner where one = 1'))) !== null,
  register: (candidate, deed) => driver.write(() => register(candidate, deed)),
  findByEmail: (email) => driver.read(() => findAccount('u.email = ?', email)),
  findById: (id) => driver.read(() => findAccount('u.id = ?', id)),
  listAccounts: (request) => driver.read(() => listAccounts(request)),
  changeAccess: (id, change, deed) => driver.write(() => changeAccess(id, change, deed)),
  changePassword: (id, hash, deed) => driver.write(() => changePassword(id, hash, deed)),

  openSession: (session, deed) => driver.write(() => openSession(session, deed)),
  sessionBySecret: (hash) => driver.read(() => findSession('s.secret_hash = ?', hash)),
  sessionById: (id) => driver.read(() => findSession('s.id = ?', id)),
  listSessions: (userId, now, most) => driver.read(() => listSessions(userId, now, most)),
  countSessions: (userIds, now) => driver.read(() => countSessions(userIds, now)),
  endSession: (id, deed) => driver.write(() => endSession(id, deed)),
  endSessionOf: (userId, id, deed) => driver.write(() => endSessionOf(userId, id, deed)),
  endSessionsOf: (userId, except, deed) => driver.write(() => endSessionsOf(userId, except, deed)),
  refusedLogIn: (email, deed) =>
    driver.write(() => audit({ ...deed, action: 'login.refused', subject: email.slice(0, 254) })),

  addToken: (token, deed) => driver.write(() => addToken(token, deed)),
  tokenByHash: (hash) => driver.read(() => findToken(hash)),
  listTokens: (userId) =>
    driver.read(function* () {
      const rows = yield* all<TokenRow>(
        `select ${tokenColumns} from identity_tokens t where t.user_id = ? order by t.id`,
        userId,
      )
      return rows.map(toToken)
    }),
  revokeToken: (userId, id, deed) => driver.write(() => revokeToken(userId, id, deed)),

  invite: (invitation, deed) => driver.write(() => invite(invitation, deed)),
  invitationByHash: (hash, now) => driver.read(() => findInvitation(hash, now)),
  listInvitations: (now, most) => driver.read(() => listInvitations(now, most)),
  revokeInvitation: (key, deed) => driver.write(() => revokeInvitation(key, deed)),

  preferencesOf: (userId) => driver.read(() => findPreferences(userId)),
  savePreferences: (userId, change, deed) =>
    driver.write(() => savePreferences(userId, change, deed)),

  audit: (request) => driver.read(() => listAudit(request)),
  sweep: (now) =>
    driver.write(function* () {
      yield* run('delete from identity_sessions where expires_at <= ?', now)
      yield* run('delete from identity_invitations where expires_at <= ?', now)
    }),
})

function* findAccount(
  where: string,
  key: Value,
): Tx<{ account: Account; passwordHash: string } | null> {
  const row = yield* maybe<AccountRow>(
    `select ${accountColumns} from identity_users u where ${where}`,
    key,
  )
  return row === null ? null : { account: toAccount(row), passwordHash: row.password_hash }
}

function* findToken(hash: string): Tx<Held<ApiToken> | null> {
  const row = yield* maybe<TokenRow & AccountRow>(
    `select ${tokenColumns}, ${accountColumns} from identity_tokens t
      join identity_users u on u.id = t.user_id where t.hash = ?`,
    hash,
  )
  return row === null ? null : { credential: toToken(row), account: toAccount(row) }
}

function* listAccounts({ page, limit }: PageRequest): Tx<Page<Account>> {
  const { total } = yield* one<{ total: number }>('select count(*) as total from identity_users')
  const rows = yield* all<AccountRow>(
    `select ${accountColumns} from identity_users u order by u.id limit ? offset ?`,
    limit,
    (page - 1) * limit,
  )
  return { items: rows.map(toAccount), total, page, limit }
}
