import type { Child } from 'hono/jsx'
import type { FieldError } from '../../../kernel/index.ts'
import { ErrorSummary, Field } from './field.tsx'

const labels = { email: 'E-mail', password: 'Password', setup_token: 'Set-up token' }

export type NewAccountProps = {
  readonly action: string
  readonly email: string
  /** Why it was refused as a whole. */
  readonly message: string | null
  readonly errors: readonly FieldError[]
  /** What else is asked for, or sent along. */
  readonly children?: Child
}

/** An address and a password for somebody who has none here yet. */
export const NewAccount = ({ action, email, message, errors, children }: NewAccountProps) => (
  <>
    {message !== null && (
      <p class="summary" role="alert">
        {message}
      </p>
    )}
    <ErrorSummary errors={errors} labels={labels} />
    <form class="panel form" method="post" action={action}>
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
      {children}
      <div class="acts">
        <button type="submit" class="primary">
          Create account
        </button>
      </div>
    </form>
  </>
)
