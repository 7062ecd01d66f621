import type { ServiceId } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'

export const noticeId = (id: ServiceId): string => `svc-${id}-notice`

/**
 * Where the form of an older version says that it is one. A form of the present version, and a page
 * without the form, have nothing that this selects.
 */
export const noticeTarget = (service: Pick<Service, 'id' | 'rev'>): string =>
  `form:not([data-version="${service.rev}"]) #${noticeId(service.id)}`

/** Stands empty in every form, so that a screen reader knows the place before something is said there. */
export const Notice = ({ id, text }: { id: ServiceId; text: string }) => (
  <p id={noticeId(id)} class="notice" role="status">
    {text}
  </p>
)

export const changedText = (rev: number): string =>
  `Somebody else changed this service meanwhile; it is at version ${rev}. Your text is kept. Saving shows both.`

export const goneText = 'Somebody deleted this service meanwhile. Saving is no longer possible.'
