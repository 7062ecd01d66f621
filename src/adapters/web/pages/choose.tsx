import type { FieldError } from '../../../kernel/index.ts'
import { Icon } from '../fragments/index.ts'

export type Choice = { readonly value: string; readonly word: string }

export type ChooseProps = {
  readonly name: string
  readonly label: string
  readonly choices: readonly Choice[]
  readonly value: string
  readonly hint?: string | undefined
  readonly errors?: readonly FieldError[]
  /** What somebody else made of it meanwhile. */
  readonly others?: string | undefined
}

/** A label and a list to choose from, with what is wrong with the choice. */
export const Choose = ({ name, label, choices, value, ...props }: ChooseProps) => {
  const { hint, others, errors = [] } = props
  const error = errors.find(({ path }) => path === name)
  const id = `f-${name}`
  const said = [
    ...(error === undefined ? [] : [`${id}-error`]),
    ...(others === undefined ? [] : [`${id}-others`]),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ]
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={said.length === 0 ? undefined : said.join(' ')}
      >
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.word}
          </option>
        ))}
      </select>
      {error !== undefined && (
        <p id={`${id}-error`} class="error">
          <Icon name="warning" /> {error.message}
        </p>
      )}
      {others !== undefined && (
        <p id={`${id}-others`} class="others">
          {others}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  )
}

/** Words that stand for themselves. */
export const plainChoices = (words: readonly string[]): Choice[] =>
  words.map((word) => ({ value: word, word }))
