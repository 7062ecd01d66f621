import type { FieldError, Role } from '../../../kernel/index.ts'
import { EmptyState } from '../fragments/state.tsx'
import { paths } from '../paths.ts'
import { NewAccount } from './new-account.tsx'

export type InvitationProps = {
  readonly token: string
  readonly role: Role
  readonly email: string
  readonly errors: readonly FieldError[]
  readonly message: string | null
}

export const InvitationPage = ({ token, role, email, errors, message }: InvitationProps) => (
  <div class="narrow">
    <h1>You are invited</h1>
    <p>
      Make an account; it will have the role <b>{role}</b>.
    </p>
    <NewAccount action={paths.invitation} email={email} message={message} errors={errors}>
      <input type="hidden" name="token" value={token} />
    </NewAccount>
  </div>
)

export const NoInvitationPage = () => (
  <div class="narrow">
    <EmptyState
      level={1}
      icon="mail"
      title="This invitation is not good any more"
      action={{ href: paths.login, word: 'Log in' }}
    >
      <p>It was used, it expired or it was revoked. Ask an admin for a new one.</p>
    </EmptyState>
  </div>
)
