import type { FieldError } from '../../../kernel/index.ts'
import { paths } from '../paths.ts'
import { Field } from './field.tsx'
import { NewAccount } from './new-account.tsx'

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

export const SetUpPage = ({ email, token, local, message, errors }: SetUpProps) => (
  <div class="narrow">
    <h1>Welcome to Pharos</h1>
    <p>Make the first account. It is the administrator's.</p>
    <NewAccount action={paths.setup} email={email} message={message} errors={errors}>
      {local ? (
        <p class="hint">No set-up token is needed: you are at the computer that Pharos runs on.</p>
      ) : (
        <Field
          name="setup_token"
          label="Set-up token"
          value={token}
          hint="Pharos printed a link with it when it started."
          errors={errors}
        />
      )}
    </NewAccount>
  </div>
)
