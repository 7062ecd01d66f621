import type { Page, PageRequest, ServiceId } from '../../../../kernel/index.ts'
import {
  type Evidence,
  type MissedReason,
  type OutcomeReader,
  type OutcomeRecord,
  type ResultReason,
  type Trail,
  type TrailRequest,
  trailDepth,
} from '../../../../modules/checks/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, maybe, one, type Row, type Tx, type Value } from '../statement.ts'
import { seriesOf } from './series.ts'

export const createOutcomeReader = (driver: Driver): OutcomeReader => ({
  outcomesOf: (serviceId, request) => driver.read(() => outcomesOf(serviceId, request)),
  trailOf: (serviceId, request) => driver.read(() => trailOf(serviceId, request)),
  seriesOf: (serviceId, request) => driver.read(() => seriesOf(serviceId, request)),
})

type OutcomeRow = Row & {
  id: number
  slot: number
  slots: number
  status: string
  reason: string
  message: string
  dns_ms: number | null
  connect_ms: number | null
  tls_ms: number | null
  first_byte_ms: number | null
  total_ms: number | null
  checked_at: number
  evidence: string | null
  maintenance: number
}

const columns = `id, slot, slots, status, reason, message, dns_ms, connect_ms, tls_ms,
  first_byte_ms, total_ms, checked_at, evidence, maintenance`

const ofService = 'check_id in (select id from checks where service_id = ?)'

function* outcomesOf(serviceId: ServiceId, request: PageRequest): Tx<Page<OutcomeRecord>> {
  const { page, limit } = request
  const { total } = yield* one<{ total: number }>(
    'select cast(coalesce(sum(outcomes), 0) as bigint) as total from checks_states where service_id = ?',
    serviceId,
  )
  const rows = yield* all<OutcomeRow>(
    `select ${columns} from checks_outcomes where ${ofService}
      order by slot desc limit ? offset ?`,
    serviceId,
    limit,
    (page - 1) * limit,
  )
  return { items: rows.map((row) => toRecord(row, serviceId)), total, page, limit }
}

function* trailOf(serviceId: ServiceId, { before, status, limit }: TrailRequest): Tx<Trail> {
  const behind = before === null ? '' : 'and slot <= ? and (slot < ? or id < ?)'
  const from: Value[] = before === null ? [] : [before.slot, before.slot, before.id]
  const depth = status === null ? limit + 1 : trailDepth
  const rows = yield* all<OutcomeRow>(
    `select * from (
        select ${columns} from checks_outcomes where ${ofService} ${behind}
        order by slot desc, id desc limit ?) as latest
      ${status === null ? '' : 'where status = ?'}
      order by slot desc, id desc limit ?`,
    serviceId,
    ...from,
    depth,
    ...(status === null ? [] : [status]),
    limit + 1,
  )
  const items = rows.slice(0, limit).map((row) => toRecord(row, serviceId))
  const last = items.at(-1)
  if (rows.length > limit && last !== undefined) {
    return { items, next: { slot: last.slot, id: last.id } }
  }
  if (status === null) return { items, next: null }
  // All that were looked at are told; is there anything behind the last of them?
  const edge = yield* maybe<{ slot: number; id: number }>(
    `select slot, id from checks_outcomes where ${ofService} ${behind}
      order by slot desc, id desc limit 1 offset ?`,
    serviceId,
    ...from,
    depth - 1,
  )
  return { items, next: edge }
}

const toRecord = (row: OutcomeRow, serviceId: ServiceId): OutcomeRecord => ({
  id: row.id,
  serviceId,
  slot: row.slot,
  slots: row.slots,
  status: row.status as OutcomeRecord['status'],
  reason: row.reason as ResultReason | MissedReason,
  message: row.message,
  phases:
    row.total_ms === null
      ? null
      : {
          dnsMs: row.dns_ms,
          connectMs: row.connect_ms,
          tlsMs: row.tls_ms,
          firstByteMs: row.first_byte_ms,
          totalMs: row.total_ms,
        },
  // Written from this type alone (`record.ts`).
  evidence: row.evidence === null ? null : (JSON.parse(row.evidence) as Evidence),
  maintenance: row.maintenance === 1,
  checkedAt: row.checked_at,
})
