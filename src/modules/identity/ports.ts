import type {
  EpochMs,
  Page,
  PageRequest,
  Role,
  Seq,
  SessionId,
  TokenId,
  UserId,
} from '../../kernel/index.ts'
import type { Account, ApiToken, AuditEntry, Invitation, Session } from './account.ts'
import type { Preferences, StoredPreferences } from './preferences.ts'

/** Who does it, for the audit row in the same commit. */
export type Deed = {
  readonly at: EpochMs
  readonly actor: string
  readonly requestId: string | null
}

/** Why somebody may register: as the first, as anybody, or with an invitation. */
export type Admission =
  | { readonly kind: 'first' }
  | { readonly kind: 'open'; readonly role: Role }
  | { readonly kind: 'invited'; readonly invitationHash: string }

export type Registered =
  | { readonly kind: 'registered'; readonly account: Account; readonly seq: Seq }
  | { readonly kind: 'email_taken' }
  /** Somebody else was first. */
  | { readonly kind: 'not_first' }
  | { readonly kind: 'no_such_invitation' }

export type NewSession = Omit<Session, 'id'> & { readonly secretHash: string | null }
export type NewToken = Omit<ApiToken, 'id'> & { readonly hash: string }

/** Which part of the audit trail; `null` for all. */
export type AuditRequest = PageRequest & {
  /** A part of the actor's name, in any case. */
  readonly actor?: string | null
  /** An action (`user.invited`), or the first word of several (`user`). */
  readonly action?: string | null
}

/** A credential's owner, as it stands now. */
export type Held<Credential> = { readonly credential: Credential; readonly account: Account }

export type SavedPreferences =
  | { readonly kind: 'saved'; readonly stored: StoredPreferences }
  | { readonly kind: 'stale'; readonly rev: number }
  /** There is no such user; no such channel. */
  | { readonly kind: 'absent' | 'no_channel' }

/** Each method is one whole transaction. */
export type PreferenceStore = {
  /** @returns `null` while somebody has saved none. */
  preferencesOf(userId: UserId): Promise<StoredPreferences | null>
  /** Another choice of notifications leaves a row in the audit trail; taste does not. */
  savePreferences(
    userId: UserId,
    change: { readonly preferences: Preferences; readonly expectedRev: number },
    deed: Deed,
  ): Promise<SavedPreferences>
}

/** Each method is one whole transaction. Secrets come hashed. */
export type IdentityStore = PreferenceStore & {
  hasOwner(): Promise<boolean>
  register(
    candidate: {
      readonly email: string
      readonly passwordHash: string
      readonly admission: Admission
    },
    deed: Deed,
  ): Promise<Registered>
  findByEmail(email: string): Promise<{ account: Account; passwordHash: string } | null>
  findById(id: UserId): Promise<{ account: Account; passwordHash: string } | null>
  listAccounts(request: PageRequest): Promise<Page<Account>>
  /** Changing the role or disabling ends nothing by itself: each request reads the account again. */
  changeAccess(
    id: UserId,
    change: { readonly role: Role; readonly disabled: boolean; readonly expectedRev: number },
    deed: Deed,
  ): Promise<
    { kind: 'saved'; account: Account; seq: Seq } | { kind: 'stale' | 'absent' | 'last_admin' }
  >
  /** Also ends every session of the account. */
  changePassword(id: UserId, passwordHash: string, deed: Deed): Promise<Seq>

  openSession(session: NewSession, deed: Deed): Promise<SessionId>
  sessionBySecret(secretHash: string): Promise<Held<Session> | null>
  sessionById(id: SessionId): Promise<Held<Session> | null>
  endSession(id: SessionId, deed: Deed): Promise<void>
  /** The living sessions of an account, newest first, at most `most`. */
  listSessions(userId: UserId, now: EpochMs, most: number): Promise<readonly Session[]>
  /** How many living sessions these accounts have; one that has none is left out. */
  countSessions(userIds: readonly UserId[], now: EpochMs): Promise<ReadonlyMap<UserId, number>>
  /** @returns `false` when the account has no such session. */
  endSessionOf(userId: UserId, id: SessionId, deed: Deed): Promise<boolean>
  /** Ends all sessions of an account but one. @returns how many. */
  endSessionsOf(userId: UserId, except: SessionId | null, deed: Deed): Promise<number>
  refusedLogIn(email: string, deed: Deed): Promise<void>

  addToken(token: NewToken, deed: Deed): Promise<{ token: ApiToken; seq: Seq }>
  tokenByHash(hash: string): Promise<Held<ApiToken> | null>
  listTokens(userId: UserId): Promise<readonly ApiToken[]>
  /** @returns `null` when the user has no such token. */
  revokeToken(userId: UserId, id: TokenId, deed: Deed): Promise<Seq | null>

  invite(
    invitation: { readonly hash: string; readonly role: Role; readonly expiresAt: EpochMs },
    deed: Deed,
  ): Promise<void>
  /** The invitation of this hash, while it is good. */
  invitationByHash(hash: string, now: EpochMs): Promise<Invitation | null>
  /** Invitations that are still good, newest first, at most `most`. */
  listInvitations(now: EpochMs, most: number): Promise<readonly Invitation[]>
  /** @returns `false` when there is no such invitation. */
  revokeInvitation(key: string, deed: Deed): Promise<boolean>
  /** Newest first. */
  audit(request: AuditRequest): Promise<Page<AuditEntry>>
  /** Removes sessions and invitations that have expired. */
  sweep(now: EpochMs): Promise<void>
}

/** Slow on purpose. */
export type PasswordHasher = {
  hash(password: string): Promise<string>
  verify(hash: string, password: string): Promise<boolean>
}

export type TokenClaims = {
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly issuedAt: EpochMs
  readonly expiresAt: EpochMs
}

/** Signs and reads JWTs. The algorithm is the key's, never the token's. */
export type TokenSigner = {
  sign(claims: TokenClaims): Promise<string>
  /** @returns `null` for anything that is not a valid token of ours, now. */
  read(token: string, now: EpochMs): Promise<{ userId: UserId; sessionId: SessionId } | null>
}

export type Crypto = {
  readonly passwords: PasswordHasher
  readonly tokens: TokenSigner
  /** A secret nobody can guess, in letters fit for URLs and headers. */
  secret(): string
  /** One way, quick: for secrets that are random already. */
  digest(secret: string): string
  /** Takes the same time wherever the texts differ. */
  same(a: string, b: string): boolean
}
