import { z } from 'zod'
import { type ConnectionId, type ProjectId, rfc3339 } from '../../../kernel/index.ts'
import { type Run, type RunMark, runStatuses } from '../../../modules/pipelines/index.ts'
import { given, idFilter, moment, momentOf, pageOf, pageQuery, thingId } from './common.ts'

export const runStatus = z
  .enum(runStatuses)
  .describe(
    '`waiting` waits for a human, a schedule or a gate. `unknown` is every word of a platform that has no counterpart here; it is never taken for a failure.',
  )

const text = z.string().nullable()
const ms = z.number().min(0).nullable()

/** What a run shows of itself wherever it is mentioned. */
const mark = {
  id: thingId,
  status: runStatus,
  branch: text,
  sha: text,
  author: text,
  message: text.describe('The first line of the message of the commit.'),
  web_url: text.describe('Its page at the platform.'),
  attempt: z.int().min(1).describe('From 1. A re-run that keeps its id is another attempt.'),
  number: z.int().nullable().describe('What people call it by.'),
  title: text.describe('The name of the workflow or of the pipeline.'),
  created_at: moment,
  started_at: moment.nullable(),
  finished_at: moment.nullable(),
  duration_ms: ms.describe('As the platform counts it; without the time in its queue.'),
}

export const runMark = z.object(mark).describe('A run, in short.')

export const run = z
  .object({
    ...mark,
    external_id: z.string().describe('Its id at the platform.'),
    project_id: thingId,
    raw_status: z.string().describe('The words of the platform: `completed/failure`.'),
    ref: text.describe('A full ref or a tag, where it is no branch.'),
    trigger: text.describe('What started it: `push`, `schedule`, …'),
    queued_ms: ms.describe('How long it waited for a place to run.'),
    parent: z
      .object({
        project: text.describe('The id of its project at the platform.'),
        run: z.string().describe('Its id at the platform.'),
      })
      .nullable()
      .describe('The run that started it.'),
  })
  .describe('One run of a pipeline, one attempt of it.')

export const runPage = pageOf(run)

const some = {
  branch: z.string().min(1).max(500).optional().describe('Only of this branch.'),
  status: runStatus.optional().describe('Only with this status.'),
  attempts: z
    .enum(['latest', 'all'])
    .default('latest')
    .describe('Each run once, by its latest attempt, or every attempt.'),
}

export const projectRunsQuery = pageQuery.extend(some)
export const runsQuery = pageQuery.extend({
  project_id: idFilter<ProjectId>('project'),
  connection_id: idFilter<ConnectionId>('connection'),
  ...some,
})

/** The filters of a query as the room has them. */
export const toRunQuery = ({
  project_id,
  connection_id,
  branch,
  status,
  attempts,
}: Omit<z.output<typeof runsQuery>, 'page' | 'limit'>) => ({
  ...given({ projectId: project_id, connectionId: connection_id, branch, status }),
  latestAttempts: attempts === 'latest',
})

export const toRunMarkJson = (of: RunMark): z.output<typeof runMark> => ({
  id: of.id,
  status: of.status,
  branch: of.branch,
  sha: of.sha,
  author: of.author,
  message: of.message,
  web_url: of.webUrl,
  attempt: of.attempt,
  number: of.number,
  title: of.title,
  created_at: rfc3339(of.createdAt),
  started_at: momentOf(of.startedAt),
  finished_at: momentOf(of.finishedAt),
  duration_ms: of.durationMs,
})

export const toRunJson = (of: Run): z.output<typeof run> => ({
  ...toRunMarkJson(of),
  external_id: of.externalId,
  project_id: of.projectId,
  raw_status: of.rawStatus,
  ref: of.ref,
  trigger: of.trigger,
  queued_ms: of.queuedMs,
  parent: of.parent && { project: of.parent.project, run: of.parent.run },
})
