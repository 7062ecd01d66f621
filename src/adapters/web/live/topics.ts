import { type ProjectId, parseId, type ServiceId } from '../../../kernel/index.ts'
import {
  everything,
  type ListQuery,
  listParams,
  overviewSize,
  pageSize,
  parseListQuery,
} from '../board/index.ts'

/** The list that a tab shows. */
export type ListTopic = {
  /** The overview shows the worst, `/services` what its query asks for. */
  readonly place: 'overview' | 'services'
  readonly query: ListQuery
  /**
   * The rows on the page when the list is longer than one. `null`: the page shows all of the list,
   * and so takes new rows too.
   */
  readonly rows: ReadonlySet<ServiceId> | null
}

/** What a tab shows, and so what its stream carries. */
export type Topics = {
  /** The same for tabs that show the same: their frames are shared. */
  readonly key: string
  /** Counts and banner. */
  readonly health: boolean
  readonly list: ListTopic | null
  /** The service whose own page or form it is. */
  readonly detail: ServiceId | null
  /** Whose mark it follows: that of all projects, or of one. */
  readonly ci: CiTopic | null
}

export type CiTopic = 'all' | ProjectId

/** Rows that a page with this list shows at most. */
export const sizeOf = ({ place }: ListTopic): number =>
  place === 'overview' ? overviewSize : pageSize

const longest = 4_096

/**
 * Reads words with commas between them; what it does not know it leaves out.
 *
 * `health`: counts and banner. `top`: the overview's list. `svc`: the list of all services.
 * `list:status=down;sort=name`: a list of some. `svc:1.2.3`: the rows on the page, of a list that is
 * longer. `one:12`: the page of a service. `ci`: the mark of all projects, `ci:12` of one.
 */
export function parseTopics(text: string | undefined): Topics {
  const words = (text ?? 'health,svc').slice(0, longest).split(',')
  const health = words.includes('health')
  const list = parseList(words)
  const detail = parseId<ServiceId>(wordOf(words, 'one') ?? '')
  const ci = parseCi(words)
  return { key: topicsText({ health, list, detail, ci }), health, list, detail, ci }
}

const parseCi = (words: readonly string[]): CiTopic | null =>
  words.includes('ci') ? 'all' : parseId<ProjectId>(wordOf(words, 'ci') ?? '')

function wordOf(words: readonly string[], name: string): string | undefined {
  return words.find((word) => word.startsWith(`${name}:`))?.slice(name.length + 1)
}

function parseList(words: readonly string[]): ListTopic | null {
  const ids = wordOf(words, 'svc')
  const rows = ids === undefined ? null : parseRows(ids)
  if (words.includes('top')) return { place: 'overview', query: everything, rows }
  const params = wordOf(words, 'list')
  if (params !== undefined) return { place: 'services', query: parseParams(params), rows }
  if (rows === null && !words.includes('svc')) return null
  return { place: 'services', query: everything, rows }
}

/** At most what a page could show. */
const parseRows = (text: string): ReadonlySet<ServiceId> =>
  new Set(
    text
      .split('.')
      .slice(0, pageSize)
      .flatMap((id) => parseId<ServiceId>(id) ?? []),
  )

function parseParams(text: string): ListQuery {
  const params = new Map<string, string>()
  for (const param of text.split(';')) {
    const [name = '', value = ''] = param.split('=', 2)
    params.set(name, decoded(value))
  }
  return parseListQuery((name) => params.get(name))
}

/** Percent signs would be decoded on the way, and the other signs mean something in an address. */
const encoded = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%', '!')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('!', '%'))
  } catch {
    return ''
  }
}

/** Writes topics as `parseTopics` reads them, in signs that mean nothing else in an address. */
export function topicsText(topics: Partial<Omit<Topics, 'key'>>): string {
  const { health = false, list = null, detail = null, ci = null } = topics
  return [
    ...(health ? ['health'] : []),
    ...(list === null ? [] : listWords(list)),
    ...(detail === null ? [] : [`one:${detail}`]),
    ...(ci === null ? [] : [ci === 'all' ? 'ci' : `ci:${ci}`]),
  ].join(',')
}

function listWords({ place, query, rows }: ListTopic): string[] {
  const ids = rows === null ? [] : [`svc:${[...rows].sort((a, b) => a - b).join('.')}`]
  if (place === 'overview') return ['top', ...ids]
  const params = listParams(query).map(([name, value]) => `${name}=${encoded(value)}`)
  if (params.length > 0) return [`list:${params.join(';')}`, ...ids]
  return rows === null ? ['svc'] : ids
}
