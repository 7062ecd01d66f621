import { type Clock, Refusal, type User } from '../../kernel/index.ts'
import type { Account } from './account.ts'
import { readLogIn, readPasswordChange } from './input.ts'
import { createSessionOpener, lifetimeMs, type Verified } from './open-session.ts'
import type { Crypto, IdentityStore } from './ports.ts'
import type { Caller } from './registration.ts'
import { refuseHaste, type Throttle } from './throttle.ts'

type Options = {
  readonly store: IdentityStore
  readonly crypto: Crypto
  readonly clock: Clock
  readonly throttle: Throttle
}

export type LoggedIn = {
  readonly account: Account
  /** The cookie's value, or the JWT. */
  readonly credential: string
  readonly expiresAt: number
}

export function createLogIn({ store, crypto, clock, throttle }: Options) {
  const nobodysHash = createDecoy(crypto)

  async function examine(email: string, password: string) {
    const found = await store.findByEmail(email)
    const hash = found?.passwordHash ?? (await nobodysHash())
    return { found, right: await crypto.passwords.verify(hash, password) }
  }

  async function verified(input: unknown, caller: Caller): Promise<Verified> {
    const { email, password } = readLogIn(input)
    refuseHaste(throttle.waitMs(caller.address, email))
    // Counted before the slow hash, so that tries that run at once all count.
    throttle.failed(caller.address, email)
    const { found, right } = await examine(email, password).catch((fault) => {
      throttle.undecided(caller.address, email)
      throw fault
    })
    if (found === null || !right || found.account.disabled) {
      await store.refusedLogIn(email, {
        at: clock.now(),
        actor: caller.address,
        requestId: caller.requestId,
      })
      throw new Refusal('unauthenticated', 'The e-mail address or the password is wrong')
    }
    throttle.succeeded(caller.address, email)
    return found
  }

  const open = createSessionOpener(store)

  return {
    /** For a browser: the value of a session cookie. */
    async withCookie(input: unknown, caller: Caller): Promise<LoggedIn> {
      const found = await verified(input, caller)
      const { account } = found
      const credential = crypto.secret()
      const at = clock.now()
      await open(found, { kind: 'cookie', at, secretHash: crypto.digest(credential), caller })
      return { account, credential, expiresAt: at + lifetimeMs.cookie }
    },

    /** For a program: a JWT that lives as long as its session. */
    async withJwt(input: unknown, caller: Caller): Promise<LoggedIn> {
      const found = await verified(input, caller)
      const { account } = found
      const at = clock.now()
      const expiresAt = at + lifetimeMs.jwt
      const sessionId = await open(found, { kind: 'jwt', at, secretHash: null, caller })
      const credential = await crypto.tokens.sign({
        userId: account.id,
        sessionId,
        issuedAt: at,
        expiresAt,
      })
      return { account, credential, expiresAt }
    },

    /** Ends the session of the caller. A token has none: it is revoked instead. */
    async out(user: User, requestId: string | null): Promise<void> {
      if (user.sessionId === null) return
      await store.endSession(user.sessionId, { at: clock.now(), actor: user.email, requestId })
    },

    /** Ends every session of the account, the caller's too. */
    async changePassword(input: unknown, user: User, caller: Caller): Promise<void> {
      const { current_password, new_password } = readPasswordChange(input)
      await verified({ email: user.email, password: current_password }, caller)
      const hash = await crypto.passwords.hash(new_password)
      const { requestId } = caller
      await store.changePassword(user.userId, hash, {
        at: clock.now(),
        actor: user.email,
        requestId,
      })
    },
  }
}

/** A hash to verify against when nobody has the address, so that both answers take as long. */
function createDecoy({ passwords, secret }: Crypto): () => Promise<string> {
  let hash: Promise<string> | null = null
  return () => {
    hash ??= passwords.hash(secret()).catch((error) => {
      hash = null
      throw error
    })
    return hash
  }
}
