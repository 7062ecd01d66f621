import type { ServerResponse } from 'node:http'
import { type Logger, Refusal, type Seq } from '../../../kernel/index.ts'
import { createBell } from './bell.ts'
import type { View } from './changes.ts'
import { type Client, createClient } from './client.ts'
import { createRechecks } from './recheck.ts'
import { bye, createWriter, drain, type WriterOptions } from './writer.ts'

export type HubOptions = WriterOptions & {
  readonly log: Logger
  /** Streams that this process serves at once. */
  readonly capacity?: number
}

export type Stream = {
  readonly outgoing: ServerResponse
  readonly view: View
  readonly cursor: Seq
  readonly recheck: () => Promise<boolean>
}

/** Writes what changed to every open tab. */
export type Hub = {
  /** Throws `Refusal('unavailable')` when there is no room for another stream. */
  admit(): void
  open(stream: Stream): void
  size(): number
  /** Works until the signal aborts, then says good-bye to every tab. */
  follow(signal: AbortSignal): Promise<void>
}

/** Between two messages to a tab: four a second at most. */
const tickMs = 250
const beatMs = 10_000
const housekeepingMs = 1_000

export function createHub(options: HubOptions): Hub {
  const { board, clock, log, capacity = 10_000 } = options
  const clients = new Set<Client>()
  const bell = createBell()
  const write = createWriter(options)
  const recheckDue = createRechecks(clients, { clock, log, bye })
  let closed = false

  async function keepHouse(signal: AbortSignal): Promise<void> {
    let beatAt = clock.monotonic()
    while (!signal.aborted) {
      for (const client of clients) client.cutIfStuck()
      if (clock.monotonic() - beatAt >= beatMs) {
        beatAt = clock.monotonic()
        write.heartbeats(clients)
      }
      void recheckDue()
      await clock.sleep(housekeepingMs, signal)
    }
  }

  async function writeChanges(signal: AbortSignal): Promise<void> {
    const unsubscribe = board.subscribe(bell.ring)
    signal.addEventListener('abort', bell.ring, { once: true })
    while (!signal.aborted) {
      await bell.rung()
      write.changes(clients)
      await clock.sleep(tickMs, signal)
    }
    unsubscribe()
  }

  return {
    size: () => clients.size,
    admit() {
      if (!closed && clients.size < capacity) return
      throw new Refusal('unavailable', 'Too many live pages are open', { retryAfter: 10 })
    },
    open({ outgoing, ...stream }) {
      // A tab may leave while it is still being let in; its `close` is over then.
      if (outgoing.destroyed) return
      const client = createClient({ ...stream, outgoing, clock, onReady: bell.ring })
      clients.add(client)
      outgoing.on('close', () => clients.delete(client))
      client.write(write.greeting())
      write.changes([client])
    },
    async follow(signal) {
      await Promise.all([keepHouse(signal), writeChanges(signal)])
      closed = true
      for (const client of clients) client.end(drain)
    },
  }
}
