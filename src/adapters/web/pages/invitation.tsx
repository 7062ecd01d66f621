import type { FieldError, Role } from '../../../kernel/index.ts'
import { EmptyState } from '../fragments/state.tsx'
import { paths } from '../paths.ts'
import { ErrorSummary, Field } from './field.tsx'

export type InvitationProps = {
  readonly token: string
  readonly role: Role
  readonly email: string
  readonly errors: readonly FieldError[]
  readonly message: string | null
}

const labels = { email: 'E-mail', password: 'Password' }

export const InvitationPage = ({ token, role, email, errors, message }: InvitationProps) => (
  <div class="narrow">
    <h1>You are invited</h1>
    <p>
      Make an account; it will have the role <b>{role}</b>.
    </p>
    {message !== null && (
      <p class="summary" role="alert">
        {message}
      </p>
    )}
    <ErrorSummary errors={errors} labels={labels} />
    <form class="panel form" method="post" action={paths.invitation}>
      <input type="hidden" name="token" value={token} />
      <Field
        name="email"
        label={labels.email}
        type="email"
        value={email}
        required
        autocomplete="username"
        autofocus
        errors={errors}
      />
      <Field
        name="password"
        label={labels.password}
        type="password"
        required
        autocomplete="new-password"
        hint="At least 8 characters."
        errors={errors}
      />
      <div class="acts">
        <button type="submit" class="primary">
          Create account
        </button>
      </div>
    </form>
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
