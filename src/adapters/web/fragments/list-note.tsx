import type { Seq } from '../../../kernel/index.ts'
import { isFiltered, type ListQuery } from '../board/index.ts'
import { paths } from '../paths.ts'
import { amountText } from './amount.ts'
import { listPath } from './filters.tsx'
import { Icon } from './icon.tsx'

/** Whether the rows on a page are still those of its list; `unknown`: nobody has looked. */
export type Fit = 'same' | 'changed' | 'unknown'

export type NoteProps = {
  readonly place: 'overview' | 'services'
  readonly query: ListQuery
  /** Rows of a page at most. */
  readonly size: number
  readonly fit: Fit
}

type Figures = {
  /** Services that the list holds, on all pages. */
  readonly total: number
  /** Users' services at all. */
  readonly all: number
  readonly seq: Seq
}

/** What stands under a list: how much of it is shown, the way to the rest, and whether it is still so. */
export const ListNote = (props: NoteProps & Figures) => (
  <div id="services-note" class="list-note" data-rev={props.seq} data-fit={props.fit}>
    <p>{positionText(props)}</p>
    {props.place === 'overview' ? (
      <p>
        <a href={paths.services}>All services</a>
      </p>
    ) : (
      <Pages {...props} />
    )}
    <p class="anew" role="status">
      {props.fit !== 'same' && <Anew {...props} />}
    </p>
  </div>
)

function positionText({ place, query, size, total, all }: NoteProps & Figures): string {
  if (total === 0) return isFiltered(query) ? `None of ${amountText(all)} services` : ''
  const of = isFiltered(query) ? `, of ${amountText(all)} in all` : ''
  const services = `${amountText(total)} ${total === 1 ? 'service' : 'services'}`
  if (total <= size) return `${services}${of}`
  if (place === 'overview') return `Showing ${size} of ${amountText(total)}, the worst`
  const { page } = pageOf({ query, size, total })
  const from = (page - 1) * size + 1
  const to = Math.min(page * size, total)
  return `${amountText(from)}–${amountText(to)} of ${services}${of}`
}

type Paged = Pick<NoteProps & Figures, 'query' | 'size' | 'total'>

/** The page that is shown: the last one there is when the address names a later one. */
function pageOf({ query, size, total }: Paged): { readonly page: number; readonly pages: number } {
  const pages = Math.max(1, Math.ceil(total / size))
  return { page: Math.min(query.page, pages), pages }
}

const Pages = (paged: Paged) => {
  const { page, pages } = pageOf(paged)
  const to = (page: number): string => listPath({ ...paged.query, page })
  if (pages === 1) return null
  return (
    <nav aria-label="Pages">
      {page > 1 && (
        <a href={to(page - 1)} rel="prev">
          <Icon name="chevron-left" />
          Previous
        </a>
      )}
      <span>{`Page ${amountText(page)} of ${amountText(pages)}`}</span>
      {page < pages && (
        <a href={to(page + 1)} rel="next">
          Next
          <Icon name="chevron-right" />
        </a>
      )}
    </nav>
  )
}

const Anew = ({ place, query, fit }: NoteProps) => (
  <>
    {fit === 'changed' ? 'The list has changed.' : 'The list may have changed.'}{' '}
    <a href={place === 'overview' ? paths.overview : listPath(query)}>Show it anew</a>
  </>
)
