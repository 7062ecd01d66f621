import type { OutcomeCursor, OutcomeRecord, Trail } from '../../../modules/checks/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import {
  type Eyes,
  following,
  headId,
  hx,
  insert,
  type Markup,
  OutcomesTable,
  outcomesId,
} from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { ServiceTitle } from './service-title.tsx'

export type ChecksView = {
  readonly status: OutcomeRecord['status'] | null
  /** Where the page begins; `null` for the newest. */
  readonly before: OutcomeCursor | null
}

export type ChecksProps = ChecksView & {
  readonly service: Service
  readonly rev: number
  /** `null` while the store is away. */
  readonly trail: Trail | null
}

type ChecksPageProps = ChecksProps & {
  readonly eyes: Eyes
  readonly banner: Markup
  readonly head: Markup
}

/** All checks of a service, page by page. */
export const ChecksPage = ({ eyes, banner, head, ...props }: ChecksPageProps) => (
  <>
    {insert(banner)}
    <ServiceTitle service={props.service} eyes={eyes} kind="checks" />
    {insert(head)}
    <div id={outcomesId(props.service.id)} class="panels">
      <ChecksPanel {...props} />
    </div>
  </>
)

/** The newest page follows the service; an older one stands still. */
export const ChecksPanel = (props: ChecksProps) => {
  const { service, status, before, trail } = props
  const from = `${paths.partials.checks(service.id)}${queryOf({ status, before: null })}`
  const live =
    before === null ? following({ follows: headId(service.id), from, rev: props.rev }) : {}
  return (
    <section id={`svc-${service.id}-checks`} class="panel" aria-labelledby="h-checks" {...live}>
      <header>
        <h2 id="h-checks">{before === null ? 'All checks' : 'Older checks'}</h2>
        <a href={paths.service(service.id)}>Overview of the service</a>
        <Filter {...props} />
      </header>
      {trail === null ? (
        <p class="note">The checks cannot be read now. Reload the page to try again.</p>
      ) : (
        <>
          <OutcomesTable
            outcomes={trail.items}
            caption="Checks, newest first"
            none={noneText(props)}
          />
          <Pages {...props} next={trail.next} />
        </>
      )}
    </section>
  )
}

const noneText = ({ status, before, trail }: ChecksProps): string => {
  const further = trail?.next == null ? '' : ' among the checks that were looked through'
  if (status !== null) return `No check was ${words[status].toLowerCase()}${further}.`
  return before === null ? 'Not checked yet.' : 'No older checks are kept.'
}

const words = { down: 'Down', degraded: 'Degraded', up: 'Up', missed: 'Missed' } as const

const Filter = ({ service, status }: ChecksProps) => (
  <form class="one-status" method="get" action={paths.checksOf(service.id)}>
    <label for="check-status">Outcome</label>
    <select id="check-status" name="status" {...hx({ 'hx-morph-skip': true })}>
      <option value="">All</option>
      {Object.entries(words).map(([value, word]) => (
        <option value={value} selected={value === status}>
          {word}
        </option>
      ))}
    </select>
    <button type="submit">Show</button>
  </form>
)

const Pages = ({ service, status, before, next }: ChecksProps & { next: OutcomeCursor | null }) => {
  if (before === null && next === null) return null
  const path = paths.checksOf(service.id)
  return (
    <nav class="note" aria-label="Pages of checks">
      {before !== null && <a href={`${path}${queryOf({ status, before: null })}`}>Newest checks</a>}
      {next !== null && <a href={`${path}${queryOf({ status, before: next })}`}>Older checks</a>}
    </nav>
  )
}

/** The view as it stands in an address; what is usual is left out. */
export function queryOf({ status, before }: ChecksView): string {
  const query = new URLSearchParams({
    ...(status !== null && { status }),
    ...(before !== null && { before: `${before.slot}-${before.id}` }),
  }).toString()
  return query === '' ? '' : `?${query}`
}

/** Reads what `queryOf` wrote; anything else is the newest page of all. */
export function viewOf(query: (name: string) => string | undefined): ChecksView {
  const status = Object.keys(words).find((word) => word === query('status'))
  const [, slot, id] = /^(\d{1,15})-(\d{1,15})$/.exec(query('before') ?? '') ?? []
  return {
    status: (status as keyof typeof words | undefined) ?? null,
    before: slot === undefined || id === undefined ? null : { slot: Number(slot), id: Number(id) },
  }
}
