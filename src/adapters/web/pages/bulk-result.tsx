import type { BulkOutcome, Deed } from '../../../modules/services/index.ts'
import { Age, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { BulkForm, Close, counted, listed, type Sent } from './bulk.tsx'

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
