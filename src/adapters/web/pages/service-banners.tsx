import type { Notes } from '../forms/index.ts'
import { Age, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import type { Editing } from './service-form.tsx'

/** Why nothing was saved, where no field is to blame. */
export const Trouble = ({ text }: { text: string }) => (
  <div class="summary" role="alert">
    <p>
      <b>Not saved.</b> {text}
    </p>
  </div>
)

export const DeletedBanner = () => (
  <div class="summary" role="alert">
    <p>
      <b>Not saved: somebody deleted this service while you edited it.</b> What you typed stands
      below. Create it again to make a new service with it; the history of the old one is gone.
    </p>
  </div>
)

export const ConflictBanner = ({ service, rev, notes, by = null }: Editing) => (
  <div class="summary" role="alert">
    <p>
      <b>{by === null ? 'Somebody else' : plain(by)} changed this service while you did</b> (
      <Age at={service.updatedAt} />
      ). It is at version {rev} now, and nothing of yours is saved yet. {advice(notes)}
    </p>
    <p>
      <a class="button cancel" href={paths.editService(service.id)}>
        Use theirs
      </a>
    </p>
  </div>
)

function advice(notes: Notes): string {
  const kinds = Object.values(notes).map(({ kind }) => kind)
  if (kinds.includes('clash')) {
    return 'Where both changed the same field, yours stands in it and theirs beside it; everything else is merged.'
  }
  if (kinds.includes('merged')) {
    return 'You and they changed different fields; both are merged below. Look and save.'
  }
  return 'They changed nothing that stands in this form. Save again to go on.'
}
