import type { EpochMs, Role, Seq, TokenId, UserId } from '../../../../kernel/index.ts'
import type {
  Account,
  Admission,
  ApiToken,
  Deed,
  NewToken,
  Registered,
} from '../../../../modules/identity/index.ts'
import { audit } from '../journal/audit.ts'
import { publish } from '../journal/publish.ts'
import { flag, maybe, one, run, type Tx } from '../statement.ts'
import {
  type AccountRow,
  accountColumns,
  type TokenRow,
  toAccount,
  tokenColumns,
  toToken,
} from './rows.ts'

export type Candidate = {
  readonly email: string
  readonly passwordHash: string
  readonly admission: Admission
}

export function* register(
  { email, passwordHash, admission }: Candidate,
  deed: Deed,
): Tx<Registered> {
  // First, so that an address that is taken uses up neither the owner's place nor an invitation.
  const taken = yield* maybe('select id from identity_users where email = ?', email)
  if (taken !== null) return { kind: 'email_taken' }
  const role = yield* admit(admission, deed.at)
  if (role === null) {
    return { kind: admission.kind === 'first' ? 'not_first' : 'no_such_invitation' }
  }
  // Should another take the address at this moment, the whole transaction is run again.
  const row = yield* one<{ id: number }>(
    `insert into identity_users (email, password_hash, role, disabled, created_at, rev)
      values (?, ?, ?, 0, ?, 1) returning id`,
    email,
    passwordHash,
    role,
    deed.at,
  )
  const userId = row.id as UserId
  if (admission.kind === 'first') {
    yield* run('update identity_owner set user_id = ? where one = 1', userId)
  }
  yield* audit({ ...deed, action: 'user.registered', subject: `user ${userId}`, detail: { role } })
  const seq = yield* publish(
    { events: [{ type: 'user.registered', userId }], changes: [{ kind: 'user', id: userId }] },
    deed.at,
  )
  return { kind: 'registered', account: yield* accountOf(userId), seq }
}

/** Takes what admits: the one place of the owner, or the invitation. @returns the role, or `null`. */
function* admit(admission: Admission, at: EpochMs): Tx<Role | null> {
  if (admission.kind === 'open') return admission.role
  if (admission.kind === 'first') {
    const place = yield* maybe(
      'insert into identity_owner values (1, 0) on conflict (one) do nothing returning one',
    )
    return place === null ? null : 'admin'
  }
  const taken = yield* maybe<{ role: string }>(
    'delete from identity_invitations where hash = ? and expires_at > ? returning role',
    admission.invitationHash,
    at,
  )
  return taken === null ? null : (taken.role as Role)
}

export function* accountOf(id: UserId): Tx<Account> {
  return toAccount(
    yield* one<AccountRow>(`select ${accountColumns} from identity_users u where u.id = ?`, id),
  )
}

export type AccessChange = {
  readonly role: Role
  readonly disabled: boolean
  readonly expectedRev: number
}

export type AccessChanged =
  | { kind: 'saved'; account: Account; seq: Seq }
  | { kind: 'stale' | 'absent' | 'last_admin' }

export function* changeAccess(id: UserId, change: AccessChange, deed: Deed): Tx<AccessChanged> {
  const before = yield* maybe<AccountRow>(
    `select ${accountColumns} from identity_users u where u.id = ? /*pg for update*/`,
    id,
  )
  if (before === null) return { kind: 'absent' }
  if (before.rev !== change.expectedRev) return { kind: 'stale' }
  const { role, disabled } = change
  yield* run(
    'update identity_users set role = ?, disabled = ?, rev = rev + 1 where id = ?',
    role,
    flag(disabled),
    id,
  )
  // The owner's row is the lock under which two admins cannot demote each other at once.
  yield* run('update identity_owner set user_id = user_id where one = 1')
  const { admins } = yield* one<{ admins: number }>(
    "select count(*) as admins from identity_users where role = 'admin' and disabled = 0",
  )
  if (admins === 0) {
    yield* run(
      'update identity_users set role = ?, disabled = ?, rev = ? where id = ?',
      before.role,
      before.disabled,
      before.rev,
      id,
    )
    return { kind: 'last_admin' }
  }
  yield* audit({
    ...deed,
    action: 'user.access_changed',
    subject: `user ${id}`,
    detail: { role, disabled },
  })
  const seq = yield* accessChanged(id, deed.at)
  return { kind: 'saved', account: yield* accountOf(id), seq }
}

const accessChanged = (userId: UserId, at: EpochMs): Tx<Seq> =>
  publish(
    { events: [{ type: 'user.access_changed', userId }], changes: [{ kind: 'user', id: userId }] },
    at,
  )

export function* changePassword(id: UserId, passwordHash: string, deed: Deed): Tx<Seq> {
  yield* run(
    'update identity_users set password_hash = ?, rev = rev + 1 where id = ?',
    passwordHash,
    id,
  )
  yield* run('delete from identity_sessions where user_id = ?', id)
  yield* audit({ ...deed, action: 'user.password_changed', subject: `user ${id}` })
  return yield* accessChanged(id, deed.at)
}

export function* addToken(token: NewToken, deed: Deed): Tx<{ token: ApiToken; seq: Seq }> {
  const { id } = yield* one<{ id: number }>(
    `insert into identity_tokens (user_id, name, prefix, hash, role, created_at, expires_at)
      values (?, ?, ?, ?, ?, ?, ?) returning id`,
    token.userId,
    token.name,
    token.prefix,
    token.hash,
    token.role,
    token.createdAt,
    token.expiresAt,
  )
  const { name, role } = token
  yield* audit({ ...deed, action: 'token.created', subject: `token ${id}`, detail: { name, role } })
  const row = yield* one<TokenRow>(
    `select ${tokenColumns} from identity_tokens t where t.id = ?`,
    id,
  )
  const seq = yield* publish({ events: [], changes: [{ kind: 'token', id }] }, deed.at)
  return { token: toToken(row), seq }
}

export function* revokeToken(userId: UserId, id: TokenId, deed: Deed): Tx<Seq | null> {
  const gone = yield* maybe<{ name: string }>(
    'delete from identity_tokens where id = ? and user_id = ? returning name',
    id,
    userId,
  )
  if (gone === null) return null
  yield* audit({
    ...deed,
    action: 'token.revoked',
    subject: `token ${id}`,
    detail: { name: gone.name },
  })
  return yield* publish({ events: [], changes: [{ kind: 'token', id, deleted: true }] }, deed.at)
}
