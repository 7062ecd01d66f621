import type { EpochMs } from '../../../kernel/index.ts'
import {
  type Series,
  type UptimeRange,
  uptimeOf,
  uptimeRanges,
  uptimeWindowOf,
} from '../../../modules/checks/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import type { Uptimes } from '../pages/index.ts'
import type { ReadSeries } from './service-series.ts'

/** Uptime over every range, and each of the last 90 days. */
export async function readUptimes(
  { id, intervalMs, createdAt }: Service,
  seriesOf: ReadSeries,
  now: EpochMs,
): Promise<Uptimes> {
  const read = async (range: UptimeRange): Promise<[UptimeRange, Series]> => [
    range,
    await seriesOf(id, uptimeWindowOf(range, intervalMs, now)),
  ]
  const all = new Map(await Promise.all(uptimeRanges.map(read)))
  const life = { since: createdAt, now }
  const ranges = [...all].map(([range, series]) => ({ range, uptime: uptimeOf(series, life) }))
  return { ranges, days: all.get('90d')?.buckets ?? [] }
}
