import { z } from 'zod'
import { type EpochMs, rfc3339, type ServiceId } from '../../../kernel/index.ts'
import {
  type Bucket,
  percentileOf,
  percentUp,
  type Range,
  rangeNames,
  type Series,
  type Uptime,
  type UptimeRange,
  uptimeRanges,
} from '../../../modules/checks/index.ts'
import { moment } from './common.ts'

const range = z.enum(rangeNames)
const uptimeRange = z.enum(uptimeRanges)

export const uptimeQuery = z.object({
  range: uptimeRange.default('30d').describe('How far back from now.'),
})
export const seriesQuery = z.object({
  range: range.default('24h').describe('How far back from now.'),
})

const percent = z.number().min(0).max(100).nullable()
const seconds = z.number().min(0)
const count = z.int().min(0)
const ms = z.number().min(0)

const stretch = {
  service_id: z.int().min(0),
  from: moment,
  to: moment.describe('The end of the part that is not over yet.'),
}

export const uptime = z
  .object({
    ...stretch,
    range: uptimeRange,
    uptime_percent: percent.describe(
      'The part of the observed time that was up or degraded, cut to two decimals; `null` when nothing was observed.',
    ),
    coverage_percent: percent.describe(
      'How much of the time in which somebody should have looked was observed.',
    ),
    observed_seconds: seconds.describe('What the results stand for, an interval each.'),
    missed_seconds: seconds.describe('Nobody looked though somebody should have. Left out.'),
    maintenance_seconds: seconds.describe('Left out.'),
    idle_seconds: seconds.describe(
      'Nothing was to be checked: paused, or no longer kept. Left out.',
    ),
  })
  .describe('How much of its time a service was up, and how much of that is known.')

export const bucket = z
  .object({
    from: moment,
    up: count,
    degraded: count,
    down: count,
    missed: count,
    maintenance: count.describe('Checks during a maintenance; they are in no other count.'),
    uptime_percent: percent,
    response_time_ms: z
      .object({ min: ms, avg: ms, p95: ms, max: ms })
      .nullable()
      .describe('Of the answers that were up or degraded. p95 is exact to the size of its bin.'),
  })
  .describe('What the checks found in one part of the time.')

export const series = z
  .object({
    ...stretch,
    range,
    bucket_seconds: z.number().min(1),
    buckets: z.array(bucket).describe('The oldest first, without holes.'),
  })
  .describe('What the checks found, added up in equal parts. Days are those of UTC.')

const inSeconds = (time: number): number => time / 1_000

type Of = { readonly id: ServiceId; readonly from: EpochMs; readonly to: EpochMs }

const stretchOf = ({ id, from, to }: Of) => ({
  service_id: id,
  from: rfc3339(from),
  to: rfc3339(to),
})

export const toUptimeJson = (
  of: Of & { readonly range: UptimeRange },
  found: Uptime,
): z.output<typeof uptime> => ({
  ...stretchOf(of),
  range: of.range,
  uptime_percent: found.percent,
  coverage_percent: found.coverage,
  observed_seconds: inSeconds(found.observedMs),
  missed_seconds: inSeconds(found.missedMs),
  maintenance_seconds: inSeconds(found.maintenanceMs),
  idle_seconds: inSeconds(found.idleMs),
})

export const toSeriesJson = (
  of: { readonly id: ServiceId; readonly range: Range },
  found: Series,
): z.output<typeof series> => ({
  ...stretchOf({ ...found, id: of.id }),
  range: of.range,
  bucket_seconds: inSeconds(found.bucketMs),
  buckets: found.buckets.map(toBucketJson),
})

function toBucketJson(of: Bucket): z.output<typeof bucket> {
  const { from, up, degraded, down, missed, maintenance, response } = of
  return {
    from: rfc3339(from),
    up,
    degraded,
    down,
    missed,
    maintenance,
    uptime_percent: percentUp(of),
    response_time_ms: response && {
      min: response.min,
      avg: response.avg,
      p95: percentileOf(response, 0.95) ?? response.max,
      max: response.max,
    },
  }
}
