import { type Clock, notFound, type SessionId, type User, type UserId } from '../../kernel/index.ts'
import type { Session } from './account.ts'
import type { IdentityStore } from './ports.ts'

type Options = { readonly store: IdentityStore; readonly clock: Clock }
type By = { readonly user: User; readonly requestId: string | null }

/** More log-ins of one account at once are not shown; ending all of them ends those too. */
const sessionsMost = 200

/** Who is logged in where. A session that has ended is refused from the next request on. */
export function createSessions({ store, clock }: Options) {
  const deedOf = ({ user, requestId }: By) => ({ at: clock.now(), actor: user.email, requestId })

  return {
    /** The living ones of an account, newest first. */
    list: (userId: UserId): Promise<readonly Session[]> =>
      store.listSessions(userId, clock.now(), sessionsMost),

    /** How many living ones each of these accounts has. */
    async counts(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
      return userIds.length === 0 ? new Map() : store.countSessions(userIds, clock.now())
    },

    /** Ends one session of this account: an id of somebody else's is not found. */
    async end(userId: UserId, id: SessionId, by: By): Promise<void> {
      if (!(await store.endSessionOf(userId, id, deedOf(by)))) throw notFound('session', id)
    },

    /** Ends all sessions of this account but the one that asks. @returns how many. */
    endOthers: (userId: UserId, by: By): Promise<number> =>
      store.endSessionsOf(userId, by.user.sessionId, deedOf(by)),
  }
}
