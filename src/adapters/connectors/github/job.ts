import { z } from 'zod'
import { type FoundJob, type FoundRun, isFinal } from '../../../modules/pipelines/index.ts'
import { line, link, word } from '../fields.ts'
import { id, time } from './fields.ts'
import { between } from './run.ts'
import { rawOf, statusOf } from './status.ts'

/** https://docs.github.com/en/rest/actions/workflow-jobs */
export const jobSchema = z.object({
  id,
  name: line,
  status: word,
  conclusion: word,
  created_at: time,
  started_at: time,
  completed_at: time,
  html_url: link,
})

export const jobListSchema = z.object({ jobs: z.array(jobSchema) })

/** What a `workflow_job` says of the run that it belongs to; servers before 3.4 do not say which attempt. */
export const jobRunSchema = z.object({
  run_id: id,
  run_attempt: z.number().int().positive().nullable().catch(null),
})

/**
 * A job. One that waits for a runner already has a `started_at`, and one that was skipped has never
 * run: neither says how long something took, or waited. GitHub does not tell of `continue-on-error`.
 */
export function jobOf(job: z.output<typeof jobSchema>): FoundJob {
  const status = statusOf(job)
  const isOver = isFinal(status)
  const hasBegun = status === 'running' || isOver
  const startedAt = hasBegun ? job.started_at : null
  const finishedAt = isOver ? job.completed_at : null
  return {
    externalId: job.id,
    name: job.name ?? `job ${job.id}`,
    stage: null,
    status,
    rawStatus: rawOf(job),
    startedAt,
    finishedAt,
    durationMs: between(startedAt, finishedAt),
    queuedMs: status === 'skipped' ? null : between(job.created_at, startedAt),
    webUrl: job.html_url,
    allowFailure: false,
    downstream: null,
  }
}

/** How long an attempt waited for its first job, in milliseconds; `null` while none has begun. */
export function queueOf(run: FoundRun, jobs: readonly FoundJob[]): number | null {
  const starts = jobs.flatMap(({ status, startedAt }) =>
    status === 'skipped' || startedAt === null ? [] : [startedAt],
  )
  return starts.length === 0 ? null : between(run.startedAt, Math.min(...starts))
}
