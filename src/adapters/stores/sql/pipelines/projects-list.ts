import type { Page, PageRequest, ProjectId } from '../../../../kernel/index.ts'
import {
  type ProjectQuery,
  type ProjectView,
  runStatuses,
  severityOf,
} from '../../../../modules/pipelines/index.ts'
import { all, maybe, type Tx } from '../statement.ts'
import {
  type ProjectViewRow,
  projectTables,
  toProjectView,
  viewColumns,
  viewTables,
} from './rows.ts'
import { countOf, every } from './runs-list.ts'

export function* findProjectView(id: ProjectId): Tx<ProjectView | null> {
  const row = yield* maybe<ProjectViewRow>(
    `select ${viewColumns} from ${viewTables} where p.id = ?`,
    id,
  )
  return row === null ? null : toProjectView(row)
}

const severity = `case p.status ${runStatuses
  .map((status) => `when '${status}' then ${severityOf(status)}`)
  .join(' ')} end`

/** What stands anywhere in a text, letter for letter. */
const containing = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`

/** Worst first, then by name. */
export function* listProjects(
  query: ProjectQuery,
  { page, limit }: PageRequest,
): Tx<Page<ProjectView>> {
  const { text, platform, status, connectionId } = query
  const filter = every([
    text === undefined || text === ''
      ? null
      : [`pharos_lower(p.full_name) like ? escape '\\'`, containing(text)],
    platform === undefined ? null : ['c.platform = ?', platform],
    status === undefined ? null : ['p.status = ?', status],
    connectionId === undefined ? null : ['p.connection_id = ?', connectionId],
  ])
  const total = yield* countOf(projectTables, filter)
  const rows = yield* all<ProjectViewRow>(
    `select ${viewColumns} from ${viewTables} where ${filter.where}
      order by ${severity}, p.full_name_key, p.id limit ? offset ?`,
    ...filter.params,
    limit,
    (page - 1) * limit,
  )
  return { items: rows.map(toProjectView), total, page, limit }
}
