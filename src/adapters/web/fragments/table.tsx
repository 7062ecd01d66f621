import type { ServiceList } from '../board/index.ts'
import { paths } from '../paths.ts'
import { insert, type Markup } from './markup.tsx'
import type { Eyes } from './row.tsx'

export type TableProps = {
  readonly list: ServiceList
  /** The rows of the list, rendered. */
  readonly rows: Markup
  /** Pharos' own row, or nothing before the board is filled. */
  readonly own: Markup
  readonly eyes: Eyes
  readonly loading: boolean
}

/** The services, worst first when the page is drawn; the stream changes rows where they stand. */
export const ServicesTable = (props: TableProps) => (
  <section id="p-services" class="panel" aria-labelledby="h-services">
    <header>
      <h2 id="h-services">Services</h2>
      {props.eyes === 'editor' && (
        <a class="button" href={paths.newService}>
          Add service
        </a>
      )}
    </header>
    <table class="services">
      <caption class="hidden">Services with status, response time and latest checks</caption>
      <thead>
        <tr>
          <th scope="col" class="c-status">
            Status
          </th>
          <th scope="col" class="c-name">
            Service
          </th>
          <th scope="col" class="c-time">
            Response
          </th>
          <th scope="col" class="c-beats">
            Last 90 checks
          </th>
          <th scope="col" class="c-age">
            Checked
          </th>
          {props.eyes === 'editor' && (
            <th scope="col" class="c-acts">
              <span class="hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <ServiceRows {...props} />
      <tbody id="own-body" class="own">
        {insert(props.own)}
      </tbody>
    </table>
    <ListNote list={props.list} />
  </section>
)

/** Only a list that is whole takes new rows from the stream (`data-grows`). */
export const ServiceRows = ({ list, rows, eyes, loading }: TableProps) => (
  <tbody id={bodyId(list)} class="rows" data-grows={list.pages === 1 ? 'true' : 'false'}>
    <tr class="empty">
      <td colspan={eyes === 'editor' ? 6 : 5}>
        {loading ? 'Loading services…' : <NoServices eyes={eyes} />}
      </td>
    </tr>
    {insert(rows)}
  </tbody>
)

const NoServices = ({ eyes }: { eyes: Eyes }) =>
  eyes === 'editor' ? (
    <>
      No services yet. <a href={paths.newService}>Add the first one</a>.
    </>
  ) : (
    <>No services yet.</>
  )

/** The stream renews the first page of the list; a later page stays as it was drawn. */
const bodyId = ({ page }: ServiceList): string => (page === 1 ? 'services-body' : 'services-later')

const ListNote = ({ list }: { list: ServiceList }) => {
  if (list.pages === 1) return <p id="services-note" class="note" hidden />
  const { page, pages } = list
  return (
    <nav id="services-note" class="note" aria-label="Pages of services">
      <span>
        Page {page} of {pages}, worst first, {list.total} services
      </span>
      {page > 1 && <a href={paths.servicesPage(page - 1)}>Previous</a>}
      {page < pages && <a href={paths.servicesPage(page + 1)}>Next</a>}
    </nav>
  )
}
