import type { ProjectId } from '../../../../kernel/index.ts'
import {
  coverRange,
  type DayRange,
  figuresOf,
  type ProjectFigures,
  type ProjectSums,
  type Ranking,
  type RunTotals,
  rank,
  type Statistics,
  type StatisticsQuery,
  splitRange,
  sumTotals,
} from '../../../../modules/pipelines/index.ts'
import { all, marks, type Row, type Tx, type Value } from '../statement.ts'
import { type TotalsRow, toTotals, totalsOf } from './rollup-rows.ts'
import { every, type Filter } from './runs-list.ts'

/** From roll-ups alone: no run is read. What is behind (`pipelines_behind`) is not in it yet. */
export function* statisticsOf(query: StatisticsQuery): Tx<Statistics> {
  const { from, to } = query
  const scopes = yield* scopesOf(query)
  const rows = (yield* daysIn(scopes, query)).map((row) => ({
    day: row.bucket,
    platform: scopes.get(row.scope) ?? '',
    totals: toTotals(row),
  }))
  const days = Map.groupBy(rows, ({ day }) => day)
  const platforms = Map.groupBy(rows, ({ platform }) => platform)
  const ranking = rank(yield* sumsOf(query))
  return {
    from,
    to,
    totals: figuresOf(sumOf(rows)),
    days: Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => ({
      ...figuresOf(sumOf(days.get(from + i) ?? [])),
      day: from + i,
    })),
    platforms: [...platforms]
      .map(([platform, some]) => ({ ...figuresOf(sumOf(some)), platform }))
      .sort((a, b) => b.total - a.total || (a.platform < b.platform ? -1 : 1)),
    ...(yield* named(ranking, query)),
  }
}

const sumOf = (rows: readonly { readonly totals: RunTotals }[]): RunTotals =>
  sumTotals(rows.map(({ totals }) => totals))

/** The scopes whose days add up to what is asked for, each with its platform. */
function* scopesOf(query: StatisticsQuery): Tx<ReadonlyMap<number, string>> {
  const scope = query.projectId === undefined ? '-c.id' : 'p.id'
  const { where, params } = every([
    query.connectionId === undefined ? null : ['c.id = ?', query.connectionId],
    query.projectId === undefined ? null : ['p.id = ?', query.projectId],
  ])
  const rows = yield* all<{ scope: number; platform: string }>(
    `select ${scope} as scope, c.platform from pipelines_connections c
      ${query.projectId === undefined ? '' : 'join pipelines_projects p on p.connection_id = c.id'}
      where ${where}`,
    ...params,
  )
  return new Map(rows.map((row) => [row.scope, row.platform]))
}

type RollupRow = TotalsRow & { scope: number; bucket: number }

/** Days are told one by one, so whole months would save nothing here. */
function* daysIn(
  scopes: ReadonlyMap<number, string>,
  { from, to }: DayRange,
): Tx<readonly RollupRow[]> {
  if (scopes.size === 0) return []
  return yield* all<RollupRow>(
    `select r.scope, r.bucket, ${totalsOf('r')} from pipelines_rollups r
      where r.level = 'd' and r.scope in (${marks(scopes.size)}) and r.bucket between ? and ?`,
    ...scopes.keys(),
    from,
    to,
  )
}

type SumsRow = Row & {
  scope: number
  success: number
  warning: number
  failed: number
  canceled: number
  skipped: number
  open: number
  duration_count: number
  duration_sum: number
}

const compared = [
  'success',
  'warning',
  'failed',
  'canceled',
  'skipped',
  'open',
  'duration_count',
  'duration_sum',
] as const

/** A query, and its parameters. */
type Parts = { readonly text: string; readonly params: readonly Value[] }

/** A range at one level, and the columns that are read of it. */
type Part = { readonly level: 'm' | 'd'; readonly range: DayRange; readonly columns: string }

/** Months and days of roll-ups, as one table. */
const partsOf = (parts: readonly Part[], scopes: Filter): Parts => ({
  text: parts
    .map(
      ({ level, columns }) =>
        `select r.scope, ${columns} from pipelines_rollups r
          where ${scopes.where} and r.level = '${level}' and r.bucket between ? and ?`,
    )
    .join(' union all '),
  params: parts.flatMap(({ range }) => [...scopes.params, range.from, range.to]),
})

/** Those that make up a range; some of them are taken away. */
function signedParts(range: DayRange): readonly Part[] {
  const { months, plus, minus } = coverRange(range)
  const columns = compared.join(', ')
  const taken = compared.map((column) => `-${column} as ${column}`).join(', ')
  return [
    ...(months === null ? [] : [{ level: 'm', range: months, columns } as const]),
    ...plus.map((part) => ({ level: 'd', range: part, columns }) as const),
    ...minus.map((part) => ({ level: 'd', range: part, columns: taken }) as const),
  ]
}

function projectScopes({ projectId, connectionId }: StatisticsQuery): Filter {
  const ofConnection = 'select id from pipelines_projects where connection_id = ?'
  return every([
    // The plus has the index over time walked along, not a thousand leaps in the key.
    projectId === undefined ? ['+r.scope > 0'] : ['r.scope = ?', projectId],
    connectionId === undefined ? null : [`+r.scope in (${ofConnection})`, connectionId],
  ])
}

/** What the projects are compared by, without the bins, which are read of the foremost alone. */
function* sumsOf(query: StatisticsQuery): Tx<readonly ProjectSums[]> {
  const parts = partsOf(signedParts(query), projectScopes(query))
  if (parts.text === '') return []
  const sums = compared.map((column) => `cast(sum(${column}) as bigint) as ${column}`).join(', ')
  const rows = yield* all<SumsRow>(
    `select s.* from (select scope, ${sums} from (${parts.text}) as parts group by scope) as s
      join pipelines_projects p on p.id = s.scope
      join pipelines_connections c on c.id = p.connection_id`,
    ...parts.params,
  )
  return rows.map(({ scope, duration_count, duration_sum, ...counts }) => ({
    ...counts,
    projectId: scope as ProjectId,
    durationCount: duration_count,
    durationSumMs: duration_sum,
  }))
}

type Ranked = Pick<Statistics, 'mostActive' | 'slowest' | 'mostFailing'>

/** The foremost projects with their names and all their figures. */
function* named(ranking: Ranking, range: DayRange): Tx<Ranked> {
  const ids = [...new Set(Object.values(ranking).flat())]
  const figures = new Map<ProjectId, ProjectFigures>()
  if (ids.length > 0) {
    const parts = yield* partsOfProjects(ids, range)
    const rows = yield* all<{ id: number; full_name: string; platform: string }>(
      `select p.id, p.full_name, c.platform from pipelines_projects p
        join pipelines_connections c on c.id = p.connection_id where p.id in (${marks(ids.length)})`,
      ...ids,
    )
    for (const { id, full_name, platform } of rows) {
      const projectId = id as ProjectId
      const sums = figuresOf(sumTotals((parts.get(id) ?? []).map(toTotals)))
      figures.set(projectId, { ...sums, projectId, fullName: full_name, platform })
    }
  }
  const told = (chosen: readonly ProjectId[]) =>
    chosen.flatMap((id): readonly ProjectFigures[] => {
      const known = figures.get(id)
      return known === undefined ? [] : [known]
    })
  return {
    mostActive: told(ranking.mostActive),
    slowest: told(ranking.slowest),
    mostFailing: told(ranking.mostFailing),
  }
}

type PartRow = TotalsRow & { scope: number }

function* partsOfProjects(
  ids: readonly ProjectId[],
  range: DayRange,
): Tx<ReadonlyMap<number, readonly PartRow[]>> {
  const scopes: Filter = { where: `r.scope in (${marks(ids.length)})`, params: ids }
  const { months, days } = splitRange(range)
  const columns = totalsOf('r')
  const parts: readonly Part[] = [
    ...(months === null ? [] : [{ level: 'm', range: months, columns } as const]),
    ...days.map((part) => ({ level: 'd', range: part, columns }) as const),
  ]
  const { text, params } = partsOf(parts, scopes)
  return Map.groupBy(yield* all<PartRow>(text, ...params), ({ scope }) => scope)
}
