import type { Child } from 'hono/jsx'
import type { BulkOutcome, Deed, Picked } from '../../../modules/services/index.ts'
import { Age, bulkSending, hx, Icon, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'

/** What every form of bulk actions carries on. */
type Sent = {
  readonly picked: readonly Picked[]
  readonly back: string
  /** It stands in the list, where a script takes what comes of it. */
  readonly inList: boolean
}

/** A page of its own for what stands in the list where a script runs. */
export const BulkPage = ({ title, back, children }: BulkPageProps) => (
  <section class="panel bulk-page" aria-labelledby="h-bulk">
    <header>
      <h1 id="h-bulk">{title}</h1>
    </header>
    {children}
    <p class="note">
      <a href={back}>Back to the services</a>
    </p>
  </section>
)

type BulkPageProps = {
  readonly title: string
  readonly back: string
  readonly children?: Child
}

type FormProps = Sent & {
  readonly label: string
  readonly fields: Readonly<Record<string, string>>
  readonly children?: Child
}

const BulkForm = ({ label, fields, picked, back, inList, children }: FormProps) => (
  <form
    class="bulk-form"
    aria-label={label}
    method="post"
    action={paths.bulk}
    {...(inList && bulkSending)}
  >
    <input type="hidden" name="back" value={back} />
    {picked.map(({ id, rev }) => (
      <input type="hidden" name="pick" value={`${id}.${rev}`} />
    ))}
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {children}
  </form>
)

/** Closes what stands in the list; a page has its way back instead. */
const Close = ({ word = 'Close' }: { word?: string }) => (
  <button type="button" class="close-said">
    {word}
  </button>
)

/** A long list scrolls in its place, for which a keyboard needs to stand on it. Names are text, whatever is in them. */
const listed = { tabindex: 0, ...hx({ 'hx-ignore': true }) } as const

const counted = (count: number): string => (count === 1 ? '1 service' : `${count} services`)

/** Deleting is asked for twice, with the names of what goes. */
export const AskDelete = ({ names, ...sent }: Sent & { readonly names: readonly string[] }) => (
  <div class="bulk-said">
    <p>
      <b>{`Delete ${counted(names.length)}?`}</b> Their history goes with them.
    </p>
    <ul {...listed} aria-label="Services to delete">
      {names.map((name) => (
        <li>{plain(name)}</li>
      ))}
    </ul>
    <BulkForm label="Delete" fields={{ do: 'delete', sure: 'yes' }} {...sent}>
      <button type="submit" class="danger">
        <Icon name="trash" /> {`Delete ${counted(names.length)}`}
      </button>
      {sent.inList && <Close word="Cancel" />}
    </BulkForm>
  </div>
)

type AskTagProps = Sent & {
  readonly kind: 'tag' | 'untag'
  readonly typed: string
  readonly problem: string
}

/** A tag that cannot be one, or none: what was chosen stays chosen. */
export const AskTag = ({ kind, typed, problem, ...sent }: AskTagProps) => (
  <div class="bulk-said">
    <BulkForm label="Tag" fields={{ do: kind }} {...sent}>
      <label for="bulk-tag">
        {`Tag for ${counted(sent.picked.length)}`}{' '}
        <input
          id="bulk-tag"
          name="tag"
          value={typed}
          maxlength={64}
          aria-invalid="true"
          aria-describedby="bulk-problem"
          autocapitalize="none"
          spellcheck={false}
        />
      </label>
      <button type="submit">{kind === 'tag' ? 'Add tag' : 'Remove tag'}</button>
      <p id="bulk-problem" class="problem">
        {problem}
      </p>
    </BulkForm>
  </div>
)

export const NoTag = ({ problem }: { problem: string }) => (
  <div class="bulk-said">
    <p class="problem">{problem}</p>
    <Close />
  </div>
)

type Kind = BulkOutcome['kind']

/** `12 paused, 2 changed meanwhile, 1 not permitted`. */
export function summaryOf(outcomes: readonly BulkOutcome[], deed: Deed): string {
  const kinds = Object.entries(wordsOf(deed))
  const parts = kinds.flatMap(([kind, words]) => {
    const count = outcomes.filter((one) => one.kind === kind).length
    return count === 0 ? [] : [`${count} ${words}`]
  })
  return parts.join(', ')
}

const done = { pause: 'paused', resume: 'resumed', delete: 'deleted' } as const
const already = { pause: 'already paused', resume: 'not paused', delete: '' } as const

function wordsOf(deed: Deed): Record<Kind, string> {
  const same = {
    stale: 'changed meanwhile',
    gone: deed.kind === 'delete' ? 'already deleted' : 'deleted meanwhile',
    forbidden: 'not permitted',
    refused: 'not accepted',
    failed: 'not done',
  }
  if (deed.kind === 'tag') {
    return { done: `tagged ${deed.tag}`, already: `already tagged ${deed.tag}`, ...same }
  }
  if (deed.kind === 'untag') {
    const without = `without the tag ${deed.tag}`
    return { done: `now ${without}`, already: `already ${without}`, ...same }
  }
  return { done: done[deed.kind], already: already[deed.kind], ...same }
}

type ResultProps = Omit<Sent, 'picked'> & {
  readonly outcomes: readonly BulkOutcome[]
  readonly deed: Deed
}

/** What came of it: the sum, what was not done and why, and forms that try that again. */
export const BulkResult = ({ outcomes, deed, ...sent }: ResultProps) => {
  const left = outcomes.filter(({ kind }) => kind !== 'done' && kind !== 'already')
  const stale = outcomes.flatMap((one) =>
    one.kind === 'stale' ? [{ id: one.id, rev: one.current.rev }] : [],
  )
  const failed = outcomes.filter((one) => one.kind === 'failed')
  return (
    <div class="bulk-said" data-done="">
      {sent.inList && (
        <p>
          <b>{plain(summaryOf(outcomes, deed))}</b>
        </p>
      )}
      {left.length > 0 && (
        <ul {...listed} aria-label="Not done">
          {left.map((outcome) => (
            <li>
              <Left outcome={outcome} />
            </li>
          ))}
        </ul>
      )}
      <Again {...{ ...sent, deed, picked: stale, of: 'as changed' }} />
      <Again {...{ ...sent, deed, picked: failed, of: 'again' }} />
      {sent.inList && <Close />}
    </div>
  )
}

const Left = ({ outcome }: { outcome: BulkOutcome }) => {
  switch (outcome.kind) {
    case 'stale': {
      const { id, name, rev, updatedAt } = outcome.current
      return (
        <>
          <a href={paths.service(id)}>{plain(name)}</a> was changed <Age at={updatedAt} />
          {`; it is at version ${rev}`}
        </>
      )
    }
    case 'gone':
      return <>{`Service ${outcome.id} was deleted`}</>
    case 'forbidden':
      return <>{plain(outcome.message)}</>
    case 'refused':
      return (
        <>
          <a href={paths.service(outcome.id)}>{plain(outcome.name)}</a> {plain(outcome.message)}
        </>
      )
    default:
      return <>{`Service ${outcome.id}: the server could not write it`}</>
  }
}

const verbs = {
  pause: 'Pause',
  resume: 'Resume',
  delete: 'Delete',
  tag: 'Tag',
  untag: 'Untag',
} as const

/** The same once more, for what may go better: with the present versions, or after a failure. */
const Again = ({ deed, of, ...sent }: Sent & { readonly deed: Deed; readonly of: string }) => {
  if (sent.picked.length === 0) return null
  const fields = {
    do: deed.kind,
    ...('tag' in deed && { tag: deed.tag }),
    ...(deed.kind === 'delete' && { sure: 'yes' }),
  }
  const words = `${verbs[deed.kind]} ${counted(sent.picked.length)} ${of}`
  return (
    <BulkForm label={words} fields={fields} {...sent}>
      <button type="submit" class={deed.kind === 'delete' ? 'danger' : undefined}>
        {words}
      </button>
    </BulkForm>
  )
}
