import { type FieldError, type Role, roles, type User } from '../../../kernel/index.ts'
import type { ApiToken } from '../../../modules/identity/index.ts'
import { Age, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { ErrorSummary, Field } from './field.tsx'

export type AccountProps = {
  readonly user: User
  readonly tokens: readonly ApiToken[]
  /** A token that was just made: shown this once. */
  readonly secret: string | null
  readonly tokenErrors: readonly FieldError[]
  readonly tokenName: string
  readonly passwordErrors: readonly FieldError[]
}

export const AccountPage = (props: AccountProps) => (
  <div class="narrow">
    <h1>Account</h1>
    <p>
      {plain(props.user.email)}, {props.user.role}
    </p>
    <Tokens {...props} />
    <Password errors={props.passwordErrors} />
  </div>
)

const Tokens = ({ user, tokens, secret, tokenErrors, tokenName }: AccountProps) => (
  <section class="panel" aria-labelledby="h-tokens">
    <header>
      <h2 id="h-tokens">API tokens</h2>
    </header>
    {secret !== null && (
      <div class="secret" role="status">
        <label for="new-token">
          <b>Copy the new token now; it is not shown again.</b>
        </label>
        <input id="new-token" readonly value={secret} />
      </div>
    )}
    {tokens.length === 0 ? (
      <p class="note">No tokens. Programs use one as a bearer token or as a password.</p>
    ) : (
      <TokenTable tokens={tokens} />
    )}
    <form class="form" method="post" action={paths.tokens}>
      <ErrorSummary errors={tokenErrors} labels={{ name: 'Name' }} />
      <Field name="name" label="Name" value={tokenName} required errors={tokenErrors} />
      <div class="field">
        <label for="f-role">Role</label>
        <select id="f-role" name="role">
          {grantable(user.role).map((role) => (
            <option value={role} selected={role === user.role}>
              {role}
            </option>
          ))}
        </select>
      </div>
      <div class="acts">
        <button type="submit" class="primary">
          Create token
        </button>
      </div>
    </form>
  </section>
)

/** A token may do no more than whoever makes it. */
const grantable = (role: Role): readonly Role[] => roles.slice(0, roles.indexOf(role) + 1)

const TokenTable = ({ tokens }: { tokens: readonly ApiToken[] }) => (
  <table>
    <caption class="hidden">Your API tokens</caption>
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Begins with</th>
        <th scope="col">Role</th>
        <th scope="col">Created</th>
        <th scope="col">
          <span class="hidden">Actions</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {tokens.map((token) => (
        <tr>
          <th scope="row">{plain(token.name)}</th>
          <td>
            <code>{token.prefix}…</code>
          </td>
          <td>{token.role}</td>
          <td>
            <Age at={token.createdAt} />
          </td>
          <td class="c-acts">
            <form method="post" action={paths.revokeToken(token.id)}>
              <button type="submit" aria-label={`Revoke ${plain(token.name)}`}>
                Revoke
              </button>
            </form>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

const passwordLabels = { current_password: 'Current password', new_password: 'New password' }

const Password = ({ errors }: { errors: readonly FieldError[] }) => (
  <section class="panel" aria-labelledby="h-password">
    <header>
      <h2 id="h-password">Password</h2>
    </header>
    <form class="form" method="post" action={paths.password}>
      <ErrorSummary errors={errors} labels={passwordLabels} />
      <Field
        name="current_password"
        label={passwordLabels.current_password}
        type="password"
        required
        autocomplete="current-password"
        errors={errors}
      />
      <Field
        name="new_password"
        label={passwordLabels.new_password}
        type="password"
        required
        autocomplete="new-password"
        hint="At least 8 characters. Every log-in of yours ends, this one too."
        errors={errors}
      />
      <div class="acts">
        <button type="submit">Change password</button>
      </div>
    </form>
  </section>
)
