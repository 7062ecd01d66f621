import { type Clock, Refusal } from '../../kernel/index.ts'
import type { Invitation } from './account.ts'
import type { Crypto, IdentityStore } from './ports.ts'

type Options = { readonly store: IdentityStore; readonly crypto: Crypto; readonly clock: Clock }

/** More open invitations at once are not shown. */
const invitationsMost = 200

/** Invitations that were made and are not used yet. */
export const createInvitations = ({ store, crypto, clock }: Options) => ({
  /** Those that are still good, newest first; of very many, the newest. */
  list: (): Promise<readonly Invitation[]> => store.listInvitations(clock.now(), invitationsMost),

  /** What the holder of this secret was invited to, or `null` when it is used, expired or unknown. */
  async find(secret: string): Promise<Invitation | null> {
    if (secret === '' || secret.length > 512) return null
    return store.invitationByHash(crypto.digest(secret), clock.now())
  },

  async revoke(
    key: string,
    deed: { readonly actor: string; readonly requestId: string | null },
  ): Promise<void> {
    const gone = await store.revokeInvitation(key, { ...deed, at: clock.now() })
    if (!gone) throw new Refusal('not_found', 'The invitation is used, expired or revoked')
  },
})
