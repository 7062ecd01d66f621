import { setImmediate } from 'node:timers/promises'
import type { Clock, Logger } from '../../../kernel/index.ts'
import type { Board, Stale } from '../board/index.ts'
import { type Fragments, type Markup, withAges } from '../fragments/index.ts'
import { bannerChange, changesSince, isAhead, reached } from './changes.ts'
import type { Client } from './client.ts'
import { frame, framesOf } from './message.ts'
import { exactly, isExact, type Position, positionText } from './position.ts'
import { isForeign, type Reader } from './reader.ts'

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
  /** `reset`: the tab is told to load anew, once. */
  readonly kind: 'changes' | 'nothing' | 'reset'
  readonly bytes: Uint8Array
  readonly position: Position
  readonly stale: Stale | null
}

function addBanner(changes: Markup[], fragments: Fragments, position: Position): void {
  const isThere = changes.some((change) => change.startsWith('<hx-partial hx-target="#banner"'))
  if (!isThere) changes.push(bannerChange(fragments, position))
}

const none = new Uint8Array()

/** Draws what a tab lacks. */
function createDraw({ board, fragments, clock, log }: WriterOptions) {
  function make(client: Client): Made {
    const { position, view, toldStale } = client
    const stale = board.stale()
    if (isForeign(client, board)) {
      return { kind: 'reset', bytes: reset, position: exactly(board.seq()), stale }
    }
    const then = reached(position, board)
    const changes = changesSince(position, view, { board, fragments })
    if (toldStale !== stale) addBanner(changes, fragments, then)
    if (changes.length === 0) return { kind: 'nothing', bytes: none, position: then, stale }
    const frames = framesOf(changes, { from: position.from, to: then.to })
    return { kind: 'changes', bytes: bytes(withAges(frames, clock.now())), position: then, stale }
  }

  /** What cannot be drawn for one tab is that tab's loss: it is sent away, and says that it is not live. */
  return (client: Client): Made | null => {
    try {
      return make(client)
    } catch (error) {
      log.error('a change could not be drawn', { error, topics: client.view.topics.key })
      client.end(farewell.drain)
      return null
    }
  }
}

function isBehind(client: Client, board: Board): boolean {
  const { position, toldStale } = client
  if (toldStale !== board.stale()) return true
  return isAhead(position, board) ? isForeign(client, board) : position.from < board.seq()
}

const staleText = (stale: Stale | null | undefined): string =>
  stale ? `${stale.of}${stale.since}` : String(stale)

/** What a message to a tab goes by. The board may have moved on between two tabs. */
function stateOf(client: Client, board: Board): string {
  const { view, position, toldStale } = client
  const tab = `${positionText(position)} ${staleText(toldStale)} ${view.eyes} ${view.topics.key}`
  return `${board.seq()} ${staleText(board.stale())} ${isForeign(client, board)} ${tab}`
}

/** Makes the messages. Tabs in the same state get the same bytes. */
export function createWriter(options: WriterOptions) {
  const { board, fragments, clock, version } = options
  const draw = createDraw(options)
  const beat = () => JSON.stringify({ seq: board.seq(), t: clock.now() })
  const ver = JSON.stringify({ version })

  function take(client: Client, { position, stale }: Made): void {
    client.position = position
    client.toldStale = stale
  }

  /** Brings a tab to the present state, if it can take that. @returns whether something was written. */
  function bring(client: Client, made: Map<string, Made>): boolean {
    if (!client.ready() || !isBehind(client, board)) return false
    const state = stateOf(client, board)
    const message = made.get(state) ?? draw(client)
    if (message === null) return false
    made.set(state, message)
    take(client, message)
    if (message.kind === 'nothing') return false
    client.write(message.bytes)
    return true
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

  const greeting = (): Uint8Array =>
    bytes(
      frame({ event: 'hb', retry: reconnectMs, data: beat() }) + frame({ event: 'ver', data: ver }),
    )

  return {
    /** Receives a tab, and brings it to the present state: one that cannot be drawn hears nothing that sounds alive. */
    greet(client: Client): void {
      const message = isBehind(client, board) ? draw(client) : null
      if (message !== null) take(client, message)
      if (client.ready()) client.write(Buffer.concat([greeting(), message?.bytes ?? none]))
    },

    /** Brings every tab that can take it to the present state. */
    async changes(clients: Iterable<Client>): Promise<void> {
      const made = new Map<string, Made>()
      await inBatches(clients, (client) => bring(client, made))
    },

    /** Shows that the stream lives, and moves a tab's own position on where nothing it shows has changed. */
    async heartbeats(clients: Iterable<Client>): Promise<void> {
      const here = board.seq()
      const upToDate = bytes(frame({ id: String(here), event: 'hb', data: beat() }))
      const elsewhere = bytes(frame({ event: 'hb', data: beat() }))
      await inBatches(clients, (client) => {
        if (!client.ready()) return false
        const { position } = client
        client.write(isExact(position) && position.to === here ? upToDate : elsewhere)
        return true
      })
    },

    /** What a stream would have brought since this position, at once. */
    sync(reader: Reader): Sync {
      if (isForeign(reader, board)) return { kind: 'reset' }
      const { position, view } = reader
      const then = reached(position, board)
      const changes = changesSince(position, view, { board, fragments })
      // Nobody remembers what the page was told of the store last.
      if (view.topics.health) addBanner(changes, fragments, then)
      const markup = withAges(changes.join(''), clock.now())
      const pulse = JSON.stringify({ at: positionText(then), t: clock.now(), version })
      return { kind: 'changes', markup, pulse }
    },
  }
}
