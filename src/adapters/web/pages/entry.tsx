import type { FieldError } from '../../../kernel/index.ts'
import { paths } from '../paths.ts'
import { ErrorSummary, Field } from './field.tsx'

export type LogInProps = {
  readonly email: string
  readonly next: string
  /** Why the last try failed. */
  readonly message: string | null
  readonly errors: readonly FieldError[]
  /** Something that went well before. */
  readonly done: string | null
}

export const LogInPage = ({ email, next, message, errors, done }: LogInProps) => (
  <div class="narrow">
    <h1>Log in</h1>
    {done !== null && (
      <p class="done" role="status">
        {done}
      </p>
    )}
    {message !== null && (
      <p class="summary" role="alert">
        {message}
      </p>
    )}
    <form class="panel form" method="post" action={paths.login}>
      <input type="hidden" name="next" value={next} />
      <Field
        name="email"
        label="E-mail"
        type="email"
        value={email}
        required
        autocomplete="username"
        autofocus={email === ''}
        errors={errors}
      />
      <Field
        name="password"
        label="Password"
        type="password"
        required
        autocomplete="current-password"
        autofocus={email !== ''}
        errors={errors}
      />
      <div class="acts">
        <button type="submit" class="primary">
          Log in
        </button>
      </div>
    </form>
  </div>
)

export type SetUpProps = {
  readonly email: string
  readonly token: string
  /** The page came from this computer, so the token is not asked for. */
  readonly local: boolean
  readonly message: string | null
  readonly errors: readonly FieldError[]
}

const labels = { email: 'E-mail', password: 'Password', setup_token: 'Set-up token' }

export const SetUpPage = ({ email, token, local, message, errors }: SetUpProps) => (
  <div class="narrow">
    <h1>Welcome to Pharos</h1>
    <p>Make the first account. It is the administrator's.</p>
    {message !== null && (
      <p class="summary" role="alert">
        {message}
      </p>
    )}
    <ErrorSummary errors={errors} labels={labels} />
    <form class="panel form" method="post" action={paths.setup}>
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
      {local ? (
        <p class="hint">No set-up token is needed: you are at the computer that Pharos runs on.</p>
      ) : (
        <Field
          name="setup_token"
          label={labels.setup_token}
          value={token}
          hint="Pharos printed a link with it when it started."
          errors={errors}
        />
      )}
      <div class="acts">
        <button type="submit" class="primary">
          Create account
        </button>
      </div>
    </form>
  </div>
)
