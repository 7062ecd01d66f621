import type { EpochMs, Role, SessionId, TokenId, UserId } from '../../kernel/index.ts'

export type Account = {
  readonly id: UserId
  readonly email: string
  readonly role: Role
  readonly disabled: boolean
  readonly createdAt: EpochMs
  readonly rev: number
}

/** A log-in: behind a cookie, or behind a JWT. */
export type Session = {
  readonly id: SessionId
  readonly userId: UserId
  readonly kind: 'cookie' | 'jwt'
  readonly createdAt: EpochMs
  readonly expiresAt: EpochMs
  /** Where it was opened from, as far as that can be trusted; empty when it is not known. */
  readonly address: string
  /** What the client called itself, which nobody has checked. */
  readonly agent: string
}

/** Lets one person register. The secret itself is known to nobody but whoever was given it. */
export type Invitation = {
  /** Names it among the others; nothing can be opened with it. */
  readonly key: string
  readonly role: Role
  readonly createdAt: EpochMs
  readonly createdBy: string
  readonly expiresAt: EpochMs
}

/** An API token as it may be shown: never the token itself. */
export type ApiToken = {
  readonly id: TokenId
  readonly userId: UserId
  readonly name: string
  /** The first letters, to recognise it by. */
  readonly prefix: string
  readonly role: Role
  readonly createdAt: EpochMs
  readonly expiresAt: EpochMs | null
}

export type AuditEntry = {
  readonly id: number
  readonly at: EpochMs
  readonly actor: string
  /** What was done: `service.updated`, `token.created`, `login.refused`, … */
  readonly action: string
  readonly subject: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly requestId: string | null
}
