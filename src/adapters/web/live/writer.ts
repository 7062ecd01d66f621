import { setImmediate } from 'node:timers/promises'
import type { Clock, EpochMs, Logger, Seq } from '../../../kernel/index.ts'
import type { Board } from '../board/index.ts'
import { type Fragments, type Markup, withAges } from '../fragments/index.ts'
import { bannerChange, changesSince, reached, type View } from './changes.ts'
import type { Client } from './client.ts'
import { frame, framesOf } from './message.ts'

export type WriterOptions = {
  readonly board: Board
  readonly fragments: Fragments
  readonly clock: Clock
  readonly log: Logger
  /** Names the scripts and styles: a page that has others is of another version of the program. */
  readonly version: string
}

/** What a page that does not stream gets, to the same effect. */
export type Sync =
  /** It shows another database, or a restored one: it has to load anew. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'changes'; readonly markup: Markup; readonly pulse: string }

/** Tabs come back soon after a restart, not all at the same moment: htmx adds 30 % of chance. */
const comeBackMs = 1_000
const reconnectMs = 500

/**
 * Tabs that are written to without a pause. The objects of a write live until the pause: with
 * thousands at once they would outlive the young generation, and the process would grow threefold.
 */
const batch = 100

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const byeFor = (why: 'signed-out' | 'access'): Uint8Array =>
  bytes(frame({ event: 'bye', data: JSON.stringify({ why }) }))

/** Messages that are the same for every tab. */
export const farewell = {
  signedOut: byeFor('signed-out'),
  /** The role has changed, and with it what the pages offer. */
  access: byeFor('access'),
  drain: bytes(frame({ event: 'drain', retry: comeBackMs, data: '{}' })),
} as const
/** Another database, or a restored one: what the tab shows has no place in it, so it loads anew. */
const reset = bytes(frame({ event: 'reset', data: '{}' }))

/** A message, and the state to which it brings a tab. */
type Made = {
  readonly bytes: Uint8Array | null
  readonly cursor: Seq
  readonly stale: EpochMs | null
}

function addBanner(changes: Markup[], fragments: Fragments): void {
  const banner = bannerChange(fragments)
  if (!changes.includes(banner)) changes.push(banner)
}

/** Draws what a tab lacks. */
function createDraw({ board, fragments, clock, log }: WriterOptions) {
  /**
   * From another database: the cursor is ahead of everything there is. While the store is away it may
   * as well be ahead of what this process could read.
   */
  const isForeign = (cursor: Seq): boolean =>
    board.phase() === 'ready' && board.staleSince() === null && cursor > board.seq()

  function make({ cursor, view, toldStale }: Client): Uint8Array | null {
    if (isForeign(cursor)) return reset
    const changes = changesSince(cursor, view, { board, fragments })
    if (toldStale !== board.staleSince()) addBanner(changes, fragments)
    if (changes.length === 0) return null
    return bytes(withAges(framesOf(changes, reached(cursor, board)), clock.now()))
  }

  /** What cannot be drawn for one tab is that tab's loss: it is sent away, and says that it is not live. */
  function attempt(client: Client): Uint8Array | null | undefined {
    try {
      return make(client)
    } catch (error) {
      log.error('a change could not be drawn', { error, topics: client.view.topics.key })
      client.end(farewell.drain)
      return undefined
    }
  }

  return { isForeign, attempt }
}

/** Makes the messages. Tabs in the same state get the same bytes. */
export function createWriter(options: WriterOptions) {
  const { board, fragments, clock, version } = options
  const { isForeign, attempt } = createDraw(options)
  const beat = () => JSON.stringify({ seq: board.seq(), t: clock.now() })
  const ver = JSON.stringify({ version })

  const isBehind = ({ cursor, toldStale }: Client): boolean =>
    cursor < board.seq() || isForeign(cursor) || toldStale !== board.staleSince()

  /** Brings a tab to the present state, if it can take that. @returns whether something was written. */
  function bring(client: Client, made: Map<string, Made>): boolean {
    if (!client.ready() || !isBehind(client)) return false
    const { cursor, view, toldStale } = client
    // The board may have moved on between two tabs.
    const state = `${board.seq()} ${board.staleSince()} ${cursor} ${toldStale} ${view.eyes} ${view.topics.key}`
    let message = made.get(state)
    if (message === undefined) {
      const drawn = attempt(client)
      if (drawn === undefined) return false
      // It is told to load anew once.
      const at = drawn === reset ? board.seq() : reached(cursor, board)
      message = { bytes: drawn, cursor: at, stale: board.staleSince() }
      made.set(state, message)
    }
    client.cursor = message.cursor
    client.toldStale = message.stale
    if (message.bytes !== null) client.write(message.bytes)
    return message.bytes !== null
  }

  async function inBatches(
    clients: Iterable<Client>,
    write: (client: Client) => boolean,
  ): Promise<void> {
    let written = 0
    for (const client of clients) {
      if (!write(client)) continue
      written += 1
      if (written % batch === 0) await setImmediate()
    }
  }

  return {
    /** Brings one tab to the present state. */
    change(client: Client): void {
      bring(client, new Map())
    },

    /** Brings every tab that can take it to the present state. */
    async changes(clients: Iterable<Client>): Promise<void> {
      const made = new Map<string, Made>()
      await inBatches(clients, (client) => bring(client, made))
    },

    /** Shows that the stream lives, and moves a tab's own cursor on where nothing it shows has changed. */
    async heartbeats(clients: Iterable<Client>): Promise<void> {
      const id = board.seq()
      const upToDate = bytes(frame({ id, event: 'hb', data: beat() }))
      const behind = bytes(frame({ event: 'hb', data: beat() }))
      await inBatches(clients, (client) => {
        if (!client.ready()) return false
        client.write(client.cursor === id ? upToDate : behind)
        return true
      })
    },

    greeting: (): Uint8Array =>
      bytes(
        frame({ event: 'hb', retry: reconnectMs, data: beat() }) +
          frame({ event: 'ver', data: ver }),
      ),

    /** What a stream would have brought since this position, at once. */
    sync(cursor: Seq, view: View): Sync {
      if (isForeign(cursor)) return { kind: 'reset' }
      const changes = changesSince(cursor, view, { board, fragments })
      // Nobody remembers what the page was told of the store last.
      if (view.topics.health) addBanner(changes, fragments)
      const markup = withAges(changes.join(''), clock.now())
      const pulse = JSON.stringify({ seq: reached(cursor, board), t: clock.now(), version })
      return { kind: 'changes', markup, pulse }
    },
  }
}
