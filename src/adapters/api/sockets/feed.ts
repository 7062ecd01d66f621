import type { Seq } from '../../../kernel/index.ts'
import { type Followed, follow, type JournalEntry } from '../../../modules/journal/index.ts'
import type { ApiDeps } from '../ports.ts'
import type { Announce } from './announcement.ts'
import type { Subscriber } from './subscriber.ts'

export type FeedDeps = Pick<ApiDeps, 'journal' | 'wake' | 'clock' | 'log'> & {
  readonly announce: Announce
}

export type Feed = ReturnType<typeof createFeed>

const replayBatch = 500
const retryMs = { journal: 1_000, drain: 50 }

/**
 * What happened, from the journal to whoever listens. One follower reads for all.
 *
 * A subscriber that names a sequence is *catching up*: it reads the journal for itself, batch by
 * batch, until it is as far as the follower; from that very moment it is *live*. The follower sends
 * nothing that lies at or before a cursor, so between the two there is neither gap nor duplicate.
 */
export function createFeed({ journal, wake, clock, log, announce: told }: FeedDeps) {
  const live = new Set<Subscriber>()
  const started = Promise.withResolvers<void>()
  /** What lies at or before it was sent to all who are live; `null` before the follower starts. */
  let position: Seq | null = null

  function announce(news: Followed<JournalEntry>): void {
    if (news.kind === 'away') {
      log.warn('the journal cannot be followed', { error: news.cause })
      return
    }
    if (news.kind === 'reset') {
      for (const subscriber of live) subscriber.reset(news.head)
      position = news.head
      return
    }
    send(news.rows, live, told)
    position = news.rows.at(-1)?.seq ?? news.head
  }

  /** One batch. @returns whether there may be more at once. */
  async function replay(subscriber: Subscriber): Promise<boolean> {
    const reading = await journal.tail(subscriber.cursor, replayBatch)
    if (reading.kind === 'reset') {
      subscriber.reset(reading.head)
      return false
    }
    send(reading.rows, [subscriber], told)
    subscriber.reached(reading.rows.at(-1)?.seq ?? reading.head)
    return reading.rows.length > 0
  }

  /** A subscriber that went away meanwhile never joins: nobody would take it out again. */
  const hasCaughtUp = (subscriber: Subscriber): boolean =>
    subscriber.open && position !== null && subscriber.cursor >= position

  /** Until there may be news, and until the client has read most of what it was sent. */
  async function pause(subscriber: Subscriber, more: boolean): Promise<void> {
    if (!more) await clock.sleep(retryMs.journal)
    while (subscriber.open && subscriber.draining) await clock.sleep(retryMs.drain)
  }

  /** Where the journal ends now. Asks until it is told, or until the signal aborts. */
  async function end(signal: AbortSignal): Promise<Seq | null> {
    while (!signal.aborted) {
      try {
        return await journal.head()
      } catch (error) {
        log.warn('the journal cannot be read', { error })
        await clock.sleep(retryMs.journal, signal)
      }
    }
    return null
  }

  return {
    /** From now on. */
    join(subscriber: Subscriber): void {
      live.add(subscriber)
    },

    /** From the subscriber's cursor on. Resolves when it is live, or gone. */
    async catchUp(subscriber: Subscriber): Promise<void> {
      await started.promise
      while (subscriber.open) {
        const more = await replay(subscriber).catch(() => false)
        if (hasCaughtUp(subscriber)) {
          live.add(subscriber)
          return
        }
        await pause(subscriber, more)
      }
    },

    leave(subscriber: Subscriber): void {
      live.delete(subscriber)
    },

    async run(signal: AbortSignal): Promise<void> {
      const after = await end(signal)
      if (after === null) return
      position = after
      started.resolve()
      const read = (from: Seq, limit: number) => journal.tail(from, limit)
      for await (const news of follow({ read, after, wake, clock, signal })) announce(news)
    },
  }
}

function send(rows: readonly JournalEntry[], to: Iterable<Subscriber>, announce: Announce): void {
  for (const row of rows) {
    const announcement = announce(row)
    if (announcement !== null) for (const subscriber of to) subscriber.offer(announcement)
  }
}
