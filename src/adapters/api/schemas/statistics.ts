import { z } from 'zod'
import type { ConnectionId, ProjectId } from '../../../kernel/index.ts'
import {
  dayText,
  type Figures,
  type ProjectFigures,
  type Statistics,
} from '../../../modules/pipelines/index.ts'
import { idFilter, thingId } from './common.ts'
import { day, rangeQuery } from './day.ts'

const count = z.int().min(0)
const ms = z.number().min(0).nullable()

const figures = {
  total: count.describe('All runs that were created in the time, over or not.'),
  success: count.describe('Success with warnings too.'),
  failed: count,
  canceled: count,
  skipped: count,
  success_rate: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe(
      'Success over success and failure; `null` where there is neither. What was canceled or skipped counts as neither.',
    ),
  average_ms: ms,
  min_ms: ms,
  max_ms: ms,
  p50_ms: ms.describe('The median of the durations, within the bin that it is counted in.'),
  p95_ms: ms,
  queue_p50_ms: ms.describe('The median of the times in the queue.'),
  queue_p95_ms: ms,
}

export const runFigures = z.object(figures).describe('What runs add up to.')

const projectFigures = z.object({
  project_id: thingId,
  full_name: z.string(),
  platform: z.string(),
  ...figures,
})

export const statistics = z
  .object({
    from: day,
    to: day,
    time_zone: z.string().describe('Whose days they are.'),
    totals: runFigures,
    days: z.array(z.object({ day, ...figures })).describe('Every day, the oldest first.'),
    platforms: z.array(z.object({ platform: z.string(), ...figures })),
    most_active: z.array(projectFigures).describe('The ten with the most runs.'),
    slowest: z.array(projectFigures).describe('The ten that take longest.'),
    most_failing: z
      .array(projectFigures)
      .describe('Of the projects with more than ten runs, the ten that fail most.'),
  })
  .describe('What the runs of some days add up to. A run counts on the day it was created.')

export const statisticsQuery = rangeQuery.extend({
  project_id: idFilter<ProjectId>('project'),
  connection_id: idFilter<ConnectionId>('connection'),
})

const toFiguresJson = (of: Figures): z.output<typeof runFigures> => ({
  total: of.total,
  success: of.succeeded,
  failed: of.failed,
  canceled: of.canceled,
  skipped: of.skipped,
  success_rate: of.successRate,
  average_ms: of.averageMs,
  min_ms: of.minMs,
  max_ms: of.maxMs,
  p50_ms: of.p50Ms,
  p95_ms: of.p95Ms,
  queue_p50_ms: of.queueP50Ms,
  queue_p95_ms: of.queueP95Ms,
})

const toProjectFiguresJson = (of: ProjectFigures): z.output<typeof projectFigures> => ({
  project_id: of.projectId,
  full_name: of.fullName,
  platform: of.platform,
  ...toFiguresJson(of),
})

export const toStatisticsJson = (
  of: Statistics,
  timeZone: string,
): z.output<typeof statistics> => ({
  from: dayText(of.from),
  to: dayText(of.to),
  time_zone: timeZone,
  totals: toFiguresJson(of.totals),
  days: of.days.map((one) => ({ day: dayText(one.day), ...toFiguresJson(one) })),
  platforms: of.platforms.map((one) => ({ platform: one.platform, ...toFiguresJson(one) })),
  most_active: of.mostActive.map(toProjectFiguresJson),
  slowest: of.slowest.map(toProjectFiguresJson),
  most_failing: of.mostFailing.map(toProjectFiguresJson),
})
