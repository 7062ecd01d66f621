import type { Seq } from '../../../kernel/index.ts'
import {
  type Counts,
  countFor,
  type Direction,
  isFiltered,
  type ListFilter,
  type ListQuery,
  listText,
  type Sort,
  type StatusChoice,
  searchLongest,
  sorts,
} from '../board/index.ts'
import { paths } from '../paths.ts'
import { plain } from './age.tsx'
import { amountText } from './amount.ts'
import { hx } from './hx.ts'
import { Icon, type IconName } from './icon.tsx'

/** The address of a list, the same for the same list. */
export function listPath(query: Partial<ListQuery>): string {
  const params = listText(query)
  return params === '' ? paths.services : `${paths.services}?${params}`
}

const statusWords: Record<StatusChoice, { readonly word: string; readonly icon: IconName }> = {
  down: { word: 'Down', icon: 'down' },
  degraded: { word: 'Degraded', icon: 'warning' },
  unknown: { word: 'No data', icon: 'unknown' },
  up: { word: 'Operational', icon: 'check' },
  paused: { word: 'Paused', icon: 'paused' },
  healthy: { word: 'Healthy', icon: 'check' },
  unhealthy: { word: 'Unhealthy', icon: 'down' },
  timeout: { word: 'Timeout', icon: 'down' },
}

/** Always there; the groups of the overview's figures only while one of them is chosen. */
const offered: readonly StatusChoice[] = ['down', 'degraded', 'unknown', 'up', 'paused']

type StatusesProps = {
  readonly query: ListQuery
  /** Of the services that hold for the rest of the filter. */
  readonly counts: Counts
  readonly seq: Seq
}

/** Each status with how many services have it: the way to them. */
export const Statuses = ({ query, counts, seq }: StatusesProps) => {
  const { status: chosen } = query
  const others = chosen === null || offered.includes(chosen) ? [] : [chosen]
  return (
    <nav id="services-statuses" class="facets" data-rev={seq} aria-label="Filter by status">
      <ul>
        <li>
          <a {...facetLink({ ...query, status: null }, chosen === null)}>
            All <b>{amountText(counts.total)}</b>
          </a>
        </li>
        {[...offered, ...others].map((status) => (
          <li class={status}>
            <a
              {...facetLink({ ...query, status }, status === chosen)}
              data-some={countFor(counts, status) > 0 ? 'true' : 'false'}
            >
              <Icon name={statusWords[status].icon} />
              {statusWords[status].word} <b>{amountText(countFor(counts, status))}</b>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const facetLink = (query: ListQuery, isChosen: boolean) => ({
  href: listPath({ ...query, page: 1 }),
  'aria-current': isChosen ? ('true' as const) : undefined,
})

type TagsProps = {
  readonly query: ListQuery
  readonly tags: readonly string[]
  readonly seq: Seq
}

export const TagLinks = ({ query, tags, seq }: TagsProps) => {
  const { tag: chosen } = query
  const shown = chosen === null || tags.includes(chosen) ? tags : [...tags, chosen]
  return (
    <nav
      id="services-tags"
      class="facets tags"
      data-rev={seq}
      aria-label="Filter by tag"
      hidden={shown.length === 0}
    >
      <ul>
        <li>
          <a {...facetLink({ ...query, tag: null }, chosen === null)}>All tags</a>
        </li>
        {shown.map((tag) => (
          <li>
            <a {...facetLink({ ...query, tag }, tag === chosen)}>{plain(tag)}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const orders: readonly { sort: Sort; dir: Direction; word: string }[] = [
  { sort: 'worst', dir: 'desc', word: 'Worst first' },
  { sort: 'worst', dir: 'asc', word: 'Best first' },
  { sort: 'name', dir: 'asc', word: 'Name, A to Z' },
  { sort: 'name', dir: 'desc', word: 'Name, Z to A' },
  { sort: 'response', dir: 'desc', word: 'Slowest first' },
  { sort: 'response', dir: 'asc', word: 'Fastest first' },
  { sort: 'checked', dir: 'desc', word: 'Latest check first' },
  { sort: 'checked', dir: 'asc', word: 'Oldest check first' },
]

/** The form and what it is set to. The stream leaves it alone: somebody may be typing in it. */
export const FilterForm = ({ query }: { query: ListQuery }) => (
  <search class="filters" aria-label="Filter services">
    <form method="get" action={paths.services}>
      {query.status !== null && <input type="hidden" name="status" value={query.status} />}
      {query.tag !== null && <input type="hidden" name="tag" value={plain(query.tag)} />}
      <p>
        <label for="filter-q">Search</label>
        <input
          type="search"
          id="filter-q"
          name="q"
          value={plain(query.q)}
          maxlength={searchLongest}
          placeholder="Name, address or tag"
          autocomplete="off"
          spellcheck={false}
        />
      </p>
      <p>
        <label for="filter-sort">Order</label>
        <select id="filter-sort" name="sort">
          {orders.map(({ sort, dir, word }) => (
            <option
              value={dir === sorts[sort] ? sort : `${sort}.${dir}`}
              selected={sort === query.sort && dir === query.dir}
            >
              {word}
            </option>
          ))}
        </select>
      </p>
      <button type="submit">Apply</button>
    </form>
    {isFiltered(query) && <Active query={query} />}
  </search>
)

const Active = ({ query }: { query: ListQuery }) => (
  <p class="active">
    <Icon name="filter" />
    <span {...hx({ 'hx-ignore': true })}>{filterText(query)}</span>
    <a href={clearPath(query)}>Clear filters</a>
  </p>
)

/** The whole list, in the order that was chosen. */
export const clearPath = ({ sort, dir }: ListQuery): string => listPath({ sort, dir })

/** `Status Down, tag shop, text “api”`. */
function filterText({ q, status, tag }: ListFilter): string {
  const parts = [
    ...(status === null ? [] : [`status ${statusWords[status].word}`]),
    ...(tag === null ? [] : [`tag ${plain(tag)}`]),
    ...(q === '' ? [] : [`text “${plain(q)}”`]),
  ]
  return `Only ${parts.join(', ')}`
}

type SortHeadProps = {
  readonly query: ListQuery
  readonly sort: Sort
  readonly class: string
  readonly children: string
}

/** A column's name as the way to the list in its order; the one that holds leads to the opposite one. */
export const SortHead = ({ query, sort, class: name, children }: SortHeadProps) => {
  const holds = query.sort === sort
  const opposite = query.dir === 'asc' ? 'desc' : 'asc'
  const dir = holds ? opposite : sorts[sort]
  const words = { asc: 'ascending', desc: 'descending' } as const
  return (
    <th scope="col" class={name} aria-sort={holds ? words[query.dir] : undefined}>
      <a href={listPath({ ...query, sort, dir, page: 1 })}>
        {children}
        {holds && <Icon name={query.dir === 'asc' ? 'sort-up' : 'sort-down'} />}
      </a>
    </th>
  )
}
