import { type Clock, createBacklog, type Logger, type Random } from '../../kernel/index.ts'
import { createBell, type Wake } from '../journal/index.ts'
import { after, pauseOf } from './attempts.ts'
import type { Attempt, Senders } from './channel.ts'
import type { Notification } from './notification.ts'
import type { Claimed, OutboxStore, Settled } from './ports.ts'

export type SenderOptions = {
  readonly store: OutboxStore
  readonly senders: Senders
  /** Where people find out more about a message; `null` when nobody knows the address. */
  readonly linkOf: (notification: Notification) => string | null
  readonly wake: Wake
  readonly clock: Clock
  readonly random: Pick<Random, 'float'>
  readonly log: Logger
  readonly observe: SenderObserver
}

export type SenderObserver = {
  /** A round of claiming went through. */
  progressed(): void
  tried(kind: Attempt['kind'], type: string): void
  died(): void
  storeAway(cause: unknown): void
}

export type Sender = {
  /** Sends until the signal aborts; then lets what is on its way arrive. */
  run(signal: AbortSignal): Promise<void>
  readonly inFlight: number
}

/** Messages on their way at once, over all channels. */
const atOnce = 16
const retryAfterMs = { first: 100, most: 5_000 }
/** What is on its way when the process stops gets this long. */
const graceMs = 10_000

/**
 * Sends what is in the outbox: at least once, each service's messages of a channel in order. An
 * attempt whose result is not stored is made again, under the same id.
 */
export function createSender(options: SenderOptions): Sender {
  const { store, senders, linkOf, clock, random, log, observe } = options
  const running = new Set<Promise<void>>()
  // A result that is lost is a message that is sent twice.
  const results = createBacklog<Settled>({
    take: (settled) => store.settleAttempt(settled),
    clock,
    retryAfterMs,
    observe,
    dropped: ({ id }) => log.warn('a result was not stored before the stop', { id }),
  })

  async function attemptOf(claimed: Claimed, signal: AbortSignal): Promise<Attempt> {
    const { channel, notification } = claimed
    const send = senders.senderOf(channel.type)
    if (send === null) {
      return { kind: 'refused', detail: `this build has no channel of type ${channel.type}` }
    }
    const letter = { settings: channel.config, notification, link: linkOf(notification) }
    try {
      return await send(letter, signal)
    } catch (error) {
      log.error('a channel failed', { type: channel.type, error })
      return { kind: 'failed', detail: 'the channel itself failed', retryAfterMs: null }
    }
  }

  async function send(claimed: Claimed, signal: AbortSignal): Promise<void> {
    const attempt = await attemptOf(claimed, signal)
    const { id, attempt: attempts, createdAt, channel } = claimed
    const at = clock.now()
    const next = after(attempt, { attempts, createdAt, now: at, chance: random.float() })
    observe.tried(attempt.kind, channel.type)
    if (next.kind === 'dead') observe.died()
    const { kind, detail } = attempt
    const pause = pauseOf(attempt, channel.failures, random.float())
    const pauseUntil = pause > 0 ? at + pause : null
    const settled = { id, attempt: attempts, at, kind, detail, next, pauseUntil }
    await results.deliver(settled, signal)
  }

  const begin = (claimed: Claimed, signal: AbortSignal): void => {
    const sending = send(claimed, signal).catch((error) => log.error('a message failed', { error }))
    running.add(sending)
    sending.finally(() => running.delete(sending)).catch(() => undefined)
  }

  /** @returns whether there may be more to send at once. */
  async function round(signal: AbortSignal): Promise<boolean> {
    // Else a message whose lease is over would be sent again before its result is stored.
    if (results.stuck > 0) {
      observe.progressed()
      return false
    }
    const free = atOnce - running.size
    if (free <= 0) {
      await Promise.race(running)
      return true
    }
    const claimed = await store.claim(clock.now(), free)
    for (const one of claimed) begin(one, signal)
    observe.progressed()
    return claimed.length > 0
  }

  return {
    async run(signal) {
      const breakOff = new AbortController()
      await loop(options, () => round(breakOff.signal), signal)
      await Promise.race([Promise.all(running), clock.sleep(graceMs, breakOff.signal)])
      breakOff.abort()
      await Promise.all(running)
    },
    get inFlight() {
      return running.size
    },
  }
}

type Round = () => Promise<boolean>

/** Looks again at every commit, which the end of an attempt is too, and once a second. */
async function loop(
  { wake, clock, observe }: SenderOptions,
  round: Round,
  signal: AbortSignal,
): Promise<void> {
  const bell = createBell(wake, clock, signal)
  let pause = retryAfterMs.first
  try {
    while (!signal.aborted) {
      const heard = bell.arm()
      try {
        const more = await round()
        pause = retryAfterMs.first
        if (!more) await heard
      } catch (cause) {
        observe.storeAway(cause)
        await clock.sleep(pause, signal)
        pause = Math.min(pause * 2, retryAfterMs.most)
      }
    }
  } finally {
    bell.close()
  }
}
