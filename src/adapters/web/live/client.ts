import type { ServerResponse } from 'node:http'
import type { Clock } from '../../../kernel/index.ts'
import type { Stale } from '../board/index.ts'
import type { View } from './changes.ts'
import type { Position } from './position.ts'

/** A reader that takes nothing for this long is cut; it comes back with its cursor. */
const patienceMs = 15_000

/** More than this in the process for one reader, in bytes, and the patience is a second. */
const unsentMost = 262_144
const fullPatienceMs = 1_000

/** What a socket is given at once, in bytes: less than it holds before it asks to wait. */
const pieceLength = 32_768

/**
 * One tab's stream. What it misses is not kept for it: its position says how far it got, and the next
 * message is made from the present state. So a slow tab costs one number and the bytes on their way.
 */
export type Client = {
  readonly view: View
  /** When it came, on the monotonic clock. */
  readonly arrivedAt: number
  /** Where it is when it has read what was written. */
  position: Position
  /** What the banner last said of how old things are; `undefined`: nobody remembers. */
  toldStale: Stale | null | undefined
  /** Whether it has taken what was written before, and may be given more. */
  ready(): boolean
  write(bytes: Uint8Array): void
  /** Cuts it when it has not read for too long. @returns whether it did. */
  cutIfStuck(): boolean
  end(bytes: Uint8Array): void
}

type ClientOptions = Pick<Client, 'view' | 'arrivedAt' | 'position' | 'toldStale'> & {
  readonly outgoing: ServerResponse
  readonly clock: Clock
  readonly onReady: () => void
}

export function createClient({ outgoing, clock, onReady, ...state }: ClientOptions): Client {
  let stuckSince: number | null = null
  /** Of a message, what the socket has not been given yet. The bytes are shared with other tabs. */
  let rest: Uint8Array | null = null

  function give(bytes: Uint8Array): void {
    stuckSince = null
    rest = null
    for (let at = 0; at < bytes.length; at += pieceLength) {
      const end = at + pieceLength
      if (outgoing.write(bytes.length <= pieceLength ? bytes : bytes.subarray(at, end))) continue
      stuckSince = clock.monotonic()
      if (end < bytes.length) rest = bytes.subarray(end)
      return
    }
  }

  outgoing.on('drain', () => {
    give(rest ?? new Uint8Array())
    if (stuckSince === null) onReady()
  })
  // A tab that vanishes while something is written is no fault of ours; `close` follows.
  outgoing.on('error', () => {})
  return {
    ...state,
    ready: () => stuckSince === null && !outgoing.writableEnded,
    write: give,
    cutIfStuck() {
      if (stuckSince === null || outgoing.destroyed) return false
      const unsent = outgoing.writableLength + (rest?.length ?? 0)
      const limit = unsent > unsentMost ? fullPatienceMs : patienceMs
      if (clock.monotonic() - stuckSince < limit) return false
      outgoing.destroy()
      return true
    },
    end(bytes) {
      // In the middle of a message these would be read as more of it.
      if (rest !== null) outgoing.destroy()
      else outgoing.end(bytes)
    },
  }
}
