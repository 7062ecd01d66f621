import type { ConnectionId, EpochMs } from '../../kernel/index.ts'
import type { Connection } from './connection.ts'
import { type ConnectionLoop, createConnectionLoop } from './connection-loop.ts'
import type { Connector } from './connector.ts'
import { PlatformFault } from './fault.ts'
import type { FollowerOptions } from './follower.ts'
import { troubleOf } from './look.ts'

/** A connection that is followed. */
export type Opened = {
  readonly connection: Connection
  readonly connector: Connector
  readonly loop: ConnectionLoop
  readonly stop: AbortController
  /** Resolves when its loop has ended. */
  readonly done: Promise<void>
  /** When a delivery of it was last processed. */
  deliveredAt: EpochMs | null
  /** When a delivery of an unknown project last had the list of projects read. */
  askedListAt: EpochMs | null
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
    await entry?.done
  }

  function open(connection: Connection, deliveredAt: EpochMs | null): void {
    const connector = connectorOf(connection, options)
    if (connector === null) return
    const stop = new AbortController()
    const loop = createConnectionLoop({
      ...options,
      connection,
      connector,
      deliveredAt: () => all.get(connection.id)?.deliveredAt ?? deliveredAt,
      looked: (result) => observe.looked(connection.platform, result),
    })
    // Its first turn may ask when deliveries came, so it begins once it is among the others.
    const done = Promise.resolve()
      .then(() => loop.run(stop.signal))
      .finally(() => connector.close())
    all.set(connection.id, {
      connection,
      connector,
      loop,
      stop,
      done,
      deliveredAt,
      askedListAt: null,
    })
  }

  return {
    all: all as ReadonlyMap<ConnectionId, Opened>,
    /** Changed settings take effect at once. @returns false: there is no more to do. */
    async reconcile(): Promise<boolean> {
      const stored = await connections.list()
      const wanted = new Map(stored.filter(({ enabled }) => enabled).map((one) => [one.id, one]))
      for (const [id, rev] of known) {
        if (wanted.get(id)?.rev === rev) continue
        known.delete(id)
        await close(id)
      }
      for (const { state, ...connection } of wanted.values()) {
        if (known.has(connection.id)) continue
        known.set(connection.id, connection.rev)
        open(connection, state.events.lastAt)
      }
      return false
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
