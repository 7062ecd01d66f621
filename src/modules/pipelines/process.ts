import type { Clock, ConnectionId, EpochMs, Logger } from '../../kernel/index.ts'
import type { Platforms } from './connector.ts'
import { deliver } from './deliver.ts'
import { faultOf, type PlatformFault } from './fault.ts'
import type { FollowerObserver } from './follower.ts'
import type { Opened } from './opened.ts'
import type { ClaimedEvent, EventStore, FindingStore } from './ports.ts'
import type { Watched } from './watched.ts'

export type ProcessDeps = {
  readonly store: FindingStore & EventStore
  readonly platforms: Platforms
  readonly opened: ReadonlyMap<ConnectionId, Opened>
  readonly watched: Watched
  readonly clock: Clock
  readonly log: Logger
  readonly observe: FollowerObserver
  readonly signal: AbortSignal
}

const atOnce = 20
const attemptsMost = 6
const firstRetryMs = 10_000
const mostRetryMs = 15 * 60_000
/** Deliveries of projects that nobody knows have the list read this often at most. */
const listAgainMs = 60_000

/**
 * Processes deliveries that wait: those of a connection one after the other, of several side by side.
 * @returns whether there may be more.
 */
export async function processEvents(deps: ProcessDeps): Promise<boolean> {
  const events = await deps.store.claim(deps.clock.now(), atOnce)
  const byConnection = Map.groupBy(events, ({ connectionId }) => connectionId)
  await Promise.all(
    [...byConnection.values()].map(async (own) => {
      for (const event of own) await processOne(event, deps)
    }),
  )
  return events.length === atOnce
}

async function processOne(event: ClaimedEvent, deps: ProcessDeps): Promise<void> {
  const { store, clock, log, observe, opened } = deps
  const entry = opened.get(event.connectionId)
  const fault = await attempt(event, entry, deps)
  const at = clock.now()
  const next = whatNext(fault, event.attempts, at)
  const platform = entry?.connection.platform ?? 'unknown'
  if (fault !== null) {
    log.warn('a delivery was not processed', {
      connection: entry?.connection.name,
      event: event.id,
      type: event.type,
      why: fault.message,
      next: next.status,
    })
  }
  observe.processed(platform, next.status)
  await store.settle(event.id, { at, error: fault?.message ?? null, ...next })
}

async function attempt(
  event: ClaimedEvent,
  entry: Opened | undefined,
  { store, platforms, watched, clock, signal }: ProcessDeps,
): Promise<PlatformFault | null> {
  if (entry === undefined) return faultOf(new Error('its connection is not followed'))
  const { connection, connector } = entry
  const webhooks = platforms.webhooksOf(connection.platform)
  if (webhooks === null) return null
  const ask = { priority: 'event', signal } as const
  const mayList = () => {
    const now = clock.now()
    if (entry.askedListAt !== null && now - entry.askedListAt < listAgainMs) return false
    entry.askedListAt = now
    return true
  }
  try {
    await deliver(event, {
      connectionId: connection.id,
      connector,
      webhooks,
      store,
      watched,
      clock,
      ask,
      mayList,
    })
    entry.deliveredAt = clock.now()
    return null
  } catch (error) {
    if (!isOfPlatform(error)) throw error
    return faultOf(error)
  }
}

/** Anything else is the store's, which comes back: the delivery waits until then. */
const isOfPlatform = (error: unknown): boolean =>
  error instanceof Error && error.name === 'PlatformFault'

type Next = {
  readonly status: 'done' | 'failed' | 'dead'
  readonly retryAt: EpochMs | null
}

/** A body that makes no sense will make none later; a platform that is away comes back. */
export function whatNext(fault: PlatformFault | null, attempts: number, now: EpochMs): Next {
  if (fault === null) return { status: 'done', retryAt: null }
  if (fault.kind === 'malformed' || attempts >= attemptsMost)
    return { status: 'dead', retryAt: null }
  const wait = Math.min(firstRetryMs * 2 ** (attempts - 1), mostRetryMs)
  return { status: 'failed', retryAt: Math.max(now + wait, fault.retryAt ?? 0) }
}
