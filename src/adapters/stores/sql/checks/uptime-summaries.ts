import type { Clock, EpochMs, ServiceId } from '../../../../kernel/index.ts'
import {
  levels,
  type Observed,
  summaryDays,
  summaryHours,
  summaryOf,
  type UptimeSummaries,
  type UptimeSummary,
} from '../../../../modules/checks/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, marks, type Row, type Tx } from '../statement.ts'

/** Services whose days are read at once: SQLite's thread answers others in between. */
const servicesAtOnce = 20

export const createUptimeSummaries = (
  driver: Driver,
  clock: Pick<Clock, 'now' | 'sleep'>,
): UptimeSummaries => ({
  async summariesOf(ids) {
    const now = clock.now()
    const found = new Map<ServiceId, UptimeSummary>()
    for (let i = 0; i < ids.length; i += servicesAtOnce) {
      const some = ids.slice(i, i + servicesAtOnce)
      for (const [id, summary] of await driver.read(() => summaries(some, now))) {
        found.set(id, summary)
      }
      await clock.sleep(0)
    }
    return found
  },
})

type Part = Row & { service_id: number; start: number; up_ms: number; down_ms: number }
type Found = readonly (readonly [ServiceId, UptimeSummary])[]

function* summaries(ids: readonly ServiceId[], now: EpochMs): Tx<Found> {
  const days = yield* observed(ids, since(now, levels.day, summaryDays))
  const hours = yield* observed(ids, since(now, levels.hour, summaryHours))
  return ids.flatMap((id) => {
    const own = days.get(id)
    if (own === undefined) return []
    return [[id, summaryOf({ days: own, hours: hours.get(id) ?? [] }, now)] as const]
  })
}

/** So many parts that end with the present one. */
const since = (now: EpochMs, spanMs: number, parts: number) => ({
  spanMs,
  after: now - (now % spanMs) - parts * spanMs,
})

function* observed(
  ids: readonly ServiceId[],
  { spanMs, after }: ReturnType<typeof since>,
): Tx<ReadonlyMap<number, readonly Observed[]>> {
  const rows = yield* all<Part>(
    `select c.service_id, r.start, cast(sum(r.up_ms) as bigint) as up_ms,
        cast(sum(r.down_ms) as bigint) as down_ms
      from checks c join checks_rollups r on r.check_id = c.id
      where c.service_id in (${marks(ids.length)}) and r.span_ms = ? and r.start > ?
      group by c.service_id, r.start`,
    ...ids,
    spanMs,
    after,
  )
  const byService = new Map<number, Observed[]>()
  for (const { service_id, start, up_ms, down_ms } of rows) {
    const known = byService.get(service_id) ?? []
    known.push({ start, upMs: up_ms, downMs: down_ms })
    byService.set(service_id, known)
  }
  return byService
}
