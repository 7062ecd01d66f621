import type { Child } from 'hono/jsx'
import type { Picked } from '../../../modules/services/index.ts'
import { bulkSending, hx, Icon, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'

/** What every form of bulk actions carries on. */
export type Sent = {
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

export const BulkForm = ({ label, fields, picked, back, inList, children }: FormProps) => (
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
export const Close = ({ word = 'Close' }: { word?: string }) => (
  <button type="button" class="close-said">
    {word}
  </button>
)

/** A long list scrolls in its place, for which a keyboard needs to stand on it. Names are text, whatever is in them. */
export const listed = { tabindex: 0, ...hx({ 'hx-ignore': true }) } as const

export const counted = (count: number): string => (count === 1 ? '1 service' : `${count} services`)

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
