import type { Page, PageRequest } from '../../../../kernel/index.ts'
import type { Run, RunQuery } from '../../../../modules/pipelines/index.ts'
import { all, chunks, marks, one, type Tx, type Value } from '../statement.ts'
import { type RunRow, runColumns, toRun } from './rows.ts'

/** A condition and its parameters. */
export type Filter = { readonly where: string; readonly params: readonly Value[] }

/** All of these conditions; those of what is not asked for are `null`. */
export function every(conditions: readonly (readonly [string, ...Value[]] | null)[]): Filter {
  const asked = conditions.filter((condition) => condition !== null)
  return {
    where: asked.length === 0 ? '1 = 1' : asked.map(([text]) => text).join(' and '),
    params: asked.flatMap(([, ...params]) => params),
  }
}

/** So far are lists counted: nobody pages further, and to count a million costs more than to list them. */
const countedMost = 10_000

export function* countOf(from: string, { where, params }: Filter): Tx<number> {
  const { total } = yield* one<{ total: number }>(
    `select count(*) as total from (select 1 as one from ${from} where ${where} limit ?) as found`,
    ...params,
    countedMost,
  )
  return total
}

/**
 * Runs as `r`. Those that are not over are few, and have an index with no others, which SQLite
 * leaves aside unless it is shown nothing else.
 */
const runsAs = ({ status }: RunQuery): string =>
  status === 'pending' || status === 'running' || status === 'waiting'
    ? `(with open as materialized (
        select id, project_id, branch, status, superseded, created_at from pipelines_runs
        where status in ('pending', 'running', 'waiting')) select * from open) as r`
    : 'pipelines_runs r'

/**
 * The runs of a connection are found on the walk over all of them: PostgreSQL and SQLite would else
 * read and sort all that its projects have. The plus keeps them from that.
 */
const runFilter = (query: RunQuery): Filter =>
  every([
    query.projectId === undefined ? null : ['r.project_id = ?', query.projectId],
    query.connectionId === undefined
      ? null
      : [
          '+r.project_id in (select id from pipelines_projects where connection_id = ?)',
          query.connectionId,
        ],
    query.branch === undefined ? null : ['r.branch = ?', query.branch],
    query.status === undefined ? null : ['r.status = ?', query.status],
    query.latestAttempts === true ? ['r.superseded = 0'] : null,
  ])

/** A branch without its project is counted project by project: the index of branches begins with those. */
const seeking = ({ branch, projectId }: RunQuery, { where, params }: Filter): Filter =>
  branch === undefined || projectId !== undefined
    ? { where, params }
    : { where: `${where} and r.project_id in (select id from pipelines_projects)`, params }

/** `total` counts up to `countedMost`. */
export function* listRuns(query: RunQuery, { page, limit }: PageRequest): Tx<Page<Run>> {
  const from = runsAs(query)
  const filter = runFilter(query)
  const offset = (page - 1) * limit
  const total = yield* countOf(from, seeking(query, filter))
  if (total <= offset && total < countedMost) return { items: [], total, page, limit }
  // Walks along an index that has all that is asked of a run.
  const found = yield* all<{ id: number }>(
    `select r.id from ${from} where ${filter.where}
      order by r.created_at desc, r.id desc limit ? offset ?`,
    ...filter.params,
    limit,
    offset,
  )
  const rows = new Map<number, RunRow>()
  for (const some of chunks(found.map(({ id }) => id))) {
    const part = yield* all<RunRow>(
      `select ${runColumns} from pipelines_runs r where r.id in (${marks(some.length)})`,
      ...some,
    )
    for (const row of part) rows.set(row.id, row)
  }
  const items = found.flatMap(({ id }) => {
    const row = rows.get(id)
    return row === undefined ? [] : [toRun(row)]
  })
  return { items, total, page, limit }
}
