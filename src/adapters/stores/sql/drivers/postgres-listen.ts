import pg from 'pg'
import type { Clock, Logger, Secret } from '../../../../kernel/index.ts'

export type ListenOptions = {
  readonly url: Secret
  readonly clock: Clock
  readonly log: Logger
  readonly ring: () => void
}

/** The channel that a trigger on the sequence notifies (`migrations/0001-bones.ts`). */
export const channel = 'pharos'

/** A connection that is being made cannot be broken off, so a stop waits for it no longer than this. */
const leaveMs = 1_000

const retryMs = { first: 500, most: 5_000 }

/**
 * One connection that listens for commits of other processes, connected again whenever it breaks.
 * While it is away, whoever waits looks by itself every second.
 */
export function listen({ url, clock, log, ring }: ListenOptions): { close(): Promise<void> } {
  const stop = new AbortController()
  let client: pg.Client | null = null

  async function untilBroken(): Promise<void> {
    const session = new pg.Client({
      connectionString: url.reveal(),
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: 'pharos listen',
    })
    client = session
    const broken = new Promise<void>((resolve) => {
      session.on('error', () => resolve())
      session.on('end', () => resolve())
    })
    session.on('notification', ring)
    await session.connect()
    await session.query(`listen ${channel}`)
    ring()
    await broken
  }

  async function loop(): Promise<void> {
    let pause = retryMs.first
    while (!stop.signal.aborted) {
      const began = clock.monotonic()
      await untilBroken().catch((error: Error) => {
        log.debug('cannot listen for commits', { error: error.message })
      })
      leave(client)
      pause =
        clock.monotonic() - began > retryMs.most ? retryMs.first : Math.min(pause * 2, retryMs.most)
      await clock.sleep(pause, stop.signal)
    }
  }

  const looping = loop()
  return {
    async close() {
      stop.abort()
      leave(client)
      const patience = new AbortController()
      await Promise.race([looping, clock.sleep(leaveMs, patience.signal)])
      patience.abort()
    },
  }
}

/** Not waited for: `end` of a connection that failed while it was made never resolves. */
function leave(client: pg.Client | null): void {
  client?.end().catch(() => undefined)
}
