import type { User } from '../../../kernel/index.ts'
import { EmptyState, ErrorState, type IconName } from '../fragments/index.ts'
import { paths } from '../paths.ts'

export type ErrorProps = {
  readonly status: number
  readonly heading: string
  readonly message: string
  /** To find the request in the log. */
  readonly requestId: string | null
  /** The address, where asking again may help. */
  readonly retry: string | null
  readonly user: User | null
}

/** What happened, and what to do next. */
export const ErrorPage = ({ status, heading, message, requestId, retry, user }: ErrorProps) => {
  const said = /[.!?]$/.test(message) ? message : `${message}.`
  if (status >= 500) {
    return (
      <div class="narrow">
        <ErrorState level={1} title={heading} cause={said} retry={retry} requestId={requestId} />
      </div>
    )
  }
  const { icon, next } = looks[status] ?? otherwise
  return (
    <div class="narrow">
      <EmptyState
        icon={icon}
        level={1}
        title={heading}
        action={{ href: paths.overview, word: 'Go to the overview' }}
      >
        <p>
          {said} {status === 403 && user !== null ? asWhom(user) : next}
        </p>
        {requestId !== null && (
          <p class="hint">
            Request <code>{requestId}</code>
          </p>
        )}
      </EmptyState>
    </div>
  )
}

const asWhom = ({ email, role }: User): string =>
  `You are logged in as ${email} with the role ${role}; an admin can change that.`

type Look = { readonly icon: IconName; readonly next: string }

const otherwise: Look = { icon: 'warning', next: 'Go back and try again.' }

const looks: Readonly<Record<number, Look>> = {
  401: { icon: 'key', next: '' },
  403: { icon: 'shield', next: '' },
  404: { icon: 'search', next: 'The address may be wrong, or it was deleted.' },
  410: { icon: 'trash', next: 'Somebody deleted it.' },
  429: { icon: 'clock', next: 'Wait a moment and try again.' },
}
