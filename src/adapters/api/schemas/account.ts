import { z } from 'zod'
import { rfc3339, type SessionId, type User } from '../../../kernel/index.ts'
import type { Account, ApiToken, AuditEntry, Session } from '../../../modules/identity/index.ts'
import { moment, pageOf, roleName, thingId } from './common.ts'

export const user = z
  .object({ id: thingId, email: z.string(), role: roleName, created_at: moment })
  .describe('A person with an account.')

export const me = user
  .extend({ credential: z.enum(['cookie', 'jwt', 'token']).describe('What the request showed.') })
  .describe('Who asks. The role is that of the credential, which may be weaker than the account’s.')

export const account = user
  .extend({ disabled: z.boolean(), rev: z.int().min(1).describe('The ETag holds it.') })
  .describe('An account, as an admin sees it.')

export const accountPage = pageOf(account)

export const loggedIn = z
  .object({
    token: z.string().describe('A JWT, for `Authorization: Bearer`.'),
    expires_at: moment,
    user,
  })
  .describe('A session for a program.')

export const token = z
  .object({
    id: thingId,
    name: z.string(),
    prefix: z.string().describe('How the token begins, to recognise it by.'),
    role: roleName,
    created_at: moment,
    expires_at: moment.nullable(),
  })
  .describe('An API token, without its secret.')

export const newToken = token
  .extend({ token: z.string().describe('The secret. It is shown this once.') })
  .describe('A new API token, with its secret.')

export const tokenPage = pageOf(token)

export const session = z
  .object({
    id: thingId,
    kind: z.enum(['cookie', 'jwt']).describe('Of a browser, or of a program.'),
    address: z.string().describe('Where it was opened from; empty when that is not known.'),
    agent: z.string().describe('What the client called itself.'),
    created_at: moment,
    expires_at: moment,
    current: z.boolean().describe('It is the one that asks.'),
  })
  .describe('A log-in that is open.')

export const sessionPage = pageOf(session)

export const invitation = z
  .object({
    invitation: z.string().describe('What to send as `invitation` when registering. Shown once.'),
    expires_at: moment,
  })
  .describe('Lets one person register.')

export const auditEntry = z
  .object({
    id: z.int().min(1),
    at: moment,
    actor: z.string(),
    action: z.string().describe('`service.updated`, `token.created`, `login.refused`, …'),
    subject: z.string(),
    detail: z.record(z.string(), z.unknown()),
    request_id: z.string().nullable(),
  })
  .describe('Who changed what.')

export const auditPage = pageOf(auditEntry)

export const toUserJson = (of: Account): z.output<typeof user> => ({
  id: of.id,
  email: of.email,
  role: of.role,
  created_at: rfc3339(of.createdAt),
})

export const toMeJson = (of: Account, asked: User): z.output<typeof me> => ({
  ...toUserJson(of),
  role: asked.role,
  credential: asked.via,
})

export const toAccountJson = (of: Account): z.output<typeof account> => ({
  ...toUserJson(of),
  disabled: of.disabled,
  rev: of.rev,
})

export const toTokenJson = (of: ApiToken): z.output<typeof token> => ({
  id: of.id,
  name: of.name,
  prefix: of.prefix,
  role: of.role,
  created_at: rfc3339(of.createdAt),
  expires_at: of.expiresAt === null ? null : rfc3339(of.expiresAt),
})

export const toSessionJson = (of: Session, own: SessionId | null): z.output<typeof session> => ({
  id: of.id,
  kind: of.kind,
  address: of.address,
  agent: of.agent,
  created_at: rfc3339(of.createdAt),
  expires_at: rfc3339(of.expiresAt),
  current: of.id === own,
})

export const toAuditJson = (of: AuditEntry): z.output<typeof auditEntry> => ({
  id: of.id,
  at: rfc3339(of.at),
  actor: of.actor,
  action: of.action,
  subject: of.subject,
  detail: { ...of.detail },
  request_id: of.requestId,
})
