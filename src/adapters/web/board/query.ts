import { parseTag } from '../../../modules/services/index.ts'

/** Statuses of a service, and the groups in which the counts put them together. */
export const statusChoices = [
  'down',
  'degraded',
  'unknown',
  'up',
  'paused',
  'healthy',
  'unhealthy',
  'timeout',
] as const
export type StatusChoice = (typeof statusChoices)[number]

/** The direction in which each order is asked for first: worst, A, slowest and latest stand on top. */
export const sorts = { worst: 'desc', name: 'asc', response: 'desc', checked: 'desc' } as const
export type Sort = keyof typeof sorts
export type Direction = 'asc' | 'desc'

/** Which services a list shows: those that hold for all of these. */
export type ListFilter = {
  /** Part of a name, an address or a tag; case does not matter. Empty: any. */
  readonly q: string
  readonly status: StatusChoice | null
  readonly tag: string | null
}

/** Which services a list shows, in which order, and which page of them. */
export type ListQuery = ListFilter & {
  readonly sort: Sort
  readonly dir: Direction
  /** From 1. */
  readonly page: number
}

export const everything: ListQuery = {
  q: '',
  status: null,
  tag: null,
  sort: 'worst',
  dir: 'desc',
  page: 1,
}

export const searchLongest = 100

/** Reads a query out of the parameters of an address. Whatever it does not know becomes the default. */
export function parseListQuery(textOf: (name: string) => string | undefined): ListQuery {
  // A form has one field for both: `sort=name.desc`.
  const [sortText = '', dirText = textOf('dir')] = (textOf('sort') ?? '').split('.', 2)
  const sort = isSort(sortText) ? sortText : everything.sort
  return {
    q: searchOf(textOf('q') ?? ''),
    status: statusChoices.find((choice) => choice === textOf('status')) ?? null,
    tag: parseTag(textOf('tag') ?? ''),
    sort,
    dir: dirText === 'asc' || dirText === 'desc' ? dirText : sorts[sort],
    page: pageOf(textOf('page')),
  }
}

const isSort = (text: string): text is Sort => Object.hasOwn(sorts, text)

/** One line of whole characters, without the spaces around it. */
export const searchOf = (text: string): string =>
  [
    ...text
      .toWellFormed()
      .replace(/\p{Cc}/gu, ' ')
      .trim(),
  ]
    .slice(0, searchLongest)
    .join('')
    .trim()

/** A page number from an address, from 1; anything else is the first page. */
const pageOf = (text: string | undefined): number =>
  text !== undefined && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 1

/** The parameters of a query in their one order, the defaults left out. */
export function listParams(query: Partial<ListQuery>): [name: string, value: string][] {
  const { q, status, tag, sort, page } = { ...everything, ...query }
  const dir = query.dir ?? sorts[sort]
  const params: [string, string | null][] = [
    ['q', q],
    ['status', status],
    ['tag', tag],
    ['sort', sort === everything.sort ? null : sort],
    ['dir', dir === sorts[sort] ? null : dir],
    ['page', page === 1 ? null : String(page)],
  ]
  return params.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]]))
}

/** The query as it stands in an address: `status=down&sort=name`, or nothing for all defaults. */
export const listText = (query: Partial<ListQuery>): string =>
  listParams(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')

export const isFiltered = ({ q, status, tag }: ListFilter): boolean =>
  q !== '' || status !== null || tag !== null
