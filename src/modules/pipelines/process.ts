import type { Clock, EpochMs, Logger } from '../../kernel/index.ts'
import type { Platforms } from './connector.ts'
import { deliver } from './deliver.ts'
import { PlatformFault } from './fault.ts'
import type { FollowerObserver } from './follower.ts'
import type { Opened } from './opened.ts'
import type { ClaimedEvent, EventStore, FindingStore } from './ports.ts'
import type { Watched } from './watched.ts'

export type ProcessDeps = {
  readonly store: FindingStore & EventStore
  readonly platforms: Platforms
  readonly watched: Watched
  readonly clock: Clock
  readonly log: Logger
  readonly observe: FollowerObserver
}

const atOnce = 10
/** Within the lease of what was claimed; what is left is claimed again. */
const patienceMs = 40_000
const attemptsMost = 6
const firstRetryMs = 10_000
const mostRetryMs = 15 * 60_000

/**
 * Processes deliveries of one connection, one after the other, until none waits or it is closed.
 * Other connections have their own: one that hangs holds up nobody else.
 */
export async function processEvents(entry: Opened, deps: ProcessDeps): Promise<void> {
  const { store, clock } = deps
  const { signal } = entry.stop
  while (!signal.aborted) {
    const claimedAt = clock.now()
    const events = await store.claim(entry.connection.id, claimedAt, atOnce)
    for (const event of events) {
      if (signal.aborted || clock.now() - claimedAt > patienceMs) break
      await processOne(event, entry, deps)
    }
    if (events.length < atOnce) return
  }
}

async function processOne(event: ClaimedEvent, entry: Opened, deps: ProcessDeps): Promise<void> {
  const { store, clock, log, observe } = deps
  const { connection, stop } = entry
  const failure = await attempt(event, entry, deps)
  // Whoever opens the connection next goes on with it.
  if (stop.signal.aborted && failure !== null) return
  const at = clock.now()
  const next = whatNext(failure, event.attempts, at)
  if (failure !== null) {
    log.warn('a delivery was not processed', {
      connection: connection.name,
      event: event.id,
      type: event.type,
      next: next.status,
      error: failure,
    })
  }
  observe.processed(connection.platform, next.status)
  await store.settle(event.id, { at, error: wordsOf(failure), ...next })
}

/** What a fault of ours says is for the log alone. */
const wordsOf = (failure: unknown): string | null => {
  if (failure === null) return null
  return failure instanceof PlatformFault ? failure.message : 'it could not be processed'
}

async function attempt(
  event: ClaimedEvent,
  entry: Opened,
  { store, platforms, watched, clock }: ProcessDeps,
): Promise<unknown> {
  const { connection, connector, stop } = entry
  const webhooks = platforms.webhooksOf(connection.platform)
  if (webhooks === null) return null
  const ask = { priority: 'event', signal: stop.signal } as const
  try {
    await deliver(event, { entry, connector, webhooks, store, watched, clock, ask })
    return null
  } catch (error) {
    return error
  }
}

type Next = {
  readonly status: 'done' | 'failed' | 'dead'
  readonly retryAt: EpochMs | null
}

/** A body that makes no sense will make none later; a platform, or a store, that is away comes back. */
export function whatNext(failure: unknown, attempts: number, now: EpochMs): Next {
  if (failure === null) return { status: 'done', retryAt: null }
  const fault = failure instanceof PlatformFault ? failure : null
  if (fault?.kind === 'malformed' || attempts >= attemptsMost) {
    return { status: 'dead', retryAt: null }
  }
  const wait = Math.min(firstRetryMs * 2 ** (attempts - 1), mostRetryMs)
  return { status: 'failed', retryAt: Math.max(now + wait, fault?.retryAt ?? 0) }
}
