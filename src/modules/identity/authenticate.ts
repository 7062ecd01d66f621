import { anonymous, type Clock, type Principal, Refusal, type User } from '../../kernel/index.ts'
import type { Account } from './account.ts'
import { weaker } from './input.ts'
import type { Crypto, IdentityStore } from './ports.ts'

/** What a request shows. A password of HTTP Basic is a token, as a bearer may be. */
export type Shown =
  | { readonly kind: 'none' }
  | { readonly kind: 'cookie'; readonly secret: string }
  | { readonly kind: 'bearer'; readonly secret: string }

type Options = {
  readonly store: IdentityStore
  readonly crypto: Crypto
  readonly clock: Clock
}

/** API tokens begin with this, for people and for scanners of leaked secrets. */
export const tokenPrefix = 'phr_'

/** While the store is away, whoever was known this recently is still known. */
const rememberMs = 10 * 60_000
const rememberMost = 10_000

export function createAuthentication({ store, crypto, clock }: Options) {
  const known = new Map<string, { user: User; at: number }>()

  function remember(key: string, user: User | null): User | null {
    known.delete(key)
    if (user === null) return null
    known.set(key, { user, at: clock.monotonic() })
    const oldest = known.size > rememberMost ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
    return user
  }

  async function bySession(secret: string): Promise<User | null> {
    const held = await store.sessionBySecret(crypto.digest(secret))
    if (held === null || held.credential.expiresAt <= clock.now()) return null
    return asUser(held.account, 'cookie', { sessionId: held.credential.id })
  }

  async function byToken(secret: string): Promise<User | null> {
    const held = await store.tokenByHash(crypto.digest(secret))
    if (held === null) return null
    const { id, role, expiresAt } = held.credential
    if (expiresAt !== null && expiresAt <= clock.now()) return null
    return asUser({ ...held.account, role: weaker(role, held.account.role) }, 'token', {
      tokenId: id,
    })
  }

  async function byJwt(secret: string): Promise<User | null> {
    const claims = await crypto.tokens.read(secret, clock.now())
    if (claims === null) return null
    const held = await store.sessionById(claims.sessionId)
    if (held === null || held.account.id !== claims.userId) return null
    if (held.credential.kind !== 'jwt' || held.credential.expiresAt <= clock.now()) return null
    return asUser(held.account, 'jwt', { sessionId: held.credential.id })
  }

  function look(shown: Exclude<Shown, { kind: 'none' }>): Promise<User | null> {
    if (shown.kind === 'cookie') return bySession(shown.secret)
    return shown.secret.startsWith(tokenPrefix) ? byToken(shown.secret) : byJwt(shown.secret)
  }

  /** Whoever showed this a short while ago. */
  function recall(key: string): User | null {
    const last = known.get(key)
    const recent = last !== undefined && clock.monotonic() - last.at <= rememberMs
    return recent ? last.user : null
  }

  return {
    /**
     * Who shows this. Nothing shown is `anonymous`; something wrong shown is `null`. The store is
     * asked each time, so that a log-out holds at once; while it is away, memory of the last ten
     * minutes answers, so that the people on call still see the page.
     */
    async who(shown: Shown): Promise<Principal | null> {
      if (shown.kind === 'none') return anonymous
      if (shown.secret.length > 4_096) return null
      const key = `${shown.kind} ${crypto.digest(shown.secret)}`
      try {
        return remember(key, await look(shown))
      } catch (error) {
        const user = isUnavailable(error) ? recall(key) : null
        if (user === null) throw error
        return user
      }
    },
  }
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'unavailable'

function asUser(
  account: Account,
  via: User['via'],
  ids: Partial<Pick<User, 'sessionId' | 'tokenId'>>,
): User | null {
  if (account.disabled) return null
  const { id, email, role } = account
  return { kind: 'user', userId: id, email, role, via, sessionId: null, tokenId: null, ...ids }
}
