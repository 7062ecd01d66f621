import { z } from 'zod'
import { type FoundJob, isFinal } from '../../../modules/pipelines/index.ts'
import { line, link, seconds } from '../fields.ts'
import { flag, id, time, word } from './fields.ts'
import { statusOf } from './status.ts'

/** A job, or a bridge, which is a job that starts a pipeline (https://docs.gitlab.com/api/jobs/). */
export const jobSchema = z.object({
  id,
  name: line,
  stage: line,
  status: word,
  web_url: link,
  allow_failure: flag,
  started_at: time,
  finished_at: time,
  duration: seconds,
  queued_duration: seconds,
  downstream_pipeline: z
    .object({ id, project_id: id.nullable().catch(null), status: word, web_url: link })
    .nullable()
    .catch(null),
})
export type Job = z.output<typeof jobSchema>

export function jobOf(job: Job): FoundJob {
  const status = statusOf(job.status)
  const downstream = job.downstream_pipeline
  return {
    externalId: job.id,
    name: job.name ?? job.id,
    stage: job.stage,
    status,
    rawStatus: job.status,
    startedAt: job.started_at,
    finishedAt: job.finished_at,
    // Of one that runs, it is the time until now.
    durationMs: isFinal(status) ? job.duration : null,
    queuedMs: job.queued_duration,
    webUrl: job.web_url,
    allowFailure: job.allow_failure,
    downstream: downstream && {
      project: downstream.project_id,
      run: downstream.id,
      status: statusOf(downstream.status),
      webUrl: downstream.web_url,
    },
  }
}

/** In the order in which GitLab made them, which is the order of their stages. */
export const inOrder = (jobs: readonly FoundJob[]): readonly FoundJob[] =>
  jobs.toSorted((a, b) => Number(a.externalId) - Number(b.externalId))
