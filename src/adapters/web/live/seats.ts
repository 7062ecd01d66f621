import { Refusal, type User } from '../../../kernel/index.ts'

export type SeatOptions = {
  /** Streams that this process serves at once. */
  readonly most: number
  /** Of these, one user's. */
  readonly mostOfUser: number
}

/** Who waits for a seat asks by polling meanwhile, so there is no hurry. In seconds. */
const retryAfter = 30

/** How many streams there are, in all and of each user. */
export function createSeats({ most, mostOfUser }: SeatOptions) {
  const taken = new Map<User['userId'], number>()
  let all = 0

  return {
    /**
     * Throws `Refusal('too_many_requests')` when the user has too many streams, or the process.
     * @returns how to give the seat back.
     */
    take({ userId }: User): () => void {
      const own = taken.get(userId) ?? 0
      if (own >= mostOfUser) {
        const words = `You have ${own} live pages open, the most for one user`
        throw new Refusal('too_many_requests', words, { retryAfter })
      }
      if (all >= most)
        throw new Refusal('too_many_requests', 'Too many live pages are open', { retryAfter })
      taken.set(userId, own + 1)
      all += 1
      let held = true
      return () => {
        if (!held) return
        held = false
        all -= 1
        const left = (taken.get(userId) ?? 1) - 1
        if (left === 0) taken.delete(userId)
        else taken.set(userId, left)
      }
    },
  }
}
