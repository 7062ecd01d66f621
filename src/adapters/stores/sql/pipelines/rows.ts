import type { ConnectionId, DeploymentId, ProjectId, RunId } from '../../../../kernel/index.ts'
import type {
  Branch,
  Deployment,
  FoundJob,
  Job,
  Project,
  ProjectView,
  Run,
  RunMark,
  RunStatus,
  Trouble,
  Visibility,
} from '../../../../modules/pipelines/index.ts'
import type { Row } from '../statement.ts'

/*
 * Words and documents in these columns are written from the types of the room alone. Each list of
 * columns names the alias that its table has to have.
 */

export type ProjectRow = Row & {
  id: number
  connection_id: number
  connection: string
  platform: string
  external_id: string
  name: string
  full_name: string
  description: string | null
  visibility: string | null
  avatar_url: string | null
  default_branch: string | null
  web_url: string | null
  last_activity_at: number | null
  archived: number
  listed: number
  filled_at: number | null
  refreshed_at: number | null
  trouble: string | null
}

export const projectColumns = `p.id, p.connection_id, c.name as connection, c.platform,
  p.external_id, p.name, p.full_name, p.description, p.visibility, p.avatar_url, p.default_branch,
  p.web_url, p.last_activity_at, p.archived, p.listed, p.filled_at, p.refreshed_at, p.trouble`

/** Projects as `p`, with their connections as `c`. */
export const projectTables =
  'pipelines_projects p join pipelines_connections c on c.id = p.connection_id'

export const toTrouble = (text: string | null): Trouble | null =>
  text === null ? null : (JSON.parse(text) as Trouble)

export const toProject = (row: ProjectRow): Project => ({
  id: row.id as ProjectId,
  connectionId: row.connection_id as ConnectionId,
  connection: row.connection,
  platform: row.platform,
  externalId: row.external_id,
  name: row.name,
  fullName: row.full_name,
  description: row.description,
  visibility: row.visibility as Visibility | null,
  avatarUrl: row.avatar_url,
  defaultBranch: row.default_branch,
  webUrl: row.web_url,
  lastActivityAt: row.last_activity_at,
  archived: row.archived === 1,
  listed: row.listed === 1,
  filledAt: row.filled_at,
  refreshedAt: row.refreshed_at,
  trouble: toTrouble(row.trouble),
})

/** A run beside something else, from a left join: `null` everywhere where there is none. */
export type MarkRow = Row & {
  mark_id: number | null
  mark_status: string | null
  mark_title: string | null
  mark_number: number | null
  mark_attempt: number | null
  mark_branch: string | null
  mark_sha: string | null
  mark_author: string | null
  mark_message: string | null
  mark_web_url: string | null
  mark_created_at: number | null
  mark_started_at: number | null
  mark_finished_at: number | null
  mark_duration_ms: number | null
}

/** Of runs as `m`. */
export const markColumns = [
  'id',
  'status',
  'title',
  'number',
  'attempt',
  'branch',
  'sha',
  'author',
  'message',
  'web_url',
  'created_at',
  'started_at',
  'finished_at',
  'duration_ms',
]
  .map((column) => `m.${column} as mark_${column}`)
  .join(', ')

export function toMark(row: MarkRow): RunMark | null {
  if (row.mark_id === null || row.mark_created_at === null) return null
  return {
    id: row.mark_id as RunId,
    status: row.mark_status as RunStatus,
    title: row.mark_title,
    number: row.mark_number,
    attempt: row.mark_attempt ?? 1,
    branch: row.mark_branch,
    sha: row.mark_sha,
    author: row.mark_author,
    message: row.mark_message,
    webUrl: row.mark_web_url,
    createdAt: row.mark_created_at,
    startedAt: row.mark_started_at,
    finishedAt: row.mark_finished_at,
    durationMs: row.mark_duration_ms,
  }
}

export type ProjectViewRow = ProjectRow &
  MarkRow & { status: string; recent: string; active: number }

export const viewColumns = `${projectColumns}, p.status, p.recent, p.active, ${markColumns}`

/** Projects as `p`, their connections as `c`, the runs that their status is about as `m`. */
export const viewTables = `${projectTables} left join pipelines_runs m on m.id = p.latest_run_id`

export const toStatuses = (words: string): readonly RunStatus[] =>
  words === '' ? [] : (words.split(',') as RunStatus[])

export const toProjectView = (row: ProjectViewRow): ProjectView => ({
  ...toProject(row),
  status: row.status as RunStatus,
  latest: toMark(row),
  recent: toStatuses(row.recent),
  active: row.active === 1,
})

export type RunRow = Row & {
  id: number
  project_id: number
  external_id: string
  attempt: number
  number: number | null
  title: string | null
  status: string
  raw_status: string
  ref: string | null
  branch: string | null
  sha: string | null
  author: string | null
  message: string | null
  cause: string | null
  web_url: string | null
  created_at: number
  started_at: number | null
  finished_at: number | null
  duration_ms: number | null
  queued_ms: number | null
  source_time: number
  parent_project: string | null
  parent_run: string | null
  partial: number
  superseded: number
  seen_at: number
}

/** Of runs as `r`. */
export const runColumns = `r.id, r.project_id, r.external_id, r.attempt, r.number, r.title, r.status,
  r.raw_status, r.ref, r.branch, r.sha, r.author, r.message, r.cause, r.web_url, r.created_at,
  r.started_at, r.finished_at, r.duration_ms, r.queued_ms, r.source_time, r.parent_project,
  r.parent_run, r.partial, r.superseded, r.seen_at`

export const toRun = (row: RunRow): Run => ({
  id: row.id as RunId,
  projectId: row.project_id as ProjectId,
  externalId: row.external_id,
  attempt: row.attempt,
  number: row.number,
  title: row.title,
  status: row.status as RunStatus,
  rawStatus: row.raw_status,
  ref: row.ref,
  branch: row.branch,
  sha: row.sha,
  author: row.author,
  message: row.message,
  trigger: row.cause,
  webUrl: row.web_url,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  durationMs: row.duration_ms,
  queuedMs: row.queued_ms,
  sourceTime: row.source_time,
  parent: row.parent_run === null ? null : { project: row.parent_project, run: row.parent_run },
  partial: row.partial === 1,
  superseded: row.superseded === 1,
  seenAt: row.seen_at,
})

export type JobRow = Row & {
  run_id: number
  external_id: string
  name: string
  stage: string | null
  status: string
  raw_status: string
  started_at: number | null
  finished_at: number | null
  duration_ms: number | null
  queued_ms: number | null
  web_url: string | null
  allow_failure: number
  downstream: string | null
}

/** Of jobs as `j`. Their order is `j.position`. */
export const jobColumns = `j.run_id, j.external_id, j.name, j.stage, j.status, j.raw_status,
  j.started_at, j.finished_at, j.duration_ms, j.queued_ms, j.web_url, j.allow_failure, j.downstream`

export const toJob = (row: JobRow): Job => ({
  runId: row.run_id as RunId,
  externalId: row.external_id,
  name: row.name,
  stage: row.stage,
  status: row.status as RunStatus,
  rawStatus: row.raw_status,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  durationMs: row.duration_ms,
  queuedMs: row.queued_ms,
  webUrl: row.web_url,
  allowFailure: row.allow_failure === 1,
  downstream:
    row.downstream === null ? null : (JSON.parse(row.downstream) as FoundJob['downstream']),
})

export type BranchRow = MarkRow & {
  project_id: number
  name: string
  sha: string | null
  author: string | null
  message: string | null
  committed_at: number | null
  is_default: number
  web_url: string | null
  seen_at: number
}

/** Of branches as `b`. */
export const branchColumns = `b.project_id, b.name, b.sha, b.author, b.message, b.committed_at,
  b.is_default, b.web_url, b.seen_at`

/** With the branch's newest run as `m`. */
export const toBranch = (row: BranchRow): Branch => ({
  projectId: row.project_id as ProjectId,
  name: row.name,
  sha: row.sha,
  author: row.author,
  message: row.message,
  committedAt: row.committed_at,
  isDefault: row.is_default === 1,
  webUrl: row.web_url,
  seenAt: row.seen_at,
  latest: toMark(row),
})

export type DeploymentRow = Row & {
  id: number
  project_id: number
  project: string
  external_id: string
  environment: string
  status: string
  raw_status: string
  ref: string | null
  sha: string | null
  author: string | null
  web_url: string | null
  created_at: number
  finished_at: number | null
  source_time: number
  run: string | null
  run_id: number | null
}

/**
 * Of deployments as `d`, their projects as `p`. The run that did it is the latest attempt of the one
 * that the platform names.
 */
export const deploymentColumns = `d.id, d.project_id, p.full_name as project, d.external_id,
  d.environment, d.status, d.raw_status, d.ref, d.sha, d.author, d.web_url, d.created_at,
  d.finished_at, d.source_time, d.run,
  (select r.id from pipelines_runs r where r.project_id = d.project_id and r.external_id = d.run
    order by r.attempt desc limit 1) as run_id`

export const toDeployment = (row: DeploymentRow): Deployment => ({
  id: row.id as DeploymentId,
  projectId: row.project_id as ProjectId,
  project: row.project,
  externalId: row.external_id,
  environment: row.environment,
  status: row.status as RunStatus,
  rawStatus: row.raw_status,
  ref: row.ref,
  sha: row.sha,
  author: row.author,
  webUrl: row.web_url,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
  sourceTime: row.source_time,
  run: row.run,
  runId: row.run_id === null ? null : (row.run_id as RunId),
})
