import type { EpochMs, ProjectId, RunId } from '../../../../kernel/index.ts'
import {
  type BranchRun,
  flakyJobs,
  type Insights,
  type JobOutcome,
  type RunStatus,
  redTime,
} from '../../../../modules/pipelines/index.ts'
import { all, maybe, type Row, type Tx } from '../statement.ts'

/** Jobs that are looked at, the newest, which are those of a few thousand runs. */
const jobsMost = 20_000
/** Runs of the default branch that are looked at, the newest. */
const runsMost = 10_000
/** Runs from before the window that say which colour it began with. */
const runsBefore = 200

type Asked = { readonly id: ProjectId; readonly since: EpochMs; readonly until: EpochMs }

export function* insightsOf(asked: Asked): Tx<Insights> {
  const jobs = yield* jobsOf(asked)
  const runs = yield* runsOfDefaultBranch(asked)
  return { flakyJobs: flakyJobs(jobs), ...redTime(runs, asked) }
}

type JobRow = Row & {
  run_id: number
  title: string | null
  sha: string | null
  attempt: number
  name: string
  status: string
  allow_failure: number
  at: number
}

const insightJobsText = `select j.run_id, r.title, r.sha, r.attempt, j.name, j.status,
    j.allow_failure, coalesce(j.finished_at, j.started_at, r.started_at, r.created_at) as at
  from pipelines_runs r join pipelines_jobs j on j.run_id = r.id
  where r.project_id = ? and r.created_at >= ? and r.created_at < ?
    and j.status in ('success', 'warning', 'failed')
  order by r.created_at desc, r.id desc limit ?`

function* jobsOf({ id, since, until }: Asked): Tx<readonly JobOutcome[]> {
  const rows = yield* all<JobRow>(insightJobsText, id, since, until, jobsMost)
  return rows.map(({ run_id, allow_failure, status, ...row }) => ({
    ...row,
    runId: run_id as RunId,
    status: status as RunStatus,
    allowFailure: allow_failure === 1,
  }))
}

type BranchRunRow = Row & {
  title: string | null
  status: string
  created_at: number
  finished_at: number | null
}

const ofBranch = `select title, status, created_at, finished_at from pipelines_runs
  where project_id = ? and branch = ?`
const told = `status in ('success', 'warning', 'failed')`
const insightRunsText = `${ofBranch} and created_at >= ? and created_at < ? and ${told}
  order by created_at desc limit ?`
const earlierText = `${ofBranch} and created_at < ? and ${told} order by created_at desc limit ?`

function* runsOfDefaultBranch({ id, since, until }: Asked): Tx<readonly BranchRun[]> {
  const project = yield* maybe<{ default_branch: string | null }>(
    'select default_branch from pipelines_projects where id = ?',
    id,
  )
  const branch = project?.default_branch ?? null
  if (branch === null) return []
  const rows = [
    ...(yield* all<BranchRunRow>(insightRunsText, id, branch, since, until, runsMost)),
    ...(yield* all<BranchRunRow>(earlierText, id, branch, since, runsBefore)),
  ]
  return rows.map(({ title, status, created_at, finished_at }) => ({
    title,
    status: status as RunStatus,
    createdAt: created_at,
    finishedAt: finished_at,
  }))
}
