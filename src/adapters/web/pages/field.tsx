import type { FieldError } from '../../../kernel/index.ts'
import { Icon } from '../fragments/index.ts'

export type FieldProps = {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly type?: 'text' | 'url' | 'email' | 'password' | 'number'
  readonly hint?: string
  readonly required?: boolean
  readonly autocomplete?: string
  readonly autofocus?: boolean
  readonly errors?: readonly FieldError[]
  /** What somebody else saved, in a form that meets it. */
  readonly others?: { readonly was: string; readonly theirs: string } | undefined
}

const idOf = (name: string): string => `f-${name}`

/** A label, its input, a hint, and what is wrong with it, tied together for screen readers. */
export const Field = (props: FieldProps) => {
  const { name, label, value = '', type = 'text', hint, errors = [] } = props
  const error = errors.find(({ path }) => path === name)
  const id = idOf(name)
  const said = [
    ...(error === undefined ? [] : [`${id}-error`]),
    ...(props.others === undefined ? [] : [`${id}-others`]),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ]
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        value={value}
        required={props.required ?? false}
        autocomplete={props.autocomplete ?? 'off'}
        autofocus={props.autofocus ?? false}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={said.length === 0 ? undefined : said.join(' ')}
      />
      {error !== undefined && (
        <p id={`${id}-error`} class="error">
          <Icon name="warning" /> {label} {error.message}
        </p>
      )}
      {props.others !== undefined && <Others id={`${id}-others`} {...props.others} />}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  )
}

const Others = ({ id, was, theirs }: { id: string; was: string; theirs: string }) => (
  <p id={id} class="others">
    It was <q>{was}</q>, somebody else made it <q>{theirs}</q>.
  </p>
)

type SummaryProps = {
  readonly errors: readonly FieldError[]
  /** Fields that have a place of their own in the form, with their labels. */
  readonly labels: Readonly<Record<string, string>>
}

/** What is wrong with the whole form, with a way to each field. */
export const ErrorSummary = ({ errors, labels }: SummaryProps) =>
  errors.length === 0 ? null : (
    <div class="summary" role="alert">
      <p>
        <b>Not saved.</b>
      </p>
      <ul>
        {errors.map(({ path, message }) => {
          const label = labels[path]
          return (
            <li>
              {label === undefined ? (
                `${path} ${message}`
              ) : (
                <a href={`#${idOf(path)}`}>{`${label} ${message}`}</a>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
