import {
  type Clock,
  type EpochMs,
  invalid,
  notFound,
  type TokenId,
  type User,
} from '../../kernel/index.ts'
import type { ApiToken } from './account.ts'
import { tokenPrefix } from './authenticate.ts'
import { readNewToken, weaker } from './input.ts'
import type { Crypto, IdentityStore } from './ports.ts'

type Options = { readonly store: IdentityStore; readonly crypto: Crypto; readonly clock: Clock }

const dayMs = 86_400_000

/** So that no account fills the store, or its own page. */
const tokensMost = 200

const earlier = (a: EpochMs | null, b: EpochMs | null): EpochMs | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)

/** API tokens, each its owner's. */
export function createTokens({ store, crypto, clock }: Options) {
  const deedOf = (user: User, requestId: string | null) => ({
    at: clock.now(),
    actor: user.email,
    requestId,
  })

  return {
    /** The token is shown once, here. It may do no more than whoever makes it, and no longer. */
    async create(
      input: unknown,
      by: { readonly user: User; readonly requestId: string | null },
    ): Promise<{ token: ApiToken; secret: string }> {
      const fields = readNewToken(input)
      const secret = `${tokenPrefix}${crypto.secret()}`
      const deed = deedOf(by.user, by.requestId)
      const own = await store.listTokens(by.user.userId)
      if (own.length >= tokensMost) {
        const message = `is one too many: there are ${tokensMost} tokens; revoke one first`
        throw invalid([{ path: 'name', message }])
      }
      // A log-in makes tokens that need no end; a token makes none that outlive it.
      const latest = own.find(({ id }) => id === by.user.tokenId)?.expiresAt ?? null
      const asked = fields.expires_in_days ?? null
      const expiresAt = earlier(asked === null ? null : deed.at + asked * dayMs, latest)
      const { token } = await store.addToken(
        {
          userId: by.user.userId,
          name: fields.name,
          prefix: secret.slice(0, tokenPrefix.length + 6),
          role: weaker(fields.role ?? by.user.role, by.user.role),
          createdAt: deed.at,
          expiresAt,
          hash: crypto.digest(secret),
        },
        deed,
      )
      return { token, secret }
    },

    list: (user: User): Promise<readonly ApiToken[]> => store.listTokens(user.userId),

    async revoke(
      id: TokenId,
      by: { readonly user: User; readonly requestId: string | null },
    ): Promise<void> {
      const seq = await store.revokeToken(by.user.userId, id, deedOf(by.user, by.requestId))
      if (seq === null) throw notFound('token', id)
    },
  }
}
