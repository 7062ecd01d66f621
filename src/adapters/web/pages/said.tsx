import type { Child } from 'hono/jsx'
import type { Note } from '../forms/index.ts'
import { Icon, plain } from '../fragments/index.ts'

/** What stands below a field. The element of `others` has the id `ID-others`. */
export type Words = {
  readonly error?: string | undefined
  /** What somebody else made of it meanwhile. */
  readonly others?: Child
  readonly hint?: string | undefined
}

/** The ids of what `Said` says of the field with this id, for screen readers. */
export function saidOf(id: string, { error, others, hint }: Words): string | undefined {
  const parts = Object.entries({ error, others, hint }).filter(([, words]) => words !== undefined)
  return parts.length === 0 ? undefined : parts.map(([part]) => `${id}-${part}`).join(' ')
}

export const Said = ({ id, error, others, hint }: Words & { readonly id: string }) => (
  <>
    {error !== undefined && (
      <p id={`${id}-error`} class="error">
        <Icon name="warning" /> {error}
      </p>
    )}
    {others}
    {hint !== undefined && (
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
    )}
  </>
)

/** The name of the box that takes theirs into a field. */
export const theirsField = (name: string): string => `_theirs.${name}`

type OthersProps = {
  /** Of the field. */
  readonly id: string
  readonly name: string
  readonly label: string
  readonly type: string | undefined
  readonly note: Note
}

/** The field as it was, as somebody else made it, and as it was typed. */
export const Others = ({ id, name, label, type, note }: OthersProps) => {
  const shown = (text: string) => <q>{type === 'yes' ? yesOrNo(text) : plain(text) || 'empty'}</q>
  if (note.kind === 'merged') {
    return (
      <p id={`${id}-others`} class="others">
        Merged: somebody else changed it{note.was !== null && <> from {shown(note.was)}</>} to{' '}
        {shown(note.theirs)}.
      </p>
    )
  }
  return (
    <div class="others">
      <dl id={`${id}-others`}>
        {note.was !== null && (
          <div>
            <dt>Was</dt>
            <dd>{shown(note.was)}</dd>
          </div>
        )}
        <div>
          <dt>Theirs</dt>
          <dd>{shown(note.theirs)}</dd>
        </div>
        <div>
          <dt>Yours</dt>
          <dd>{shown(note.yours)}</dd>
        </div>
      </dl>
      <p class="take">
        <input id={`${id}-others-take`} type="checkbox" name={theirsField(name)} value="on" />
        <label for={`${id}-others-take`}>
          Use theirs<span class="hidden"> for {label}</span>
        </label>
      </p>
    </div>
  )
}

const yesOrNo = (text: string): string => (text === '' ? 'no' : 'yes')
