import type { ConnectionId } from '../../../kernel/index.ts'
import type { ProjectView } from '../../../modules/pipelines/index.ts'
import { countPhases, inOrder, type PhaseCounts, phaseOf } from './phase.ts'
import { allProjects, type CiQuery, type Grouping } from './query.ts'

/** Rows of a page at most. Whoever has more narrows the list. */
export const rowsMost = 1_000

export type ProjectGroup = {
  /** Empty where nothing is put together. */
  readonly name: string
  readonly projects: readonly ProjectView[]
  readonly counts: PhaseCounts
}

export type ProjectList = {
  readonly query: CiQuery
  /** Never empty ones. The first is the one with the worst project. */
  readonly groups: readonly ProjectGroup[]
  /** Projects that the query holds for, and those of them that are shown. */
  readonly total: number
  readonly shown: number
  /** Of those that hold for the rest of the query. */
  readonly counts: PhaseCounts
}

const ordered = new WeakMap<readonly ProjectView[], readonly ProjectView[]>()

/** The order of a list is found once. */
function inTheirOrder(projects: readonly ProjectView[]): readonly ProjectView[] {
  const known = ordered.get(projects)
  if (known !== undefined) return known
  const sorted = projects.toSorted(inOrder)
  ordered.set(projects, sorted)
  return sorted
}

export function listProjects(
  projects: readonly ProjectView[],
  query: CiQuery,
  most = rowsMost,
): ProjectList {
  const { status } = query
  const holds = filterOf(query)
  const meant = inTheirOrder(projects).filter(holds)
  const found = status === null ? meant : meant.filter((project) => phaseOf(project) === status)
  const shown = found.slice(0, most)
  return {
    query,
    groups: groupsOf(shown, query.group),
    total: found.length,
    shown: shown.length,
    counts: countPhases(meant),
  }
}

/** Whether a list that is not narrowed shows it. */
export const isShown = filterOf(allProjects)

/** All of a query but the status. */
function filterOf(query: CiQuery): (project: ProjectView) => boolean {
  const { platform, connection, archived } = query
  const [q, branch, author] = [query.q, query.branch, query.author].map((text) =>
    text.toLowerCase(),
  )
  return (project) =>
    (archived || (project.listed && !project.archived)) &&
    (platform === '' || project.platform === platform) &&
    (connection === null || project.connectionId === connection) &&
    has(project.latest?.branch, branch) &&
    has(project.latest?.author, author) &&
    hasAny(project, q)
}

const has = (text: string | null | undefined, part = ''): boolean =>
  part === '' || text?.toLowerCase().includes(part) === true

const hasAny = ({ fullName, latest }: ProjectView, part = ''): boolean =>
  has(fullName, part) ||
  has(latest?.branch, part) ||
  has(latest?.author, part) ||
  has(latest?.message, part)

const nameOf: Readonly<Record<Grouping, (project: ProjectView) => string>> = {
  none: () => '',
  connection: ({ connection }) => connection,
  owner: ({ fullName }) => ownerOf(fullName),
}

/** `acme` of `acme/shop`. One that stands in nothing has none. */
function ownerOf(fullName: string): string {
  const end = fullName.indexOf('/')
  return end === -1 ? '' : fullName.slice(0, end)
}

/** The projects come in order, so each group is in order, and so are the groups. */
function groupsOf(projects: readonly ProjectView[], grouping: Grouping): readonly ProjectGroup[] {
  return [...Map.groupBy(projects, nameOf[grouping])].map(([name, members]) => ({
    name,
    projects: members,
    counts: countPhases(members),
  }))
}

export type Choices = {
  readonly platforms: readonly string[]
  readonly connections: readonly { readonly id: ConnectionId; readonly name: string }[]
}

/** What a list can be narrowed to. */
export function choicesOf(projects: readonly ProjectView[]): Choices {
  const connections = new Map(projects.map((one) => [one.connectionId, one.connection]))
  return {
    platforms: [...new Set(projects.map(({ platform }) => platform))].sort(),
    connections: [...connections]
      .map(([id, name]) => ({ id, name }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}
