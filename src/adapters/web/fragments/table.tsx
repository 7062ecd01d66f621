import { isFiltered, type ListQuery, type ServiceList } from '../board/index.ts'
import { paths } from '../paths.ts'
import { PickAllCell } from './bulk-bar.tsx'
import { clearPath, SortHead } from './filters.tsx'
import { Icon } from './icon.tsx'
import { insert, type Markup } from './markup.tsx'
import type { Eyes } from './row.tsx'

export type RowsProps = {
  readonly list: ServiceList
  /** The rows of the list, rendered. */
  readonly rows: Markup
  readonly eyes: Eyes
  readonly loading: boolean
}

type TableProps = RowsProps & {
  /** What stands under the rows, rendered. */
  readonly note: Markup
}

/** The list of services on its own page, in an order of choice. The stream changes rows where they stand. */
export const ServicesTable = (props: TableProps) => (
  <section id="p-services" class="panel" aria-label="List of services">
    <table class="services">
      <caption class="hidden">Services with status, response time and latest checks</caption>
      <thead>
        <SortHeads query={props.list.query} eyes={props.eyes} />
      </thead>
      <ServiceRows {...props} />
    </table>
    {insert(props.note)}
  </section>
)

type OverviewTableProps = TableProps & {
  /** Pharos' own row, or nothing before the board is filled. */
  readonly own: Markup
}

/** The worst services, and Pharos itself. */
export const OverviewTable = (props: OverviewTableProps) => (
  <section id="p-services" class="panel" aria-labelledby="h-services">
    <header>
      <h2 id="h-services">Services</h2>
      {props.eyes === 'editor' && <AddLink />}
    </header>
    <table class="services">
      <caption class="hidden">The worst services, and Pharos itself</caption>
      <thead>
        <Heads eyes={props.eyes} />
      </thead>
      <ServiceRows {...props} />
      <tbody id="own-body" class="own">
        {insert(props.own)}
      </tbody>
    </table>
    {insert(props.note)}
  </section>
)

export const AddLink = () => (
  <a class="button" href={paths.newService}>
    <Icon name="plus" />
    Add service
  </a>
)

const Heads = ({ eyes }: { eyes: Eyes }) => (
  <tr>
    {eyes === 'editor' && <PickAllCell />}
    <th scope="col" class="c-status">
      Status
    </th>
    <th scope="col" class="c-name">
      Service
    </th>
    <th scope="col" class="c-time">
      Response
    </th>
    <BeatsHead />
    <th scope="col" class="c-age">
      Checked
    </th>
    {eyes === 'editor' && <ActsHead />}
  </tr>
)

const SortHeads = ({ query, eyes }: { query: ListQuery; eyes: Eyes }) => (
  <tr>
    {eyes === 'editor' && <PickAllCell />}
    <SortHead query={query} sort="worst" class="c-status">
      Status
    </SortHead>
    <SortHead query={query} sort="name" class="c-name">
      Service
    </SortHead>
    <SortHead query={query} sort="response" class="c-time">
      Response
    </SortHead>
    <BeatsHead />
    <SortHead query={query} sort="checked" class="c-age">
      Checked
    </SortHead>
    {eyes === 'editor' && <ActsHead />}
  </tr>
)

const BeatsHead = () => (
  <th scope="col" class="c-beats">
    Last 90 checks
  </th>
)

const ActsHead = () => (
  <th scope="col" class="c-acts">
    <span class="hidden">Actions</span>
  </th>
)

export const ServiceRows = ({ list, rows, eyes, loading }: RowsProps) => (
  <tbody id="services-body" class="rows">
    <tr class="empty">
      <td colspan={eyes === 'editor' ? 7 : 5}>
        {loading ? 'Loading services…' : <Nothing query={list.query} eyes={eyes} />}
      </td>
    </tr>
    {insert(rows)}
  </tbody>
)

const Nothing = ({ query, eyes }: { query: ListQuery; eyes: Eyes }) => {
  if (isFiltered(query)) {
    return (
      <>
        No service is like that now. <a href={clearPath(query)}>Clear filters</a>
      </>
    )
  }
  if (eyes === 'viewer') return <>No services yet. An editor can add the first one.</>
  return (
    <>
      No services yet. <a href={paths.newService}>Add the first one</a>, or paste a list of
      addresses below.
    </>
  )
}
