import type { Page, PageRequest, ProjectId } from '../../../../kernel/index.ts'
import type { Branch, Deployment } from '../../../../modules/pipelines/index.ts'
import { all, type Tx } from '../statement.ts'
import {
  type BranchRow,
  branchColumns,
  type DeploymentRow,
  deploymentColumns,
  markColumns,
  toBranch,
  toDeployment,
} from './rows.ts'
import { countOf, every } from './runs-list.ts'

/** The default branch first, then those with the newest commits. */
const branchesText = `select ${branchColumns}, ${markColumns} from (
    select * from pipelines_branches where project_id = ?
    order by is_default desc, coalesce(committed_at, 0) desc, name limit ? offset ?) as b
  left join pipelines_runs m on m.id = (
    select r.id from pipelines_runs r where r.project_id = b.project_id and r.branch = b.name
    order by r.created_at desc, r.id desc limit 1)
  order by b.is_default desc, coalesce(b.committed_at, 0) desc, b.name`

export function* listBranches(id: ProjectId, { page, limit }: PageRequest): Tx<Page<Branch>> {
  const total = yield* countOf('pipelines_branches', {
    where: 'project_id = ?',
    params: [id],
  })
  const rows = yield* all<BranchRow>(branchesText, id, limit, (page - 1) * limit)
  return { items: rows.map(toBranch), total, page, limit }
}

type DeploymentQuery = { readonly projectId?: ProjectId; readonly environment?: string }
type Listed = Deployment & { readonly platform: string }

const deploymentsText = (where: string): string => `select ${deploymentColumns}, c.platform
  from (select d.* from pipelines_deployments d where ${where}
    order by d.created_at desc, d.id desc limit ? offset ?) as d
  join pipelines_projects p on p.id = d.project_id
  join pipelines_connections c on c.id = p.connection_id
  order by d.created_at desc, d.id desc`

/** Newest first. */
export function* listDeployments(
  { projectId, environment }: DeploymentQuery,
  { page, limit }: PageRequest,
): Tx<Page<Listed>> {
  const filter = every([
    projectId === undefined ? null : ['d.project_id = ?', projectId],
    environment === undefined ? null : ['d.environment = ?', environment],
  ])
  const total = yield* countOf('pipelines_deployments d', filter)
  const rows = yield* all<DeploymentRow & { platform: string }>(
    deploymentsText(filter.where),
    ...filter.params,
    limit,
    (page - 1) * limit,
  )
  const items = rows.map((row) => ({ ...toDeployment(row), platform: row.platform }))
  return { items, total, page, limit }
}
