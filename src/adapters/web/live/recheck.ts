import type { Clock, Logger, User } from '../../../kernel/index.ts'

/** Whether somebody may still look, and whether as the same. */
export type Standing = 'same' | 'other' | 'none'

/** How often it is asked. With many credentials it takes longer: the store has other work too. */
const everyMs = 5_000
/** Questions a second, at most. */
const pace = 200

type Party<Member> = {
  readonly members: Map<Member, () => Promise<Standing>>
  askAt: number
}

export type Rechecks<Member> = {
  /** @param ask whether the credential still holds. Asked for one of all who show the same one. */
  join(member: Member, by: User, ask: () => Promise<Standing>): void
  leave(member: Member, by: User): void
  /** Asks about those whose turn it is. */
  due(): Promise<void>
}

export type RecheckOptions<Member> = {
  readonly clock: Clock
  readonly log: Logger
  readonly showOut: (member: Member, standing: Exclude<Standing, 'same'>) => void
}

/** Who came before a change of the role and who came after it get different answers. */
const keyOf = ({ userId, sessionId, tokenId, role }: User): string =>
  `${userId} ${sessionId} ${tokenId} ${role}`

/**
 * Asks from time to time whether whoever looks still may, once for each credential however many
 * tabs show it, and shows out those that may not.
 */
export function createRechecks<Member>(options: RecheckOptions<Member>): Rechecks<Member> {
  const { clock, log, showOut } = options
  const parties = new Map<string, Party<Member>>()
  let running = false

  async function recheck(party: Party<Member>): Promise<void> {
    party.askAt = clock.monotonic() + Math.max(everyMs, (parties.size / pace) * 1_000)
    const [ask] = party.members.values()
    try {
      const standing = (await ask?.()) ?? 'same'
      if (standing === 'same') return
      for (const member of [...party.members.keys()]) showOut(member, standing)
    } catch (cause) {
      // The store is away: whoever was let in stays.
      log.debug('a stream could not be rechecked', { error: cause })
    }
  }

  return {
    join(member, by, ask) {
      const key = keyOf(by)
      const party = parties.get(key)
      if (party !== undefined) party.members.set(member, ask)
      else {
        const askAt = clock.monotonic() + everyMs
        parties.set(key, { members: new Map([[member, ask]]), askAt })
      }
    },
    leave(member, by) {
      const key = keyOf(by)
      const party = parties.get(key)
      party?.members.delete(member)
      if (party?.members.size === 0) parties.delete(key)
    },
    async due() {
      if (running) return
      running = true
      const now = clock.monotonic()
      const due = [...parties.values()].filter(({ askAt }) => askAt <= now).slice(0, pace)
      await Promise.all(due.map(recheck))
      running = false
    },
  }
}
