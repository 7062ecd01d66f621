import { Refusal } from '../../../kernel/index.ts'

/** A body's share of the room, given back when the request is answered. */
export type Hold = Disposable & {
  /** Throws `Refusal('unavailable')` where there is no room for so many more bytes. */
  take(bytes: number): void
}

/** What all long bodies together may take of the memory. */
export type Room = {
  /** Throws `Refusal('unavailable')` while there are too many. */
  enter(): Hold
}

export type RoomSize = { readonly bodies: number; readonly bytes: number }

/**
 * Bytes count as they come, not as they are announced: a client that announces much and sends
 * slowly keeps nobody out.
 */
export function createRoom({ bodies, bytes }: RoomSize): Room {
  let inside = 0
  let held = 0
  return {
    enter() {
      if (inside >= bodies) throw full()
      inside += 1
      let own = 0
      return {
        take(count) {
          if (held + count > bytes) throw full()
          held += count
          own += count
        },
        [Symbol.dispose]() {
          inside -= 1
          held -= own
        },
      }
    },
  }
}

/** Seconds. Platforms that send again do so later than this. */
const retryAfter = 10

const full = () =>
  new Refusal('unavailable', 'Too many long bodies at once; send it again later', { retryAfter })
