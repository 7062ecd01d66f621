import type { Child } from 'hono/jsx'
import type { Seq } from '../../../kernel/index.ts'
import type { ListQuery } from '../board/index.ts'
import {
  AddLink,
  BulkBar,
  CiMark,
  type Eyes,
  FilterForm,
  insert,
  type Markup,
} from '../fragments/index.ts'
import { CiOverview, type CiOverviewProps } from './ci-overview.tsx'
import { PasteBox } from './paste.tsx'

type Seen = {
  readonly eyes: Eyes
  readonly banner: Markup
  readonly table: Markup
  /** The address of this page. */
  readonly path: string
  /** For the box that adds many services at once. */
  readonly idem: string
}

export type OverviewProps = Seen & {
  readonly counts: Markup
  readonly ci: CiOverviewProps
  /** Where the mark of all projects stands when the page is sent. */
  readonly mark: Seq
}

export const OverviewPage = (props: OverviewProps) => (
  <>
    <h1 class="hidden">Overview</h1>
    {insert(props.banner)}
    {insert(props.counts)}
    <CiMark at={props.mark} />
    <CiOverview {...props.ci} />
    <List {...props} />
  </>
)

export type ServicesProps = Seen & {
  readonly query: ListQuery
  readonly statuses: Markup
  readonly tags: Markup
}

export const ServicesPage = (props: ServicesProps) => (
  <>
    <header class="title">
      <h1>Services</h1>
      {props.eyes === 'editor' && <AddLink />}
    </header>
    {insert(props.banner)}
    <div class="narrowing">
      <FilterForm query={props.query} />
      {insert(props.statuses)}
      {insert(props.tags)}
    </div>
    <List {...props} />
  </>
)

const List = ({ eyes, table, path, idem }: Seen) => (
  <>
    {insert(table)}
    {eyes === 'editor' && (
      <>
        <BulkBar back={path} />
        <Start>
          <PasteBox idem={idem} />
        </Start>
      </>
    )}
  </>
)

/** Always there and seen only as long as there is no service, because services come and go while the page is open. */
const Start = ({ children }: { children: Child }) => <div class="start">{children}</div>
