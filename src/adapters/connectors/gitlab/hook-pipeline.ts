import { z } from 'zod'
import type { EpochMs } from '../../../kernel/index.ts'
import {
  type FoundJob,
  type FoundRun,
  isFinal,
  type Notice,
  PlatformFault,
} from '../../../modules/pipelines/index.ts'
import { exact, firstLine, line, link, seconds } from '../fields.ts'
import { count, flag, flagOrNull, id, person, read, time, word } from './fields.ts'
import { type HookProject, keyOf, pageOf, projectSchema } from './hook.ts'
import { inOrder } from './job.ts'
import { onlyAttempt } from './pipeline.ts'
import { type Place, placeOf } from './ref.ts'
import { statusOf, withWarnings } from './status.ts'
import { latestOf } from './times.ts'

const mostBuilds = 2_000

const buildSchema = z.object({
  id,
  name: line,
  stage: line,
  status: word,
  allow_failure: flag,
  created_at: time,
  started_at: time,
  finished_at: time,
  duration: seconds,
  queued_duration: seconds,
})
type Build = z.output<typeof buildSchema>

/** https://docs.gitlab.com/user/project/integrations/webhook_events/#pipeline-events */
const schema = z.object({
  object_attributes: z.object({
    id,
    iid: count,
    name: line,
    ref: exact,
    tag: flagOrNull,
    sha: exact,
    source: line,
    status: word,
    created_at: time,
    finished_at: time,
    duration: seconds,
    queued_duration: seconds,
    url: link,
  }),
  merge_request: z.object({ iid: z.number().int() }).nullable().catch(null),
  user: person,
  project: projectSchema,
  commit: z.object({ message: firstLine, author: person }).nullable().catch(null),
  source_pipeline: z
    .object({ pipeline_id: id, project: z.object({ id }) })
    .nullable()
    .catch(null),
  builds: z.array(buildSchema).max(mostBuilds).nullable().catch(null),
})
type Body = z.output<typeof schema>

/** A Pipeline Hook: the run, and its jobs but for bridges, which it leaves out. */
export function readPipeline(body: unknown): readonly Notice[] {
  const hook = read(schema, body, 'a Pipeline Hook')
  const run = runOf(hook)
  const key = { externalId: run.externalId, attempt: run.attempt }
  const jobs = hook.builds?.map((build) => jobOf(build, hook.project)) ?? null
  return [
    {
      project: keyOf(hook.project),
      runs: [run],
      ...(jobs !== null && { jobs: { run: key, jobs: inOrder(jobs) } }),
      ...((jobs === null || isFinal(run.status)) && { asks: [{ kind: 'jobs', run: key }] }),
    },
  ]
}

function runOf(hook: Body): FoundRun {
  const { object_attributes: it, builds } = hook
  const rawStatus = it.status === 'success' && builds?.some(isForgiven) ? withWarnings : it.status
  const status = statusOf(rawStatus)
  const over = isFinal(status)
  const sourceTime = sourceTimeOf(hook)
  return {
    externalId: it.id,
    attempt: onlyAttempt,
    number: it.iid,
    title: it.name,
    status,
    rawStatus,
    ...whereOf(hook),
    sha: it.sha,
    author: hook.user ?? hook.commit?.author ?? null,
    message: hook.commit?.message ?? null,
    trigger: it.source,
    webUrl: it.url ?? pageOf(hook.project, `pipelines/${it.id}`),
    createdAt: it.created_at ?? sourceTime,
    startedAt: startOf(hook),
    finishedAt: over ? it.finished_at : null,
    durationMs: over ? it.duration : null,
    queuedMs: it.queued_duration,
    sourceTime,
    parent: hook.source_pipeline && {
      project: hook.source_pipeline.project.id,
      run: hook.source_pipeline.pipeline_id,
    },
    partial: false,
  }
}

/**
 * The time of this state: `finished_at` of one that is over, else the latest that happened to a job.
 * Of all of them the latest, because a pipeline that was retried keeps its `finished_at` of before
 * while its new jobs run.
 */
function sourceTimeOf({ object_attributes: it, builds }: Body): EpochMs {
  const ofJobs = (builds ?? []).flatMap(({ created_at, started_at, finished_at }) => [
    created_at,
    started_at,
    finished_at,
  ])
  const latest = latestOf([it.created_at, it.finished_at, ...ofJobs])
  if (latest === null) throw new PlatformFault('malformed', 'a Pipeline Hook of GitLab has no time')
  return latest
}

/** The hook has no `started_at`; it is what GitLab counts `queued_duration` up to. */
function startOf({ object_attributes: it, builds }: Body): EpochMs | null {
  if (it.created_at !== null && it.queued_duration !== null) {
    return it.created_at + it.queued_duration
  }
  const starts = (builds ?? []).flatMap(({ started_at }) => started_at ?? [])
  return starts.length === 0 ? null : Math.min(...starts)
}

/**
 * Of a merge request, the hook has the source branch for a ref, which may be another project's
 * `main`; the API has the ref of the request. It is no run of a branch.
 */
function whereOf({ object_attributes: it, merge_request }: Body): Place {
  if (merge_request === null) return placeOf(it.ref, it.tag)
  return { branch: null, ref: `refs/merge-requests/${merge_request.iid}/head` }
}

/** What GitLab itself takes for a warning: a job that failed, and was allowed to. */
const isForgiven = ({ status, allow_failure }: Build): boolean =>
  status === 'failed' && allow_failure

function jobOf(build: Build, project: HookProject): FoundJob {
  const status = statusOf(build.status)
  return {
    externalId: build.id,
    name: build.name ?? build.id,
    stage: build.stage,
    status,
    rawStatus: build.status,
    startedAt: build.started_at,
    finishedAt: build.finished_at,
    durationMs: isFinal(status) ? build.duration : null,
    queuedMs: build.queued_duration,
    webUrl: pageOf(project, `jobs/${build.id}`),
    allowFailure: build.allow_failure,
    downstream: null,
  }
}
