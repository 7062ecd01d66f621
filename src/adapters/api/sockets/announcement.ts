import { rfc3339Seconds, type Seq } from '../../../kernel/index.ts'
import type { JournalEntry } from '../../../modules/journal/index.ts'

/** A change between up and down, written once for all sockets: without and with its sequence. */
export type Announcement = {
  readonly seq: Seq
  readonly plain: string
  readonly numbered: string
}

const words = { up: 'UP', down: 'DOWN' } as const

/**
 * What the journal says to those who listen for outages; `null` where nothing definite changed.
 * Degraded counts as up. A service that was unknown or paused meanwhile is compared with what was
 * announced of it last.
 */
export function announcementOf({ seq, at, event }: JournalEntry): Announcement | null {
  if (event.type !== 'service.status_changed') return null
  const { serviceId, announced, definite } = event
  if (announced === null || definite === null || announced === definite) return null
  const change = {
    ServiceID: serviceId,
    OldStatus: words[announced],
    NewStatus: words[definite],
    Timestamp: rfc3339Seconds(at),
  }
  return { seq, plain: JSON.stringify(change), numbered: JSON.stringify({ ...change, Seq: seq }) }
}

/** Changes after the client's sequence are no longer kept: read the services again. */
export const resetMessage = (head: Seq): string => JSON.stringify({ Reset: true, Seq: head })
