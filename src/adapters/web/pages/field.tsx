import type { FieldError } from '../../../kernel/index.ts'
import type { Note } from '../forms/index.ts'
import { Others, Said, saidOf } from './said.tsx'

export type FieldProps = {
  readonly name: string
  readonly label: string
  readonly value?: string
  /** `choice` is a list of `options`, `yes` a box to tick, `lines` a text of many lines. */
  readonly type?:
    | 'text'
    | 'url'
    | 'email'
    | 'password'
    | 'number'
    | 'choice'
    | 'yes'
    | 'lines'
    | undefined
  readonly options?: readonly string[]
  /** Bounds of a number. */
  readonly least?: number | null
  readonly most?: number | null
  readonly hint?: string | undefined
  /** What an empty field stands for. */
  readonly placeholder?: string | undefined
  readonly required?: boolean
  readonly autocomplete?: string
  readonly autofocus?: boolean
  readonly errors?: readonly FieldError[]
  /** What somebody else made of it meanwhile. */
  readonly note?: Note | undefined
}

const idOf = (name: string): string => `f-${name}`

/** A label, its input, a hint, and what is wrong with it, tied together for screen readers. */
export const Field = (props: FieldProps) => {
  const { name, label, hint, note, errors = [] } = props
  const error = errors.find(({ path }) => path === name)
  const id = idOf(name)
  const words = {
    error: error && `${label} ${error.message}`,
    others: note && <Others id={id} name={name} label={label} type={props.type} note={note} />,
    hint,
  }
  return (
    <div class={props.type === 'yes' ? 'field yes' : 'field'}>
      <label for={id}>{label}</label>
      <Control {...props} id={id} invalid={error !== undefined} said={saidOf(id, words)} />
      <Said id={id} {...words} />
    </div>
  )
}

type ControlProps = FieldProps & {
  readonly id: string
  readonly invalid: boolean
  readonly said: string | undefined
}

const Control = (props: ControlProps) => {
  const { name, value = '', type = 'text', options = [] } = props
  const shared = {
    id: props.id,
    name,
    autofocus: props.autofocus ?? false,
    'aria-invalid': props.invalid ? ('true' as const) : undefined,
    'aria-describedby': props.said,
  }
  if (type === 'choice') {
    return (
      <select {...shared}>
        {options.map((option) => (
          <option value={option} selected={option === value}>
            {option}
          </option>
        ))}
      </select>
    )
  }
  if (type === 'yes') {
    return <input {...shared} type="checkbox" value="on" checked={value !== ''} />
  }
  const typing = {
    ...shared,
    required: props.required ?? false,
    autocomplete: props.autocomplete ?? 'off',
  }
  if (type === 'lines') {
    return (
      <textarea {...typing} rows={8} spellcheck={false}>
        {value}
      </textarea>
    )
  }
  return (
    <input
      {...typing}
      type={type}
      value={value}
      placeholder={props.placeholder}
      min={props.least ?? undefined}
      max={props.most ?? undefined}
    />
  )
}

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
