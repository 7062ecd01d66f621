import { z } from 'zod'
import type { Job, RunDetail } from '../../../modules/pipelines/index.ts'
import { moment, momentOf } from './common.ts'
import { type Looking, project, toProjectJson } from './project.ts'
import { run, runStatus, toRunJson } from './run.ts'

const text = z.string().nullable()
const ms = z.number().min(0).nullable()

const downstream = z
  .object({
    project: text.describe('The id of its project at the platform.'),
    run: z.string().describe('Its id at the platform.'),
    status: runStatus,
    web_url: text,
  })
  .describe('A run that a job started.')

export const job = z
  .object({
    external_id: z.string(),
    name: z.string(),
    stage: text,
    status: runStatus,
    raw_status: z.string().describe('The words of the platform.'),
    allow_failure: z.boolean().describe('Its failure is no failure of the run.'),
    web_url: text,
    started_at: moment.nullable(),
    finished_at: moment.nullable(),
    duration_ms: ms,
    queued_ms: ms,
    downstream: downstream.nullable(),
  })
  .describe('A job of a run.')

export const runDetail = run
  .extend({
    project,
    attempts: z.array(run).describe('All attempts, newest first, this one among them.'),
    jobs: z
      .array(job)
      .nullable()
      .describe('`null` while they are loading: the platform is asked for them by this request.'),
    children: z.array(run).describe('Runs that it started.'),
    parent_run: run.nullable().describe('The run that started it, where it is known here.'),
  })
  .describe('A run with everything around it.')

export const toJobJson = (of: Job): z.output<typeof job> => ({
  external_id: of.externalId,
  name: of.name,
  stage: of.stage,
  status: of.status,
  raw_status: of.rawStatus,
  allow_failure: of.allowFailure,
  web_url: of.webUrl,
  started_at: momentOf(of.startedAt),
  finished_at: momentOf(of.finishedAt),
  duration_ms: of.durationMs,
  queued_ms: of.queuedMs,
  downstream: of.downstream && {
    project: of.downstream.project,
    run: of.downstream.run,
    status: of.downstream.status,
    web_url: of.downstream.webUrl,
  },
})

export const toRunDetailJson = (of: RunDetail, looking: Looking): z.output<typeof runDetail> => ({
  ...toRunJson(of.run),
  project: toProjectJson(of.project, looking),
  attempts: of.attempts.map(toRunJson),
  jobs: of.jobs?.map(toJobJson) ?? null,
  children: of.children.map(toRunJson),
  parent_run: of.parent && toRunJson(of.parent),
})
