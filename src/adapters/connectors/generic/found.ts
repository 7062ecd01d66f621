import type { EpochMs } from '../../../kernel/index.ts'
import type {
  FoundDeployment,
  FoundJob,
  FoundProject,
  FoundRun,
} from '../../../modules/pipelines/index.ts'
import type { ReportedDeployment, ReportedJob, ReportedProject, ReportedRun } from './schema.ts'
import { statusOf } from './status.ts'

type Times = {
  readonly created_at: EpochMs | null
  /** Of runs. */
  readonly started_at?: EpochMs | null
  readonly finished_at: EpochMs | null
  readonly updated_at: EpochMs | null
}

/** What is told of, at the latest: two reports in the wrong order are put right by it. */
const sourceTimeOf = (times: Times, now: EpochMs): EpochMs =>
  times.updated_at ?? times.finished_at ?? times.started_at ?? times.created_at ?? now

const createdAtOf = (times: Times, now: EpochMs): EpochMs =>
  times.created_at ?? times.started_at ?? times.finished_at ?? times.updated_at ?? now

/** From here to there, where both are known. */
const between = (from: EpochMs | null, to: EpochMs | null) =>
  from === null || to === null ? null : Math.max(0, to - from)

const stateOf = (word: string) => ({ status: statusOf(word), rawStatus: word })

export const projectOf = (project: ReportedProject, at: EpochMs): FoundProject => ({
  externalId: project.id ?? project.name,
  name: project.name.split('/').findLast((part) => part !== '') ?? project.name,
  fullName: project.name,
  description: project.description,
  visibility: null,
  avatarUrl: null,
  defaultBranch: project.default_branch,
  webUrl: project.url,
  lastActivityAt: at,
  archived: false,
})

const heads = 'refs/heads/'

/** A full ref of a branch is the branch. */
function placeOf({ branch, ref }: ReportedRun): Pick<FoundRun, 'branch' | 'ref'> {
  if (branch !== null) return { branch, ref: null }
  if (ref?.startsWith(heads)) return { branch: ref.slice(heads.length) || null, ref: null }
  return { branch: null, ref }
}

export const runOf = (run: ReportedRun, now: EpochMs): FoundRun => ({
  ...stateOf(run.status),
  ...placeOf(run),
  externalId: run.id,
  attempt: run.attempt ?? 1,
  number: run.number,
  title: run.title,
  sha: run.sha,
  author: run.author,
  message: run.message,
  trigger: run.trigger,
  webUrl: run.url,
  createdAt: createdAtOf(run, now),
  startedAt: run.started_at,
  finishedAt: run.finished_at,
  durationMs: run.duration_ms ?? between(run.started_at, run.finished_at),
  queuedMs: between(run.created_at, run.started_at),
  sourceTime: sourceTimeOf(run, now),
  parent: null,
  partial: false,
})

/** Jobs without an id are told apart by their place in the list. */
export const jobOf = (job: ReportedJob, at: number): FoundJob => ({
  ...stateOf(job.status),
  externalId: job.id ?? `${at + 1}`,
  name: job.name,
  stage: job.stage,
  startedAt: job.started_at,
  finishedAt: job.finished_at,
  durationMs: job.duration_ms ?? between(job.started_at, job.finished_at),
  queuedMs: null,
  webUrl: job.url,
  allowFailure: job.allow_failure,
  downstream: null,
})

export const deploymentOf = (told: ReportedDeployment, now: EpochMs): FoundDeployment => ({
  ...stateOf(told.status),
  externalId: told.id,
  environment: told.environment,
  ref: told.ref,
  sha: told.sha,
  author: told.author,
  webUrl: told.url,
  createdAt: createdAtOf(told, now),
  finishedAt: told.finished_at,
  sourceTime: sourceTimeOf(told, now),
  run: told.run_id,
})
