import type { ServerResponse } from 'node:http'
import { Refusal, type User } from '../../../kernel/index.ts'
import { createBell } from './bell.ts'
import type { View } from './changes.ts'
import { type Client, createClient } from './client.ts'
import type { Position } from './position.ts'
import type { Reader } from './reader.ts'
import { createRechecks, type Standing } from './recheck.ts'
import { createSeats } from './seats.ts'
import { createWriter, farewell, type Sync, type WriterOptions } from './writer.ts'

export type HubOptions = WriterOptions & {
  /** Streams that this process serves at once, and one user's among them. */
  readonly capacity?: number
  readonly capacityOfUser?: number
}

export type Stream = {
  readonly outgoing: ServerResponse
  readonly view: View
  readonly arrivedAt: number
  readonly position: Position
  readonly toldStale: Client['toldStale']
  readonly user: User
  readonly recheck: () => Promise<Standing>
  /** Gives the room back that `admit` has kept. */
  readonly leave: () => void
}

/** Writes what changed to every open tab. */
export type Hub = {
  /**
   * Keeps room for a stream. Throws `Refusal('too_many_requests')` when there is none, or the user
   * has too many: such a page polls. `Refusal('unavailable')` while the process stops: it comes back.
   * @returns how to give it back.
   */
  admit(user: User): () => void
  open(stream: Stream): void
  size(): number
  /** Streams that were cut since the start, because nobody read them. */
  cut(): number
  /** What a stream would bring, once. */
  sync(reader: Reader): Sync
  /** Works until the signal aborts, then says good-bye to every tab. */
  follow(signal: AbortSignal): Promise<void>
}

/** Between two messages to a tab: four a second at most. */
const tickMs = 250
/** However long the writing took, other work comes before it begins again. */
const pauseMs = 50
const beatMs = 10_000
const housekeepingMs = 1_000

export function createHub(options: HubOptions): Hub {
  const { board, clock, log, capacity = 10_000, capacityOfUser = 200 } = options
  const clients = new Set<Client>()
  const seats = createSeats({ most: capacity, mostOfUser: capacityOfUser })
  const bell = createBell()
  const write = createWriter(options)
  const rechecks = createRechecks<Client>({
    clock,
    log,
    showOut: (client, standing) =>
      client.end(standing === 'none' ? farewell.signedOut : farewell.access),
  })
  let closed = false
  let cut = 0

  async function keepHouse(signal: AbortSignal): Promise<void> {
    let beatAt = clock.monotonic()
    while (!signal.aborted) {
      for (const client of clients) if (client.cutIfStuck()) cut += 1
      if (clock.monotonic() - beatAt >= beatMs) {
        beatAt = clock.monotonic()
        await write.heartbeats(clients)
      }
      void rechecks.due()
      await clock.sleep(housekeepingMs, signal)
    }
  }

  async function writeChanges(signal: AbortSignal): Promise<void> {
    const unsubscribe = board.subscribe(bell.ring)
    signal.addEventListener('abort', bell.ring, { once: true })
    while (!signal.aborted) {
      await bell.rung()
      const from = clock.monotonic()
      await write.changes(clients)
      const spent = clock.monotonic() - from
      await clock.sleep(Math.max(tickMs - spent, pauseMs), signal)
    }
    unsubscribe()
  }

  return {
    size: () => clients.size,
    cut: () => cut,
    admit(user) {
      if (closed) throw new Refusal('unavailable', 'The server is stopping', { retryAfter: 1 })
      return seats.take(user)
    },
    open({ outgoing, user, recheck, leave, ...stream }) {
      const client = createClient({ ...stream, outgoing, clock, onReady: bell.ring })
      clients.add(client)
      rechecks.join(client, user, recheck)
      outgoing.on('close', () => {
        clients.delete(client)
        rechecks.leave(client, user)
        leave()
      })
      write.greet(client)
    },
    sync: write.sync,
    async follow(signal) {
      await Promise.all([keepHouse(signal), writeChanges(signal)])
      closed = true
      for (const client of clients) client.end(farewell.drain)
    },
  }
}
