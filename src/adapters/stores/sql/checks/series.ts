import type { ServiceId } from '../../../../kernel/index.ts'
import {
  type Bucket,
  bucketOf,
  levelOf,
  levels,
  type Series,
  type SeriesRequest,
  spread,
  type Totals,
} from '../../../../modules/checks/index.ts'
import { all, type Row, type Tx } from '../statement.ts'
import { emptyTotals, summed, type TotalsRow, toTotals } from './rollup-rows.ts'

type Part = TotalsRow & { part: number }

type GapRow = Row & { slot: number; slots: number; interval_ms: number; maintenance: number }

const ofService = 'check_id in (select id from checks where service_id = ?)'

/** Walks along the key over check, length and start: what lies outside the stretch is not read. */
export const partsText = `select (start - cast(? as bigint)) / cast(? as bigint) as part, ${summed}
  from checks_rollups where ${ofService} and span_ms = ? and start >= ? and start < ? group by 1`

/** A gap stands at the level that it is too long for, and is one for those below. */
export const gapsText = `select slot, slots, interval_ms, maintenance from checks_gaps
  where ${ofService} and span_ms >= ? and slot < ? and slot + slots * interval_ms > ?`

export function* seriesOf(serviceId: ServiceId, request: SeriesRequest): Tx<Series> {
  const { from, to, buckets: count } = request
  const spanMs = levels[levelOf(request)]
  const bucketMs = (to - from) / count
  const totals = new Map<number, Totals>()
  const parts = yield* all<Part>(partsText, from, bucketMs, serviceId, spanMs, from, to)
  for (const part of parts) totals.set(part.part, toTotals(part))
  const gaps = yield* all<GapRow>(gapsText, serviceId, spanMs, to, from)
  for (const gap of gaps) {
    const run = { slot: gap.slot, slots: gap.slots, intervalMs: gap.interval_ms }
    for (const { part, slots } of spread(run, { from, to, spanMs: bucketMs })) {
      const known = totals.get(part) ?? emptyTotals
      totals.set(part, withMissed(known, slots, gap))
    }
  }
  const buckets = Array.from({ length: count }, (_, i): Bucket => {
    return bucketOf(from + i * bucketMs, totals.get(i) ?? emptyTotals)
  })
  return { from, to, bucketMs, buckets }
}

function withMissed(totals: Totals, slots: number, gap: GapRow): Totals {
  const ms = slots * gap.interval_ms
  if (gap.maintenance === 1) {
    const { maintenance, maintenanceMs } = totals
    return { ...totals, maintenance: maintenance + slots, maintenanceMs: maintenanceMs + ms }
  }
  return { ...totals, missed: totals.missed + slots, missedMs: totals.missedMs + ms }
}
