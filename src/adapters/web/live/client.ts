import type { ServerResponse } from 'node:http'
import type { Clock, EpochMs, Seq } from '../../../kernel/index.ts'
import type { View } from './changes.ts'

/** A reader that takes nothing for this long is cut; it comes back with its cursor. */
const patienceMs = 30_000

/** More than this in the process for one reader is too much; then the patience is shorter. In bytes. */
const unsentMost = 262_144
const fullPatienceMs = 5_000

export const recheckMs = 5_000

/**
 * One tab's stream. What it misses is not kept for it: its cursor says how far it got, and the next
 * message is made from the present state. So a slow tab costs one number and the bytes on their way.
 */
export type Client = {
  readonly view: View
  /** Asks again whether the tab may still look. */
  readonly recheck: () => Promise<boolean>
  /** Everything up to here was written. */
  cursor: Seq
  /** What the banner last said about the store. */
  toldStale: EpochMs | null
  /** When to ask `recheck` again, on the monotonic clock. */
  recheckAt: number
  /** Whether it has taken what was written before. */
  ready(): boolean
  write(bytes: Uint8Array): void
  /** Cuts it when it has not read for too long. */
  cutIfStuck(): void
  end(bytes: Uint8Array): void
}

type ClientOptions = Pick<Client, 'view' | 'recheck' | 'cursor'> & {
  readonly outgoing: ServerResponse
  readonly clock: Clock
  readonly onReady: () => void
}

export function createClient(options: ClientOptions): Client {
  const { outgoing, clock, onReady, view, recheck, cursor } = options
  let stuckSince: number | null = null
  outgoing.on('drain', () => {
    stuckSince = null
    onReady()
  })
  // A tab that vanishes while something is written is no fault of ours; `close` follows.
  outgoing.on('error', () => {})
  return {
    view,
    recheck,
    cursor,
    toldStale: null,
    recheckAt: clock.monotonic() + recheckMs,
    ready: () => stuckSince === null,
    write(bytes) {
      if (!outgoing.write(bytes)) stuckSince = clock.monotonic()
    },
    cutIfStuck() {
      if (stuckSince === null) return
      const limit = outgoing.writableLength > unsentMost ? fullPatienceMs : patienceMs
      if (clock.monotonic() - stuckSince >= limit) outgoing.destroy()
    },
    end(bytes) {
      outgoing.end(bytes)
    },
  }
}
