import type { ConnectionId, EpochMs, WebhookEventId } from '../../../../kernel/index.ts'
import type { EventStore } from '../../../../modules/pipelines/index.ts'
import { publish } from '../journal/publish.ts'
import { all, maybe, run, type Tx } from '../statement.ts'
import { type WholeRow, wholeColumns } from './event-rows.ts'

/** Whoever claimed an event and is gone is believed to be at work for this long. */
const leaseMs = 60_000

/** Bodies that are unpacked at once, in bytes; one that is larger comes alone. */
const bytesMost = 64 * 1_024 * 1_024

const isDue = `connection_id = ? and status in ('waiting', 'failed') and due_at <= ?
  and (lease_until is null or lease_until <= ?)`

/** What a claim would find. A claim that finds nothing must commit nothing: commits wake whoever claims. */
export function* isSomeDue(id: ConnectionId, at: EpochMs): Tx<boolean> {
  const row = yield* maybe(`select id from pipelines_events where ${isDue} limit 1`, id, at, at)
  return row !== null
}

/** What a process holds: another claim of the event has another attempt, or a later lease. */
export type Lease = { readonly attempt: number; readonly until: EpochMs }

export function* claimEvents(
  id: ConnectionId,
  at: EpochMs,
  limit: number,
): Tx<readonly WholeRow[]> {
  const due = yield* all<{ id: number; bytes: number }>(
    `select id, bytes from pipelines_events where ${isDue}
      order by due_at, id limit ? /*pg for update skip locked*/`,
    id,
    at,
    at,
    limit,
  )
  const claimed: WholeRow[] = []
  let bytes = 0
  for (const event of due) {
    bytes += event.bytes
    if (claimed.length > 0 && bytes > bytesMost) break
    const rows = yield* all<WholeRow>(
      `update pipelines_events set lease_until = ?, attempts = attempts + 1
        where id = ? returning ${wholeColumns}`,
      leaseUntil(at),
      event.id,
    )
    claimed.push(...rows)
  }
  return claimed
}

export const leaseUntil = (at: EpochMs): EpochMs => at + leaseMs

type Result = Parameters<EventStore['settle']>[1]

const errorMost = 1_000

/** Nothing where the lease has ended and another process took the event over, or somebody had it replayed. */
export function* settleEvent(id: WebhookEventId, lease: Lease, result: Result): Tx<void> {
  const { at, status, error, retryAt } = result
  const row = yield* maybe<{ connection_id: number }>(
    `update pipelines_events set status = ?, error = ?, processed_at = ?, due_at = ?,
        lease_until = null
      where id = ? and attempts = ? and lease_until = ? returning connection_id`,
    status,
    error === null ? null : error.replaceAll('\0', '').slice(0, errorMost).toWellFormed(),
    status === 'failed' ? null : at,
    status === 'failed' ? (retryAt ?? at) : null,
    id,
    lease.attempt,
    lease.until,
  )
  // Its connection shows how many were given up.
  if (row === null || status !== 'dead') return
  yield* publish({ events: [], changes: [{ kind: 'connection', id: row.connection_id }] }, at)
}

/** Waits again from the beginning. Whoever has it now settles nothing any more. */
export const wakeEvent = (id: number, at: EpochMs): Tx<void> =>
  run(
    `update pipelines_events set status = 'waiting', attempts = 0, due_at = ?, lease_until = null,
        error = null, processed_at = null
      where id = ?`,
    at,
    id,
  )
