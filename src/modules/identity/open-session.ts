import { type EpochMs, Refusal, type SessionId } from '../../kernel/index.ts'
import type { Account } from './account.ts'
import type { IdentityStore } from './ports.ts'
import type { Caller } from './registration.ts'

const hourMs = 3_600_000

/** A browser stays logged in for this long, a JWT's holder for this long. */
export const lifetimeMs = { cookie: 30 * 24 * hourMs, jwt: 24 * hourMs }

/** An account, and the hash that its password was verified against. */
export type Verified = { readonly account: Account; readonly passwordHash: string }

export type NewLogIn = {
  readonly kind: 'cookie' | 'jwt'
  readonly at: EpochMs
  readonly secretHash: string | null
  readonly caller: Caller
}

/** Opens sessions, and takes one back whose password was changed while it was verified. */
export const createSessionOpener =
  (store: IdentityStore) =>
  async ({ account, passwordHash }: Verified, logIn: NewLogIn): Promise<SessionId> => {
    const { kind, at, secretHash, caller } = logIn
    const deed = { at, actor: account.email, requestId: caller.requestId }
    const id = await store.openSession(
      {
        userId: account.id,
        kind,
        createdAt: at,
        expiresAt: at + lifetimeMs[kind],
        address: caller.address.slice(0, 64),
        agent: (caller.agent ?? '').slice(0, 200),
        secretHash,
      },
      deed,
    )
    const now = await store.findById(account.id)
    if (now?.passwordHash === passwordHash) return id
    await store.endSession(id, deed)
    throw new Refusal('unauthenticated', 'The password was changed a moment ago')
  }
