import type { SessionId } from '../../../kernel/index.ts'
import type { Session } from '../../../modules/identity/index.ts'
import { Age, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { agentText } from './agent.ts'
import { Lines } from './lines.tsx'
import { accountTabs, Tabs } from './tabs.tsx'
import { When } from './when.tsx'

export type SessionsProps = {
  readonly sessions: readonly Session[]
  /** The session that asks; `null` for a token. */
  readonly own: SessionId | null
  /** Something that went well before. */
  readonly done: string | null
}

export const SessionsPage = ({ sessions, own, done }: SessionsProps) => {
  const others = sessions.filter(({ id }) => id !== own)
  return (
    <div class="middling">
      <h1>Sessions</h1>
      <Tabs label="Account" tabs={accountTabs} at={paths.sessions} />
      {done !== null && (
        <p class="done" role="status">
          {done}
        </p>
      )}
      <section class="panel" aria-labelledby="h-sessions">
        <header>
          <h2 id="h-sessions">Where you are logged in</h2>
          {others.length > 0 && (
            <form method="post" action={paths.endOtherSessions}>
              <button type="submit">End all others</button>
            </form>
          )}
        </header>
        {sessions.length === 0 ? (
          <p class="note">No log-in is open.</p>
        ) : (
          <SessionTable sessions={sessions} own={own} endAt={paths.endSession} />
        )}
        <p class="note">
          <span>
            A browser stays logged in for 30 days, a program with a JWT for a day. API tokens are no
            log-ins: they stand on the <a href={`${paths.account}#tokens`}>account page</a>.
          </span>
        </p>
      </section>
    </div>
  )
}

type TableProps = {
  readonly sessions: readonly Session[]
  readonly own: SessionId | null
  readonly endAt: (id: SessionId) => string
}

export const SessionTable = ({ sessions, own, endAt }: TableProps) => (
  <Lines caption="Open log-ins" columns={['Client', 'Address', 'Logged in', 'Ends']}>
    {sessions.map((session) => (
      <Row session={session} isOwn={session.id === own} endAt={endAt(session.id)} />
    ))}
  </Lines>
)

type RowProps = { readonly session: Session; readonly isOwn: boolean; readonly endAt: string }

const Row = ({ session, isOwn, endAt }: RowProps) => {
  const client = plain(agentText(session.agent))
  const word = isOwn ? 'Log out' : 'End'
  return (
    <tr>
      <th scope="row" title={plain(session.agent)}>
        <b>{client}</b>
        {isOwn && <span class="mark">this one</span>}
        {session.kind === 'jwt' && <span class="mark">JWT</span>}
      </th>
      <td data-label="from">
        {session.address === '' ? <span class="none">unknown</span> : plain(session.address)}
      </td>
      <td data-label="logged in">
        <Age at={session.createdAt} />
      </td>
      <td data-label="ends">
        <When at={session.expiresAt} />
      </td>
      <td class="c-acts">
        <form method="post" action={endAt}>
          <button type="submit" aria-label={`${word}: session of ${client}`}>
            {word}
          </button>
        </form>
      </td>
    </tr>
  )
}
