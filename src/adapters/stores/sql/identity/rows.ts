import type { Role, SessionId, TokenId, UserId } from '../../../../kernel/index.ts'
import type {
  Account,
  ApiToken,
  AuditEntry,
  Invitation,
  Session,
} from '../../../../modules/identity/index.ts'
import type { Row } from '../statement.ts'

export type AccountRow = Row & {
  user_id: number
  email: string
  password_hash: string
  role: string
  disabled: number
  user_created_at: number
  rev: number
}

export const accountColumns = `u.id as user_id, u.email, u.password_hash, u.role, u.disabled,
  u.created_at as user_created_at, u.rev`

export const toAccount = (row: AccountRow): Account => ({
  id: row.user_id as UserId,
  email: row.email,
  role: row.role as Role,
  disabled: row.disabled === 1,
  createdAt: row.user_created_at,
  rev: row.rev,
})

export type SessionRow = Row & {
  session_id: number
  user_id: number
  kind: string
  created_at: number
  expires_at: number
  address: string
  agent: string
}

export const sessionColumns =
  's.id as session_id, s.kind, s.created_at, s.expires_at, s.address, s.agent'

export const toSession = (row: SessionRow): Session => ({
  id: row.session_id as SessionId,
  userId: row.user_id as UserId,
  kind: row.kind as Session['kind'],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  address: row.address,
  agent: row.agent,
})

export type InvitationRow = Row & {
  hash: string
  role: string
  expires_at: number
  created_at: number
  created_by: string
}

export const invitationColumns = 'hash, role, expires_at, created_at, created_by'

/** Letters of the hash that name an invitation: enough to tell them apart, too few to be the hash. */
export const keyLength = 16

export const toInvitation = (row: InvitationRow): Invitation => ({
  key: row.hash.slice(0, keyLength),
  role: row.role as Role,
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
})

export type TokenRow = Row & {
  token_id: number
  user_id: number
  name: string
  prefix: string
  token_role: string
  created_at: number
  expires_at: number | null
}

export const tokenColumns =
  't.id as token_id, t.user_id, t.name, t.prefix, t.role as token_role, t.created_at, t.expires_at'

export const toToken = (row: TokenRow): ApiToken => ({
  id: row.token_id as TokenId,
  userId: row.user_id as UserId,
  name: row.name,
  prefix: row.prefix,
  role: row.token_role as Role,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})

export type AuditRow = Row & {
  id: number
  at: number
  actor: string
  action: string
  subject: string
  detail: string
  request_id: string | null
}

export const toAudit = (row: AuditRow): AuditEntry => ({
  id: row.id,
  at: row.at,
  actor: row.actor,
  action: row.action,
  subject: row.subject,
  detail: JSON.parse(row.detail) as Readonly<Record<string, unknown>>,
  requestId: row.request_id,
})
