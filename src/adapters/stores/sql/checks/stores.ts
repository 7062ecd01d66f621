import type { Clock, Logger, Page, PageRequest, ServiceId } from '../../../../kernel/index.ts'
import { Refusal } from '../../../../kernel/index.ts'
import type {
  MissedReason,
  OutcomeReader,
  OutcomeRecord,
  OutcomeStore,
  Report,
  ResultReason,
  ScheduleStore,
} from '../../../../modules/checks/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { createGroup } from '../group.ts'
import { all, one, type Row, type Tx } from '../statement.ts'
import { claimDue, nextClaimAt, releaseClaim } from './claim.ts'
import { record } from './record.ts'

export const createScheduleStore = (driver: Driver): ScheduleStore => ({
  async now() {
    const { now } = await driver.read(() => one<{ now: number }>('select pharos_now() as now'))
    return now
  },
  async highWater() {
    const { slot } = await driver.read(() =>
      one<{ slot: number }>('select high_water as slot from checks_clock where one = 1'),
    )
    return slot === 0 ? null : slot
  },
  async claim(request) {
    const nextAt = await driver.read(() => nextClaimAt(request.now))
    if (nextAt === null || nextAt > request.now) return { claims: [], missed: 0, nextAt }
    return driver.write(() => claimDue(request))
  },
  release: (claims) =>
    driver.write(function* () {
      for (const { check, slot } of claims) yield* releaseClaim(check.id, slot)
    }),
})

/** Outcomes wait this long for others, so that a busy minute costs few commits. */
const groupMs = 20
const groupMost = 200

export function createOutcomeStore(driver: Driver, clock: Clock, log: Logger): OutcomeStore {
  const commit = (reports: readonly Report[]): Promise<void> =>
    driver.write(() => record(reports, clock.now()))

  /** When a batch cannot be committed and the database is there, one of them is at fault: find it. */
  async function commitGroup(reports: readonly Report[]): Promise<void> {
    try {
      await commit(reports)
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unavailable') throw error
      log.error('a group of outcomes failed; storing them one by one', { error })
      for (const report of reports) {
        await commit([report]).catch((fault) => {
          if (fault instanceof Refusal && fault.code === 'unavailable') throw fault
          log.error('an outcome cannot be stored', { outcome: report.outcome, error: fault })
        })
      }
    }
  }

  return {
    accept: createGroup({ clock, maxItems: groupMost, maxWaitMs: groupMs, flush: commitGroup }),
  }
}

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
}

export const createOutcomeReader = (driver: Driver): OutcomeReader => ({
  outcomesOf: (serviceId, request) => driver.read(() => outcomesOf(serviceId, request)),
})

function* outcomesOf(serviceId: ServiceId, request: PageRequest): Tx<Page<OutcomeRecord>> {
  const { page, limit } = request
  const { total } = yield* one<{ total: number }>(
    'select cast(coalesce(sum(outcomes), 0) as bigint) as total from checks_states where service_id = ?',
    serviceId,
  )
  const rows = yield* all<OutcomeRow>(
    `select id, slot, slots, status, reason, message, dns_ms, connect_ms, tls_ms, first_byte_ms,
        total_ms, checked_at
      from checks_outcomes where check_id in (select id from checks where service_id = ?)
      order by slot desc limit ? offset ?`,
    serviceId,
    limit,
    (page - 1) * limit,
  )
  return { items: rows.map((row) => toRecord(row, serviceId)), total, page, limit }
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
  checkedAt: row.checked_at,
})
