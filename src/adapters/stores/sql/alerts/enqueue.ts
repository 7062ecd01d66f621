import type { ProjectId, ServiceId } from '../../../../kernel/index.ts'
import type { Notification } from '../../../../modules/alerts/index.ts'
import { marks, maybe, type Tx, type Value } from '../statement.ts'

/**
 * What a message is about: messages about the same come in order. It stands in the column
 * `service_id`, which is older than projects: a project has its id below zero there.
 */
export type Subject = number
export const subjectOfService = (id: ServiceId): Subject => id
export const subjectOfProject = (id: ProjectId): Subject => -id

export type Enqueued = {
  readonly channelId: number
  /** `null` where the order is of no matter. */
  readonly subject: Subject | null
  readonly notification: Notification
  readonly state: 'due' | 'withheld'
}

/** Puts a message into the outbox. One that is there already stays as it is. @returns its id, if it is new. */
export function* enqueue(message: Enqueued): Tx<number | null> {
  const { channelId, subject, notification, state } = message
  const values: Value[] = [
    notification.id,
    channelId,
    subject,
    notification.kind,
    JSON.stringify(notification).replaceAll('\\u0000', ''),
    state,
    0,
    notification.at,
    notification.at,
    state === 'withheld' ? notification.at : null,
  ]
  const row = yield* maybe<{ id: number }>(
    `insert into alerts_outbox (nid, channel_id, service_id, kind, notification, state, attempts,
        created_at, due_at, last_at)
      values (${marks(10)}) on conflict (nid) do nothing returning id`,
    ...values,
  )
  return row?.id ?? null
}
