import type { ServiceId } from '../../../../kernel/index.ts'
import {
  type Bucket,
  mostBuckets,
  type Series,
  type SeriesRequest,
} from '../../../../modules/checks/index.ts'
import { all, type Row, type Tx } from '../statement.ts'

type Part = Row & {
  bucket: number
  status: string
  slots: number
  /** Outcomes with a response time. */
  answers: number
  sum_ms: number | null
  min_ms: number | null
  max_ms: number | null
}

/** Adds up along the index over check and slot: what lies outside the stretch is not read. */
export function* seriesOf(
  serviceId: ServiceId,
  { from, to, buckets: count }: SeriesRequest,
): Tx<Series> {
  const bucketMs = (to - from) / count
  if (!Number.isInteger(count) || count < 1 || count > mostBuckets || !(bucketMs >= 1)) {
    throw new RangeError(`no series of ${count} parts from ${from} to ${to}`)
  }
  const parts = yield* all<Part>(
    `select cast(floor((slot - cast(? as bigint)) / cast(? as double precision)) as bigint) as bucket,
        status, cast(sum(slots) as bigint) as slots, count(total_ms) as answers,
        sum(total_ms) as sum_ms, min(total_ms) as min_ms, max(total_ms) as max_ms
      from checks_outcomes
      where check_id in (select id from checks where service_id = ?) and slot >= ? and slot < ?
      group by 1, 2`,
    from,
    bucketMs,
    serviceId,
    from,
    to,
  )
  const found = Map.groupBy(parts, ({ bucket }) => bucket)
  const buckets = Array.from({ length: count }, (_, i) =>
    toBucket(Math.round(from + i * bucketMs), found.get(i) ?? []),
  )
  return { from, to, bucketMs, buckets }
}

function toBucket(from: number, parts: readonly Part[]): Bucket {
  const countOf = (status: string): number => parts.find((p) => p.status === status)?.slots ?? 0
  const answered = parts.filter(
    ({ status, answers }) => (status === 'up' || status === 'degraded') && answers > 0,
  )
  const answers = answered.reduce((sum, part) => sum + part.answers, 0)
  return {
    from,
    up: countOf('up'),
    degraded: countOf('degraded'),
    down: countOf('down'),
    missed: countOf('missed'),
    response:
      answers === 0
        ? null
        : {
            min: Math.min(...answered.map((part) => part.min_ms ?? 0)),
            avg: answered.reduce((sum, part) => sum + (part.sum_ms ?? 0), 0) / answers,
            max: Math.max(...answered.map((part) => part.max_ms ?? 0)),
          },
  }
}
