import {
  type Clock,
  notFound,
  type Page,
  type PageRequest,
  Refusal,
  type TokenId,
  type User,
  type UserId,
} from '../../kernel/index.ts'
import type { Account, ApiToken, AuditEntry } from './account.ts'
import { tokenPrefix } from './authenticate.ts'
import { readAccessChange, readNewToken, weaker } from './input.ts'
import type { Crypto, IdentityStore } from './ports.ts'

type Options = { readonly store: IdentityStore; readonly crypto: Crypto; readonly clock: Clock }

const dayMs = 86_400_000

/** Users and their tokens, for those who may change them. */
export function createAccounts({ store, crypto, clock }: Options) {
  const deedOf = (user: User, requestId: string | null) => ({
    at: clock.now(),
    actor: user.email,
    requestId,
  })

  return {
    list: (request: PageRequest): Promise<Page<Account>> => store.listAccounts(request),
    audit: (request: PageRequest): Promise<Page<AuditEntry>> => store.audit(request),

    async get(id: UserId): Promise<Account> {
      const found = await store.findById(id)
      if (found === null) throw notFound('user', id)
      return found.account
    },

    /** Changes a role, or disables an account. The last admin stays one. */
    async changeAccess(
      id: UserId,
      change: { readonly input: unknown; readonly expectedRev: number },
      by: { readonly user: User; readonly requestId: string | null },
    ): Promise<Account> {
      const fields = readAccessChange(change.input)
      const found = await store.findById(id)
      if (found === null) throw notFound('user', id)
      const { account } = found
      const done = await store.changeAccess(
        id,
        {
          role: fields.role ?? account.role,
          disabled: fields.disabled ?? account.disabled,
          expectedRev: change.expectedRev,
        },
        deedOf(by.user, by.requestId),
      )
      if (done.kind === 'saved') return done.account
      if (done.kind === 'absent') throw notFound('user', id)
      throw done.kind === 'stale'
        ? new Refusal('stale', `${account.email} was changed by somebody else`)
        : new Refusal('conflict', 'This is the last admin; make somebody else admin first')
    },

    /** The token is shown once, here. It may do no more than whoever makes it. */
    async createToken(
      input: unknown,
      by: { readonly user: User; readonly requestId: string | null },
    ): Promise<{ token: ApiToken; secret: string }> {
      const fields = readNewToken(input)
      const secret = `${tokenPrefix}${crypto.secret()}`
      const deed = deedOf(by.user, by.requestId)
      const days = fields.expires_in_days ?? null
      const { token } = await store.addToken(
        {
          userId: by.user.userId,
          name: fields.name,
          prefix: secret.slice(0, tokenPrefix.length + 6),
          role: weaker(fields.role ?? by.user.role, by.user.role),
          createdAt: deed.at,
          expiresAt: days === null ? null : deed.at + days * dayMs,
          hash: crypto.digest(secret),
        },
        deed,
      )
      return { token, secret }
    },

    listTokens: (user: User): Promise<readonly ApiToken[]> => store.listTokens(user.userId),

    async revokeToken(
      id: TokenId,
      by: { readonly user: User; readonly requestId: string | null },
    ): Promise<void> {
      const seq = await store.revokeToken(by.user.userId, id, deedOf(by.user, by.requestId))
      if (seq === null) throw notFound('token', id)
    },
  }
}
