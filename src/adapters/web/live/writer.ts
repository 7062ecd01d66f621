import type { Clock } from '../../../kernel/index.ts'
import type { Board } from '../board/index.ts'
import { type Fragments, withAges } from '../fragments/index.ts'
import { bannerChange, changesSince } from './changes.ts'
import type { Client } from './client.ts'
import { frame, framesOf } from './message.ts'

export type WriterOptions = {
  readonly board: Board
  readonly fragments: Fragments
  readonly clock: Clock
}

/** Tabs come back soon after a restart, not all at the same moment: htmx adds 30 % of chance. */
const comeBackMs = 1_000
const reconnectMs = 500

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Messages that are the same for every tab. */
export const bye = bytes(frame({ event: 'bye', data: '{}' }))
export const drain = bytes(frame({ event: 'drain', retry: comeBackMs, data: '{}' }))
/** Another database, or a restored one: what the tab shows has no place in it, so it loads anew. */
const reset = bytes(frame({ event: 'reset', data: '{}' }))

/** Makes the messages. Tabs in the same state get the same bytes. */
export function createWriter({ board, fragments, clock }: WriterOptions) {
  const pulse = () => JSON.stringify({ seq: board.seq(), t: clock.now() })

  function make({ cursor, view, toldStale }: Client): Uint8Array | null {
    if (board.phase() === 'ready' && cursor > board.seq()) return reset
    const changes = changesSince(cursor, view, { board, fragments })
    if (toldStale !== board.staleSince()) changes.push(bannerChange(fragments))
    if (changes.length === 0) return null
    return bytes(withAges(framesOf(changes, board.seq()), clock.now()))
  }

  const isBehind = ({ cursor, toldStale }: Client): boolean =>
    cursor !== board.seq() || toldStale !== board.staleSince()

  return {
    /** Brings every tab that can take it to the present state. */
    changes(clients: Iterable<Client>): void {
      const made = new Map<string, Uint8Array | null>()
      for (const client of clients) {
        if (!client.ready() || !isBehind(client)) continue
        const { cursor, view, toldStale } = client
        const state = `${cursor} ${toldStale} ${view.eyes} ${view.topics.key}`
        const known = made.get(state)
        const message = known === undefined ? make(client) : known
        made.set(state, message)
        client.cursor = board.seq()
        client.toldStale = board.staleSince()
        if (message !== null) client.write(message)
      }
    },

    /** Shows that the stream lives, and moves a tab's own cursor on where nothing it shows has changed. */
    heartbeats(clients: Iterable<Client>): void {
      const id = board.seq()
      const upToDate = bytes(frame({ id, event: 'hb', data: pulse() }))
      const behind = bytes(frame({ event: 'hb', data: pulse() }))
      for (const client of clients) {
        if (client.ready()) client.write(client.cursor === id ? upToDate : behind)
      }
    },

    greeting: (): Uint8Array => bytes(frame({ event: 'hb', retry: reconnectMs, data: pulse() })),
  }
}
