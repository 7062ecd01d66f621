import { rfc3339Seconds, type Seq } from '../../../kernel/index.ts'
import type { JournalEntry } from '../../../modules/journal/index.ts'

/** Something that happened, written once for all sockets: without and with its sequence. */
export type Announcement = {
  readonly seq: Seq
  readonly plain: string
  readonly numbered: string
}

const words = { up: 'UP', down: 'DOWN' } as const

/** What of the journal a socket tells; `null` for the rest. */
export type Announce = (entry: JournalEntry) => Announcement | null

const written = (seq: Seq, change: Readonly<Record<string, unknown>>): Announcement => ({
  seq,
  plain: JSON.stringify(change),
  numbered: JSON.stringify({ ...change, Seq: seq }),
})

/**
 * What the journal says to those who listen for outages; `null` where nothing definite changed.
 * Degraded counts as up. A service that was unknown or paused meanwhile is compared with what was
 * announced of it last.
 */
export function announcementOf({ seq, at, event }: JournalEntry): Announcement | null {
  if (event.type !== 'service.status_changed') return null
  const { serviceId, announced, definite } = event
  if (announced === null || definite === null || announced === definite) return null
  return written(seq, {
    ServiceID: serviceId,
    OldStatus: words[announced],
    NewStatus: words[definite],
    Timestamp: rfc3339Seconds(at),
  })
}

/** What the journal says to those who listen for runs that end; `Turn` is `broken`, `fixed` or `null`. */
export function runAnnouncementOf({ seq, at, event }: JournalEntry): Announcement | null {
  if (event.type !== 'run.finished') return null
  const { projectId, project, runId, branch, sha, status, turn } = event
  return written(seq, {
    ProjectID: projectId,
    Project: project,
    RunID: runId,
    Branch: branch,
    SHA: sha,
    Status: status,
    Turn: turn,
    Timestamp: rfc3339Seconds(at),
  })
}

/** Changes after the client's sequence are no longer kept: read the services, or the runs, again. */
export const resetMessage = (head: Seq): string => JSON.stringify({ Reset: true, Seq: head })
