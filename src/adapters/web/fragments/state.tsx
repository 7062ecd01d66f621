import type { Child } from 'hono/jsx'
import type { EpochMs, Role } from '../../../kernel/index.ts'
import { clockText } from './age.tsx'
import { Icon, type IconName } from './icon.tsx'

/** The one thing to do next. */
export type StateAction = { readonly href: string; readonly word: string }

type Titled = {
  readonly title: string
  /** `1` where it is the subject of the whole page; else it is a line in a panel. */
  readonly level?: 1 | 2
}

const Title = ({ title, level }: Titled) => {
  if (level === 1) return <h1>{title}</h1>
  return level === 2 ? <h2>{title}</h2> : <p class="state-title">{title}</p>
}

type EmptyProps = Titled & {
  readonly icon: IconName
  readonly action?: StateAction
  readonly children?: Child
}

/** Nothing to show: what is missing, why, and one way on. */
export const EmptyState = ({ icon, title, level, action, children }: EmptyProps) => (
  <div class="state">
    <Icon name={icon} />
    <Title title={title} {...(level && { level })} />
    {children !== undefined && <div>{children}</div>}
    {action !== undefined && (
      <a class="button primary" href={action.href}>
        {action.word}
      </a>
    )}
  </div>
)

type ErrorStateProps = Titled & {
  /** What went wrong, as a sentence. */
  readonly cause: string
  /** The address to ask again; `null` where asking again changes nothing. */
  readonly retry: string | null
  /** To find the request in the log. */
  readonly requestId: string | null
  /** When what is still shown was true. */
  readonly dataFrom?: EpochMs
}

/** Something failed: why, what is still true, and how to ask again. */
export const ErrorState = ({
  title,
  level,
  cause,
  retry,
  requestId,
  dataFrom,
}: ErrorStateProps) => (
  <div class="state bad">
    <Icon name="warning" />
    <Title title={title} {...(level && { level })} />
    <p>
      {cause}
      {dataFrom !== undefined && ` Showing data from ${clockText(dataFrom)}.`}
    </p>
    {retry !== null && (
      <a class="button" href={retry}>
        Try again
      </a>
    )}
    {requestId !== null && (
      <p class="hint">
        Request <code>{requestId}</code>
      </p>
    )}
  </div>
)

type DeniedProps = Omit<Titled, 'title'> & {
  /** The role that is needed, and what it may do: `see the audit log`. */
  readonly needs: Role
  readonly to: string
  readonly own: Role | null
}

/** Not for this role: which one it takes, and who can give it. */
export const DeniedState = ({ needs, to, own, level }: DeniedProps) => (
  <EmptyState icon="shield" title="Not allowed" {...(level && { level })}>
    <p>
      You need the role <b>{needs}</b> to {to}.{own !== null && ` Yours is ${own}.`} An admin can
      change it.
    </p>
  </EmptyState>
)

/** The first load: lines where the data will stand. It shows after 300 ms, so that a quick answer does not blink. */
export const LoadingState = ({ what, lines = 3 }: { what: string; lines?: number }) => (
  <div class="loading-state" aria-busy="true">
    <p class="hidden">{`Loading ${what}…`}</p>
    {Array.from({ length: lines }, () => (
      <span class="bone" />
    ))}
  </div>
)

/** Stands above data that is not of now. */
export const StaleNote = ({ since, cause }: { since: EpochMs; cause: string }) => (
  <p class="stale-note">
    <Icon name="clock" />
    <span>{`Data from ${clockText(since)}: ${cause}`}</span>
  </p>
)
