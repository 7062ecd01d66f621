import type { Clock, Logger } from '../../../kernel/index.ts'
import { type Client, recheckMs } from './client.ts'

/** Rechecks that run at once. */
const width = 50

/** Asks for each tab from time to time whether it may still look, and shows out those that may not. */
export function createRechecks(
  clients: ReadonlySet<Client>,
  { clock, log, bye }: { readonly clock: Clock; readonly log: Logger; readonly bye: Uint8Array },
) {
  let running = false

  async function recheck(client: Client): Promise<void> {
    client.recheckAt = clock.monotonic() + recheckMs
    try {
      if (!(await client.recheck())) client.end(bye)
    } catch (cause) {
      // The store is away: whoever was let in stays.
      log.debug('a stream could not be rechecked', { error: cause })
    }
  }

  return async function recheckDue(): Promise<void> {
    if (running) return
    running = true
    const now = clock.monotonic()
    const due = [...clients].filter((client) => client.recheckAt <= now)
    for (let i = 0; i < due.length; i += width) {
      await Promise.all(due.slice(i, i + width).map(recheck))
    }
    running = false
  }
}
