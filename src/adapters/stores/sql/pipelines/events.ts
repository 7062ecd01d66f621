import {
  notFound,
  type Page,
  type PageRequest,
  type WebhookEventId,
  type Write,
} from '../../../../kernel/index.ts'
import type { EventStore, NewEvent, StoredEvent } from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { audit } from '../journal/audit.ts'
import { publish } from '../journal/publish.ts'
import { all, maybe, one, type Tx } from '../statement.ts'
import { emptied, packBody } from './bodies.ts'
import {
  claimEvents,
  isSomeDue,
  type Lease,
  leaseUntil,
  settleEvent,
  wakeEvent,
} from './claim-events.ts'
import {
  type EventRow,
  eventColumns,
  toEvent,
  toWhole,
  type WholeRow,
  wholeColumns,
} from './event-rows.ts'

/** What was claimed and not settled for so long after its lease was lost on the way. */
const forgottenMs = 600_000

export function createEventStore(driver: Driver): EventStore {
  /** What this process holds. One that is claimed again takes the place of its own. */
  const leases = new Map<WebhookEventId, Lease>()
  return {
    async receive(event) {
      const packed = await packBody(event.body)
      return driver.write(() => receive(event, packed))
    },
    async claim(connectionId, at, limit) {
      if (!(await driver.read(() => isSomeDue(connectionId, at)))) return []
      const rows = await driver.write(() => claimEvents(connectionId, at, limit))
      for (const [id, { until }] of leases) if (at - until > forgottenMs) leases.delete(id)
      for (const { id, attempts } of rows) {
        leases.set(id as WebhookEventId, { attempt: attempts, until: leaseUntil(at) })
      }
      return Promise.all(rows.map(toWhole))
    },
    async settle(id, result) {
      const lease = leases.get(id)
      if (lease === undefined) return
      await driver.write(() => settleEvent(id, lease, result))
      leases.delete(id)
    },
    events: (query, page) => driver.read(() => listEvents(query, page)),
    async event(id) {
      const row = await driver.read(() =>
        maybe<WholeRow>(`select ${wholeColumns} from pipelines_events where id = ?`, id),
      )
      return row === null ? null : toWhole(row)
    },
    replay: (id, write) => driver.write(() => replay(id, write)),
  }
}

type Received = { readonly id: WebhookEventId; readonly isNew: boolean }

function* receive(event: NewEvent, packed: string): Tx<Received> {
  const { connectionId, deliveryId, type, receivedAt: at, headers, body } = event
  const isThere = yield* maybe(
    'select id from pipelines_connections where id = ? /*pg for key share*/',
    connectionId,
  )
  if (isThere === null) throw notFound('connection', connectionId)
  const made = yield* maybe<{ id: number }>(
    `insert into pipelines_events (connection_id, delivery_id, type, received_at, headers, body,
        bytes, status, attempts, due_at)
      values (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?)
      on conflict (connection_id, delivery_id) do nothing returning id`,
    connectionId,
    deliveryId,
    type,
    at,
    JSON.stringify(headers),
    packed,
    body.byteLength,
    at,
  )
  if (made !== null) return { id: made.id as WebhookEventId, isNew: true }
  const known = yield* one<{ id: number; status: string }>(
    `select id, status from pipelines_events
      where connection_id = ? and delivery_id = ? /*pg for update*/`,
    connectionId,
    deliveryId,
  )
  const again = known.status === 'failed' || known.status === 'dead' || event.isHint === true
  if (again) yield* wakeEvent(known.id, at)
  return { id: known.id as WebhookEventId, isNew: false }
}

function* listEvents(
  { connectionId, status }: Parameters<EventStore['events']>[0],
  { page, limit }: PageRequest,
): Tx<Page<StoredEvent>> {
  const wheres = ['1 = 1']
  const params: (string | number)[] = []
  if (connectionId !== undefined) {
    wheres.push('connection_id = ?')
    params.push(connectionId)
  }
  if (status !== undefined) {
    wheres.push('status = ?')
    params.push(status)
  }
  const where = wheres.join(' and ')
  const { total } = yield* one<{ total: number }>(
    `select count(*) as total from pipelines_events where ${where}`,
    ...params,
  )
  const rows = yield* all<EventRow>(
    `select ${eventColumns} from pipelines_events where ${where}
      order by id desc limit ? offset ?`,
    ...params,
    limit,
    (page - 1) * limit,
  )
  return { items: rows.map(toEvent), total, page, limit }
}

/** One whose body is gone by retention cannot be processed again. */
function* replay(id: WebhookEventId, { actor, at }: Write): Tx<boolean> {
  const row = yield* maybe<{ connection_id: number; delivery_id: string; type: string }>(
    `select connection_id, delivery_id, type from pipelines_events
      where id = ? and body <> ? /*pg for update*/`,
    id,
    emptied,
  )
  if (row === null) return false
  yield* wakeEvent(id, at)
  yield* audit({
    at,
    actor: actor.label,
    action: 'webhook_event.replayed',
    subject: `webhook event ${id}`,
    detail: { connection: row.connection_id, type: row.type, delivery: row.delivery_id },
    requestId: actor.requestId,
  })
  yield* publish({ events: [], changes: [{ kind: 'connection', id: row.connection_id }] }, at)
  return true
}
