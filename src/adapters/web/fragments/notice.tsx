import type { ServiceId } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'

export const noticeId = (id: ServiceId): string => `svc-${id}-notice`

/**
 * Where the form of an older version says that it is one. A form of the present version, and a page
 * without the form, have nothing that this selects.
 */
export const noticeTarget = (service: Pick<Service, 'id' | 'rev'>): string =>
  `form:not([data-version="${service.rev}"]) #${noticeId(service.id)}`

/** The name of the button that compares what was typed with what was saved, and saves nothing. */
export const reviewField = '_review'

type NoticeProps = {
  readonly id: ServiceId
  readonly text: string
  /** The version to compare with. */
  readonly review?: number
}

/**
 * Stands empty in every form, so that a screen reader knows the place before something is said there.
 * It comes after the form's own button, because Enter in a field presses the first one.
 */
export const Notice = ({ id, text, review }: NoticeProps) => (
  <p id={noticeId(id)} class="notice" role="status">
    {text}
    {review !== undefined && (
      <button type="submit" name={reviewField} value={String(review)} formnovalidate>
        Review
      </button>
    )}
  </p>
)

export const changedText = (rev: number): string =>
  `Somebody else changed this service meanwhile; it is at version ${rev} now. What you typed is kept, and saving shows both.`

export const goneText =
  'Somebody deleted this service meanwhile. What you typed is kept; saving offers to create it again.'
