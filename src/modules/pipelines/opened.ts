import type { ConnectionId } from '../../kernel/index.ts'
import type { Connection } from './connection.ts'
import { type ConnectionLoop, createConnectionLoop } from './connection-loop.ts'
import type { Connector } from './connector.ts'
import { createDeliveryMemory, type DeliveryMemory } from './delivery-memory.ts'
import { PlatformFault } from './fault.ts'
import type { FollowerOptions } from './follower.ts'
import { guarded } from './guarded.ts'
import { troubleOf } from './look.ts'
import type { Agenda } from './ports.ts'

/** A connection that is followed. */
export type Opened = {
  readonly connection: Connection
  readonly connector: Connector
  readonly loop: ConnectionLoop
  readonly stop: AbortController
  /** Resolves when all that it does has ended. */
  done(): Promise<void>
  /** What deliveries of it had asked of the platform, and names that it does not know. */
  readonly memory: DeliveryMemory
  /** Work of one kind is done once at a time; asked for again meanwhile it is not begun. */
  work(kind: 'events' | 'wants', begin: () => Promise<void>): void
}

/** The connections that are followed: what is stored, as it is stored now. */
export function createOpened(options: FollowerOptions) {
  const { connections, observe } = options
  const all = new Map<ConnectionId, Opened>()
  /** The version of each, those that cannot be opened among them. */
  const known = new Map<ConnectionId, number>()

  async function close(id: ConnectionId): Promise<void> {
    const entry = all.get(id)
    all.delete(id)
    entry?.stop.abort()
    await entry?.done()
  }

  function open(connection: Connection): void {
    const opened = connectorOf(connection, options)
    if (opened === null) return
    const connector = guarded(opened)
    const stop = new AbortController()
    const loop = createConnectionLoop({
      ...options,
      connection,
      connector,
      looked: (result) => observe.looked(connection.platform, result),
    })
    const busy = new Map<string, Promise<void>>()
    const looking = loop.run(stop.signal)
    all.set(connection.id, {
      connection,
      connector,
      loop,
      stop,
      memory: createDeliveryMemory(),
      async done() {
        await Promise.all([looking, ...busy.values()])
        await connector.close()
      },
      work(kind, begin) {
        if (busy.has(kind) || stop.signal.aborted) return
        const done = begin()
          .catch(observe.storeAway)
          .finally(() => busy.delete(kind))
        busy.set(kind, done)
      },
    })
  }

  return {
    all: all as ReadonlyMap<ConnectionId, Opened>,
    /** Changed settings take effect at once. */
    async reconcile(agenda: readonly Agenda[]): Promise<void> {
      const wanted = new Map(agenda.filter(({ enabled }) => enabled).map((one) => [one.id, one]))
      for (const [id, rev] of known) {
        if (wanted.get(id)?.rev === rev) continue
        known.delete(id)
        await close(id)
      }
      for (const { id } of wanted.values()) {
        if (known.has(id)) continue
        const found = await connections.find(id)
        if (found === null) continue
        const { state, ...connection } = found
        known.set(id, connection.rev)
        open(connection)
      }
    },
    async close(): Promise<void> {
      await Promise.all([...all.keys()].map(close))
    },
  }
}

/** `null` for settings that cannot be used, which the connection then says of itself. */
function connectorOf(
  { id, name, platform, config }: Connection,
  { platforms, connections, clock, log, observe }: FollowerOptions,
): Connector | null {
  try {
    return platforms.open(platform, config)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'its settings cannot be used'
    const trouble = troubleOf(new PlatformFault('misconfigured', message, { cause }), clock.now())
    log.warn('a connection cannot be opened', { connection: name, why: message })
    void connections.note(id, { trouble }, clock.now()).catch(observe.storeAway)
    return null
  }
}
