import { type FieldError, type Role, roles } from '../../../kernel/index.ts'
import type { ApiToken } from '../../../modules/identity/index.ts'
import { Age, plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Choose, plainChoices } from './choose.tsx'
import { ErrorSummary, Field } from './field.tsx'
import { Lines } from './lines.tsx'
import { When } from './when.tsx'

/** What the form of a new token holds. */
export type TokenForm = {
  readonly name: string
  readonly role: string
  /** Days; empty for a token without an end. */
  readonly expires_in_days: string
}

export type TokensProps = {
  /** Of whoever looks. */
  readonly role: Role
  readonly tokens: readonly ApiToken[]
  readonly secret: string | null
  readonly form: TokenForm
  readonly errors: readonly FieldError[]
}

const labels = { name: 'Name', role: 'Role', expires_in_days: 'Expires' }

const lives = [
  { value: '7', word: 'in 7 days' },
  { value: '30', word: 'in 30 days' },
  { value: '90', word: 'in 90 days' },
  { value: '365', word: 'in a year' },
  { value: '', word: 'never' },
]

export const Tokens = ({ role, tokens, secret, form, errors }: TokensProps) => (
  <section id="tokens" class="panel" aria-labelledby="h-tokens">
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
      <ErrorSummary errors={errors} labels={labels} />
      <Field name="name" label={labels.name} value={form.name} required errors={errors} />
      <div class="row">
        <Choose
          name="role"
          label={labels.role}
          value={form.role}
          choices={plainChoices(grantable(role))}
          errors={errors}
        />
        <Choose
          name="expires_in_days"
          label={labels.expires_in_days}
          value={form.expires_in_days}
          choices={lives}
          errors={errors}
        />
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
  <Lines caption="Your API tokens" columns={['Name', 'Begins with', 'Role', 'Created', 'Expires']}>
    {tokens.map((token) => (
      <tr>
        <th scope="row">
          <b>{plain(token.name)}</b>
        </th>
        <td>
          <code>{token.prefix}…</code>
        </td>
        <td>{token.role}</td>
        <td data-label="created">
          <Age at={token.createdAt} />
        </td>
        <td data-label="expires">
          {token.expiresAt === null ? 'never' : <When at={token.expiresAt} />}
        </td>
        <td class="c-acts">
          <a
            class="button"
            href={paths.revokeToken(token.id)}
            aria-label={`Revoke ${plain(token.name)}`}
          >
            Revoke
          </a>
        </td>
      </tr>
    ))}
  </Lines>
)

/** Asks before the token is gone for good. */
export const RevokePage = ({ token }: { token: ApiToken }) => (
  <div class="narrow">
    <h1>Revoke {plain(token.name)}?</h1>
    <p>
      Programs that use the token <code>{token.prefix}…</code> are refused from their next request
      on. It cannot be taken back.
    </p>
    <form class="acts" method="post" action={paths.revokeToken(token.id)}>
      <button type="submit" class="danger">
        Revoke token
      </button>
      <a class="button" href={`${paths.account}#tokens`}>
        Keep it
      </a>
    </form>
  </div>
)
