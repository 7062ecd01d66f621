import { type Page, type Role, roles, type UserId } from '../../../kernel/index.ts'
import type { Account, Invitation } from '../../../modules/identity/index.ts'
import { Age, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Choose } from './choose.tsx'
import { Lines } from './lines.tsx'
import { Pager } from './pager.tsx'
import { settingsTabs, Tabs } from './tabs.tsx'
import { When } from './when.tsx'

export type UsersProps = {
  readonly accounts: Page<Account>
  /** Open log-ins of those on this page. */
  readonly sessions: ReadonlyMap<UserId, number>
  /** Who looks. */
  readonly own: UserId
  readonly invitations: readonly Invitation[]
  /** The link of an invitation that was just made: shown this once. */
  readonly link: string | null
  /** Something that went well before. */
  readonly done: string | null
}

export const UsersPage = (props: UsersProps) => (
  <div class="middling">
    <h1>Users</h1>
    <Tabs label="Settings" tabs={settingsTabs} at={paths.users} />
    {props.done !== null && (
      <p class="done" role="status">
        {props.done}
      </p>
    )}
    <section class="panel" aria-labelledby="h-users">
      <header>
        <h2 id="h-users">Accounts</h2>
      </header>
      <UserTable {...props} />
      <Pager page={props.accounts} noun="accounts" to={paths.usersPage} />
    </section>
    <Invitations {...props} />
  </div>
)

const UserTable = ({ accounts, sessions, own }: UsersProps) => (
  <Lines caption="Accounts with their roles" columns={['E-mail', 'Role', 'Log-ins', 'Created']}>
    {accounts.items.map((account) => (
      <tr>
        <th scope="row">
          <b>{plain(account.email)}</b>
          {account.id === own && <span class="mark">you</span>}
          {account.disabled && <span class="mark off">disabled</span>}
        </th>
        <td>{account.role}</td>
        <td data-label="log-ins">{sessions.get(account.id) ?? 0}</td>
        <td data-label="created">
          <Age at={account.createdAt} />
        </td>
        <td class="c-acts">
          <a
            class="button"
            href={paths.user(account.id)}
            aria-label={`Change ${plain(account.email)}`}
          >
            Change
          </a>
        </td>
      </tr>
    ))}
  </Lines>
)

const roleWords: Readonly<Record<Role, string>> = {
  viewer: 'viewer: sees everything',
  editor: 'editor: also changes services',
  admin: 'admin: also changes users',
}

export const roleChoices = roles.map((role) => ({ value: role, word: roleWords[role] }))

const Invitations = ({ invitations, link }: UsersProps) => (
  <section id="invitations" class="panel" aria-labelledby="h-invitations">
    <header>
      <h2 id="h-invitations">Invitations</h2>
    </header>
    {link !== null && (
      <div class="secret" role="status">
        <label for="new-link">
          <b>Send this link to one person; it is not shown again and is good for 7 days.</b>
        </label>
        <input id="new-link" readonly value={link} />
      </div>
    )}
    {invitations.length === 0 ? (
      <p class="note">No open invitations.</p>
    ) : (
      <InvitationTable invitations={invitations} />
    )}
    <form class="form" method="post" action={paths.invitations}>
      <Choose
        name="role"
        label="Role"
        value="viewer"
        choices={roleChoices}
        hint="What the invited person may do."
      />
      <div class="acts">
        <button type="submit" class="primary">
          Create invitation
        </button>
      </div>
    </form>
  </section>
)

const InvitationTable = ({ invitations }: Pick<UsersProps, 'invitations'>) => (
  <Lines caption="Open invitations" columns={['Role', 'Invited by', 'Made', 'Expires']}>
    {invitations.map((invitation) => (
      <InvitationRow invitation={invitation} />
    ))}
  </Lines>
)

const InvitationRow = ({ invitation }: { invitation: Invitation }) => (
  <tr>
    <th scope="row">
      <b>{invitation.role}</b>
    </th>
    <td data-label="by">
      {invitation.createdBy === '' ? (
        <span class="none">unknown</span>
      ) : (
        plain(invitation.createdBy)
      )}
    </td>
    <td data-label="made">
      {invitation.createdAt === 0 ? (
        <span class="none">unknown</span>
      ) : (
        <Age at={invitation.createdAt} />
      )}
    </td>
    <td data-label="expires">
      <When at={invitation.expiresAt} />
    </td>
    <td class="c-acts">
      <form method="post" action={paths.revokeInvitation(invitation.key)}>
        <button type="submit" aria-label={`Revoke the invitation as ${invitation.role}`}>
          Revoke
        </button>
      </form>
    </td>
  </tr>
)
