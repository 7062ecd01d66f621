import type { ProjectId } from '../../../../kernel/index.ts'
import type { Deployment, EnvironmentCell } from '../../../../modules/pipelines/index.ts'
import { all, chunks, marks, type Row, type Tx } from '../statement.ts'
import { type DeploymentRow, deploymentColumns, toDeployment } from './rows.ts'

/** Environments that are looked at: platforms that make one for each branch have thousands. */
const cellsMost = 5_000
/** Environments that are told of one project, those with the newest deployments. */
const cellsOfProject = 20

type ProjectEnvironments = {
  readonly projectId: ProjectId
  readonly project: string
  readonly cells: readonly EnvironmentCell[]
}

const newestOf = (condition: string): string => `(select d.id from pipelines_deployments d
    where d.project_id = cells.project_id and d.environment = cells.environment ${condition}
    order by d.created_at desc, d.id desc limit 1)`

/**
 * Leaps from one environment to the next along the index, and from each to its newest deployments:
 * the many others are not read.
 */
const cellsText = `with recursive cells(project_id, environment) as (
    select first.project_id, first.environment from (
      select project_id, environment from pipelines_deployments
      order by project_id, environment limit 1) as first
    union all
    select d.project_id, d.environment from cells join pipelines_deployments d on d.id = (
      select n.id from pipelines_deployments n
      where (n.project_id, n.environment) > (cells.project_id, cells.environment)
      order by n.project_id, n.environment limit 1))
  select project_id, ${newestOf('')} as latest,
    ${newestOf(`and d.status in ('success', 'warning')`)} as success
  from cells limit ?`

type CellRow = Row & { project_id: number; latest: number; success: number | null }

/** Projects with the newest deployments first, `limit` of them; their environments by name. */
export function* environmentsOf(limit: number): Tx<readonly ProjectEnvironments[]> {
  const rows = yield* all<CellRow>(cellsText, cellsMost)
  const deployments = yield* deploymentsOf(
    rows.flatMap(({ latest, success }) => (success === null ? [latest] : [latest, success])),
  )
  const projects = new Map<ProjectId, ProjectEnvironments>()
  const cells = rows
    .flatMap(({ latest, success }) =>
      toCell(deployments.get(latest), deployments.get(success ?? 0)),
    )
    .sort((a, b) => b.latest.createdAt - a.latest.createdAt || b.latest.id - a.latest.id)
  for (const cell of cells) {
    const { projectId, project } = cell.latest
    const known = projects.get(projectId) ?? { projectId, project, cells: [] }
    if (known.cells.length >= cellsOfProject) continue
    projects.set(projectId, { ...known, cells: [...known.cells, cell] })
  }
  return [...projects.values()].slice(0, limit).map((one) => ({
    ...one,
    cells: one.cells.toSorted((a, b) => (a.environment < b.environment ? -1 : 1)),
  }))
}

const toCell = (
  latest: Deployment | undefined,
  lastSuccess: Deployment | undefined,
): readonly EnvironmentCell[] =>
  latest === undefined
    ? []
    : [{ environment: latest.environment, latest, lastSuccess: lastSuccess ?? null }]

function* deploymentsOf(ids: readonly number[]): Tx<ReadonlyMap<number, Deployment>> {
  const found = new Map<number, Deployment>()
  for (const some of chunks([...new Set(ids)])) {
    const rows = yield* all<DeploymentRow>(
      `select ${deploymentColumns} from pipelines_deployments d
        join pipelines_projects p on p.id = d.project_id where d.id in (${marks(some.length)})`,
      ...some,
    )
    for (const row of rows) found.set(row.id, toDeployment(row))
  }
  return found
}
