import type { WebSocket } from 'ws'
import { parseId, type RequestFacts, type Seq } from '../../../kernel/index.ts'
import type { SocketRoute } from '../http.ts'
import { createFeed, type FeedDeps } from './feed.ts'
import { closeCodes, createSubscriber, type Subscriber } from './subscriber.ts'

export type Announcer = {
  readonly route: SocketRoute
  /** Tails the journal for all sockets until the signal aborts, then closes them. */
  follow(signal: AbortSignal): Promise<void>
  readonly connected: number
}

const most = { sockets: 1_000, perUser: 100 }
const pingEveryMs = 30_000
/** A socket of somebody who logged out is closed within 5 s, with a second for the look itself. */
const recheckEveryMs = 4_000
const farewells = { looks: 20, everyMs: 50 }

export type AnnouncerDeps = FeedDeps & { readonly path: string }

/** What happens, over WebSockets. */
export function createAnnouncer(deps: AnnouncerDeps): Announcer {
  const { clock, log } = deps
  const feed = createFeed(deps)
  const everyone = new Set<Subscriber>()
  let stopped = false

  /** Why a client cannot be served: a close code, and words. */
  function refusalOf(facts: RequestFacts): readonly [number, string] | null {
    if (stopped) return [closeCodes.goingAway, 'shutting down']
    return isFull(everyone, facts) ? [closeCodes.full, 'too many connections'] : null
  }

  function open(socket: WebSocket, { url, facts }: { url: URL; facts: RequestFacts }): void {
    // Without a listener the error of a broken frame would end the process.
    socket.on('error', () => socket.terminate())
    const since = url.searchParams.get('since')
    const after = since === null ? (0 as Seq) : parseId<Seq>(since)
    const refused = refusalOf(facts)
    if (refused !== null) {
      socket.close(...refused)
      return
    }
    if (after === null) {
      socket.close(closeCodes.badRequest, 'since must be a sequence')
      return
    }
    const numbered = since !== null || url.searchParams.get('seq') === '1'
    const subscriber = createSubscriber({ socket, facts, after, numbered })
    everyone.add(subscriber)
    socket.on('close', () => {
      everyone.delete(subscriber)
      feed.leave(subscriber)
    })
    if (since === null) feed.join(subscriber)
    else feed.catchUp(subscriber).catch((error) => log.error('a replay failed', { error }))
  }

  /** A moment for the clients to answer; whoever does not would hold the process up. */
  async function farewell(): Promise<void> {
    for (let i = 0; everyone.size > 0 && i < farewells.looks; i++) {
      await clock.sleep(farewells.everyMs)
    }
    for (const subscriber of everyone) subscriber.terminate()
  }

  async function every(ms: number, signal: AbortSignal, act: (of: Subscriber) => unknown) {
    while (!signal.aborted) {
      await clock.sleep(ms, signal)
      if (!signal.aborted) for (const subscriber of everyone) act(subscriber)
    }
  }

  return {
    route: {
      path: deps.path,
      access: 'viewer',
      // Clients have nothing to say, and messages of a hundred bytes do not shrink.
      limits: { maxPayload: 4_096, perMessageDeflate: false },
      open,
    },
    async follow(signal) {
      try {
        await Promise.all([
          feed.run(signal),
          every(pingEveryMs, signal, (subscriber) => subscriber.beat()),
          every(recheckEveryMs, signal, (subscriber) => subscriber.recheck()),
        ])
      } finally {
        stopped = true
        for (const subscriber of everyone) subscriber.close(closeCodes.goingAway, 'shutting down')
        await farewell()
      }
    },
    get connected() {
      return everyone.size
    },
  }
}

function isFull(everyone: ReadonlySet<Subscriber>, { principal }: RequestFacts): boolean {
  if (everyone.size >= most.sockets) return true
  if (principal.kind !== 'user') return false
  let own = 0
  for (const { principal: other } of everyone) {
    if (other.kind === 'user' && other.userId === principal.userId) own += 1
  }
  return own >= most.perUser
}
