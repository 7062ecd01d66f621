import type { ProjectId } from '../../../../kernel/index.ts'
import {
  type RunStatus,
  recentRuns,
  type StandingRun,
  standingOf,
} from '../../../../modules/pipelines/index.ts'
import { all, flag, maybe, type Row, run, type Tx, type Value } from '../statement.ts'

/** A project's row, locked: whoever else would change its runs waits. */
export type TakenProject = {
  readonly id: ProjectId
  readonly connectionId: number
  readonly fullName: string
  readonly defaultBranch: string | null
  /** The columns that follow from its runs. */
  readonly standing: readonly [
    status: string,
    latestRunId: number | null,
    recent: string,
    active: number,
  ]
}

type TakenRow = Row & {
  connection_id: number
  full_name: string
  default_branch: string | null
  status: string
  latest_run_id: number | null
  recent: string
  active: number
}

export function* takeProject(id: ProjectId): Tx<TakenProject | null> {
  const row = yield* maybe<TakenRow>(
    `select connection_id, full_name, default_branch, status, latest_run_id, recent, active
      from pipelines_projects where id = ? /*pg for no key update*/`,
    id,
  )
  if (row === null) return null
  return {
    id,
    connectionId: row.connection_id,
    fullName: row.full_name,
    defaultBranch: row.default_branch,
    standing: [row.status, row.latest_run_id, row.recent, row.active],
  }
}

/** Makes the columns that follow from the runs anew. @returns whether they have changed. */
export function* restand(project: TakenProject): Tx<boolean> {
  const { id, defaultBranch, standing } = project
  const { status, run: latest } = standingOf(yield* candidates(id, defaultBranch), defaultBranch)
  const newest = yield* all<{ status: string }>(
    `select status from pipelines_runs where project_id = ? and superseded = 0
      order by created_at desc, id desc limit ${recentRuns}`,
    id,
  )
  const open = yield* maybe(
    `select 1 as found from pipelines_runs where project_id = ? and superseded = 0
      and status in ('pending', 'running', 'waiting') limit 1`,
    id,
  )
  const recent = newest.map((one) => one.status).join(',')
  const next = [status, latest?.id ?? null, recent, flag(open !== null)] as const
  if (next.every((value, i) => value === standing[i])) return false
  yield* run(
    `update pipelines_projects set status = ?, latest_run_id = ?, recent = ?, active = ?
      where id = ?`,
    ...next,
    id,
  )
  return true
}

type Candidate = StandingRun & { readonly id: number }

type CandidateRow = Row & {
  id: number
  status: string
  title: string | null
  branch: string | null
  sha: string | null
}

/** More workflows than that for one commit do not count. */
const candidatesMost = 100

function* candidates(id: ProjectId, defaultBranch: string | null): Tx<readonly Candidate[]> {
  if (defaultBranch !== null) {
    const own = yield* newestRuns('project_id = ? and branch = ?', id, defaultBranch)
    if (own.length > 0) return own
  }
  return yield* newestRuns('project_id = ?', id)
}

function* newestRuns(where: string, ...params: Value[]): Tx<readonly Candidate[]> {
  const rows = yield* all<CandidateRow>(
    `select id, status, title, branch, sha from pipelines_runs where ${where} and superseded = 0
      order by created_at desc, id desc limit ${candidatesMost}`,
    ...params,
  )
  return rows.map((row) => ({ ...row, status: row.status as RunStatus, superseded: false }))
}
