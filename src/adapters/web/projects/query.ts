import { type ConnectionId, parseId } from '../../../kernel/index.ts'
import { searchOf } from '../board/index.ts'
import { type Phase, phases } from './phase.ts'

export const groupings = ['none', 'owner', 'connection'] as const
export type Grouping = (typeof groupings)[number]

/** Which projects a list shows, and how it puts them together. */
export type CiQuery = {
  /** Part of a name, a branch, an author or a message; case does not matter. Empty: any. */
  readonly q: string
  readonly platform: string
  readonly connection: ConnectionId | null
  readonly status: Phase | null
  /** Part of the name of the branch that the status is about, and of who made its commit. */
  readonly branch: string
  readonly author: string
  /** Archived ones, and those that their platform lists no more, are shown too. */
  readonly archived: boolean
  readonly group: Grouping
}

export const allProjects: CiQuery = {
  q: '',
  platform: '',
  connection: null,
  status: null,
  branch: '',
  author: '',
  archived: false,
  group: 'none',
}

/** Reads a query out of the parameters of an address. Whatever it does not know becomes the default. */
export const parseCiQuery = (textOf: (name: string) => string | undefined): CiQuery => ({
  q: searchOf(textOf('q') ?? ''),
  platform: searchOf(textOf('platform') ?? ''),
  connection: parseId<ConnectionId>(textOf('connection') ?? ''),
  status: phases.find((phase) => phase === textOf('status')) ?? null,
  branch: searchOf(textOf('branch') ?? ''),
  author: searchOf(textOf('author') ?? ''),
  archived: textOf('archived') === 'yes',
  group: groupings.find((grouping) => grouping === textOf('group')) ?? allProjects.group,
})

/** The query as it stands in an address: `?status=failed`, or nothing for all defaults. */
export function ciQueryText(query: Partial<CiQuery>): string {
  const { q, platform, connection, status, branch, author, archived, group } = {
    ...allProjects,
    ...query,
  }
  const params = [
    ['q', q],
    ['platform', platform],
    ['connection', connection ?? ''],
    ['status', status ?? ''],
    ['branch', branch],
    ['author', author],
    ['archived', archived ? 'yes' : ''],
    ['group', group === allProjects.group ? '' : group],
  ] as const
  const said = params.filter(([, value]) => value !== '')
  if (said.length === 0) return ''
  return `?${said.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}

/** Whether it leaves projects out that the whole list has. */
export const isNarrowed = (query: CiQuery): boolean =>
  ciQueryText({ ...query, group: allProjects.group, archived: false }) !== ''
