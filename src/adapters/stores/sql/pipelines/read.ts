import type { RunId } from '../../../../kernel/index.ts'
import type { Job, PipelineReader, Run, RunDetail } from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, maybe, one, type Tx } from '../statement.ts'
import { listBranches, listDeployments } from './around-list.ts'
import { environmentsOf } from './environments.ts'
import { insightsOf } from './insights.ts'
import { findProjectView, listProjects } from './projects-list.ts'
import { type JobRow, jobColumns, type RunRow, runColumns, toJob, toRun } from './rows.ts'
import { listRuns } from './runs-list.ts'
import { statisticsOf } from './statistics.ts'

export const createPipelineReader = (driver: Driver): PipelineReader => ({
  project: (id) => driver.read(() => findProjectView(id)),
  projects: (query, page) => driver.read(() => listProjects(query, page)),
  runs: (query, page) => driver.read(() => listRuns(query, page)),
  run: (id) => driver.read(() => runDetail(id)),
  jobs: (id) => driver.read(() => jobsOf(id)),
  branches: (id, page) => driver.read(() => listBranches(id, page)),
  deployments: (query, page) => driver.read(() => listDeployments(query, page)),
  environments: (limit) => driver.read(() => environmentsOf(limit)),
  statistics: (query) => driver.read(() => statisticsOf(query)),
  async edition() {
    const { edition } = await driver.read(() =>
      one<{ edition: number }>('select edition from pipelines_calendar where one = 1'),
    )
    return edition
  },
  insights: (id, since, until) => driver.read(() => insightsOf({ id, since, until })),
})

function* jobsOf(id: RunId): Tx<readonly Job[] | null> {
  const run = yield* maybe<{ jobs_at: number | null }>(
    'select jobs_at from pipelines_runs where id = ?',
    id,
  )
  if (run === null || run.jobs_at === null) return null
  const rows = yield* all<JobRow>(
    `select ${jobColumns} from pipelines_jobs j where j.run_id = ? order by j.position`,
    id,
  )
  return rows.map(toJob)
}

function* runDetail(id: RunId): Tx<RunDetail | null> {
  const row = yield* maybe<RunRow>(`select ${runColumns} from pipelines_runs r where r.id = ?`, id)
  if (row === null) return null
  const run = toRun(row)
  const project = yield* findProjectView(run.projectId)
  if (project === null) return null
  const here = { run, connectionId: project.connectionId, project: project.externalId }
  return {
    run,
    project,
    attempts: yield* attemptsOf(run),
    jobs: yield* jobsOf(id),
    children: yield* childrenOf(here),
    parent: yield* parentOf(here),
  }
}

/** Of lists that nobody has seen the end of. */
const most = 200

function* attemptsOf({ projectId, externalId }: Run): Tx<readonly Run[]> {
  const rows = yield* all<RunRow>(
    `select ${runColumns} from pipelines_runs r where r.project_id = ? and r.external_id = ?
      order by r.attempt desc limit ?`,
    projectId,
    externalId,
    most,
  )
  return rows.map(toRun)
}

type Here = {
  readonly run: Run
  readonly connectionId: number
  /** The platform's id of the run's project. */
  readonly project: string
}

const childrenText = `select ${runColumns} from pipelines_runs r
  join pipelines_projects p on p.id = r.project_id
  where r.parent_run = ? and p.connection_id = ?
    and (r.parent_project is null or r.parent_project = ?)
  order by r.created_at, r.id limit ?`

function* childrenOf({ run, connectionId, project }: Here): Tx<readonly Run[]> {
  const rows = yield* all<RunRow>(childrenText, run.externalId, connectionId, project, most)
  return rows.map(toRun)
}

const parentText = (where: string): string => `select ${runColumns} from pipelines_projects p
  join pipelines_runs r on r.project_id = p.id and r.external_id = ?
  where p.connection_id = ? and ${where} order by r.attempt desc limit 1`

/** The latest attempt. Where the platform names no project, the run's own comes first. */
function* parentOf({ run, connectionId }: Here): Tx<Run | null> {
  if (run.parent === null) return null
  const { project, run: id } = run.parent
  const row =
    project === null
      ? ((yield* maybe<RunRow>(parentText('p.id = ?'), id, connectionId, run.projectId)) ??
        (yield* maybe<RunRow>(parentText('p.id <> ?'), id, connectionId, run.projectId)))
      : yield* maybe<RunRow>(parentText('p.external_id = ?'), id, connectionId, project)
  return row === null ? null : toRun(row)
}
