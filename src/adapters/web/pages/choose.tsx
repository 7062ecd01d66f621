import type { FieldError } from '../../../kernel/index.ts'
import { Said, saidOf } from './said.tsx'

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
  const words = {
    error: error?.message,
    others: others === undefined ? undefined : <Theirs id={id} text={others} />,
    hint,
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={saidOf(id, words)}
      >
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.word}
          </option>
        ))}
      </select>
      <Said id={id} {...words} />
    </div>
  )
}

const Theirs = ({ id, text }: { id: string; text: string }) => (
  <p id={`${id}-others`} class="others">
    {text}
  </p>
)

/** Words that stand for themselves. */
export const plainChoices = (words: readonly string[]): Choice[] =>
  words.map((word) => ({ value: word, word }))
