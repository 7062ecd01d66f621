import type { FieldError, SessionId } from '../../../kernel/index.ts'
import type { Account, Session } from '../../../modules/identity/index.ts'
import { Age, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Choose } from './choose.tsx'
import { SessionTable } from './sessions.tsx'
import { settingsTabs, Tabs } from './tabs.tsx'
import { roleChoices } from './users.tsx'

/** What the form holds: a role, and `yes` or `no`. */
export type AccessForm = { readonly role: string; readonly disabled: string }

export type UserProps = {
  readonly account: Account
  readonly sessions: readonly Session[]
  /** The session that asks. */
  readonly own: SessionId | null
  readonly form: AccessForm
  readonly errors: readonly FieldError[]
  /** Somebody else saved after the form was drawn. */
  readonly clash: boolean
  readonly done: string | null
}

export const accessOf = ({ role, disabled }: Account): AccessForm => ({
  role,
  disabled: disabled ? 'yes' : 'no',
})

export const UserPage = (props: UserProps) => {
  const { account, sessions, own, done } = props
  return (
    <div class="middling">
      <h1>{plain(account.email)}</h1>
      <Tabs label="Settings" tabs={settingsTabs} at={paths.users} />
      {done !== null && (
        <p class="done" role="status">
          {done}
        </p>
      )}
      <p class="who">
        <span class="mark">{account.role}</span>
        {account.disabled && <span class="mark off">disabled</span>} since{' '}
        <Age at={account.createdAt} />
      </p>
      <Access {...props} />
      <section class="panel" aria-labelledby="h-sessions">
        <header>
          <h2 id="h-sessions">Sessions</h2>
          {sessions.length > 0 && (
            <form method="post" action={paths.endSessionsOf(account.id)}>
              <button type="submit">
                {sessions.some(({ id }) => id === own) ? 'End all others' : 'End all'}
              </button>
            </form>
          )}
        </header>
        {sessions.length === 0 ? (
          <p class="note">No log-in is open.</p>
        ) : (
          <SessionTable
            sessions={sessions}
            own={own}
            endAt={(id) => paths.endSessionOf(account.id, id)}
          />
        )}
      </section>
    </div>
  )
}

const doors = [
  { value: 'no', word: 'may log in' },
  { value: 'yes', word: 'disabled: sessions and tokens are refused' },
]

const Access = ({ account, form, errors, clash }: UserProps) => {
  const theirs = accessOf(account)
  return (
    <section class="panel" aria-labelledby="h-access">
      <header>
        <h2 id="h-access">Access</h2>
      </header>
      <form class="form" method="post" action={paths.user(account.id)}>
        <input type="hidden" name="_rev" value={account.rev} />
        {clash && (
          <div class="summary" role="alert">
            <p>
              <b>Not saved.</b> This account was changed meanwhile. What you chose stands below;
              saving again puts it over what is there now.
            </p>
          </div>
        )}
        <div class="row">
          <Choose
            name="role"
            label="Role"
            value={form.role}
            choices={roleChoices}
            errors={errors}
            others={clash && form.role !== theirs.role ? `It is ${theirs.role} now.` : undefined}
          />
          <Choose
            name="disabled"
            label="Log-in"
            value={form.disabled}
            choices={doors}
            errors={errors}
            others={
              clash && form.disabled !== theirs.disabled
                ? `The account is ${account.disabled ? 'disabled' : 'open'} now.`
                : undefined
            }
          />
        </div>
        <div class="acts">
          <button type="submit" class="primary">
            Save
          </button>
          <a class="button" href={paths.users}>
            Back to the users
          </a>
          <span class="hint">It holds from the next request of this user on.</span>
        </div>
      </form>
    </section>
  )
}
