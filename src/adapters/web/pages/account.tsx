import type { FieldError, User } from '../../../kernel/index.ts'
import type { ApiToken } from '../../../modules/identity/index.ts'
import { plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { choices, type Preferences } from '../preferences.ts'
import { AccountPipelines, type AccountPipelinesProps } from './account-pipelines.tsx'
import { Choose, plainChoices } from './choose.tsx'
import { ErrorSummary, Field } from './field.tsx'
import { accountTabs, Tabs } from './tabs.tsx'
import { type TokenForm, Tokens } from './tokens.tsx'

export type AccountProps = {
  readonly user: User
  readonly preferences: Preferences
  readonly pipelines: AccountPipelinesProps
  readonly tokens: readonly ApiToken[]
  /** A token that was just made: shown this once. */
  readonly secret: string | null
  readonly tokenForm: TokenForm
  readonly tokenErrors: readonly FieldError[]
  readonly passwordErrors: readonly FieldError[]
  /** Something that went well before. */
  readonly done: string | null
}

export const AccountPage = (props: AccountProps) => (
  <div class="middling">
    <h1>Account</h1>
    <Tabs label="Account" tabs={accountTabs} at={paths.account} />
    {props.done !== null && (
      <p class="done" role="status">
        {props.done}
      </p>
    )}
    <p class="who">
      <b>{plain(props.user.email)}</b> <span class="mark">{props.user.role}</span>
    </p>
    <PreferencesPanel {...props.preferences} />
    <AccountPipelines {...props.pipelines} />
    <Tokens
      role={props.user.role}
      tokens={props.tokens}
      secret={props.secret}
      form={props.tokenForm}
      errors={props.tokenErrors}
    />
    <Password errors={props.passwordErrors} />
  </div>
)

const PreferencesPanel = ({ theme, density, shortcuts }: Preferences) => (
  <section id="preferences" class="panel" aria-labelledby="h-preferences">
    <header>
      <h2 id="h-preferences">Preferences</h2>
    </header>
    <form class="form" method="post" action={paths.preferences}>
      <div class="row">
        <Choose name="theme" label="Theme" value={theme} choices={plainChoices(choices.theme)} />
        <Choose
          name="density"
          label="Density"
          value={density}
          choices={plainChoices(choices.density)}
        />
        <Choose
          name="shortcuts"
          label="Single-key shortcuts"
          value={shortcuts}
          choices={plainChoices(choices.shortcuts)}
        />
      </div>
      <div class="acts">
        <button type="submit">Save preferences</button>
        <span class="hint">They hold in this browser, and in others from the next log-in on.</span>
      </div>
    </form>
  </section>
)

const passwordLabels = { current_password: 'Current password', new_password: 'New password' }

const Password = ({ errors }: { errors: readonly FieldError[] }) => (
  <section id="password" class="panel" aria-labelledby="h-password">
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
        hint="At least 8 characters. Every log-in of yours ends, this one too; API tokens stay."
        errors={errors}
      />
      <div class="acts">
        <button type="submit">Change password</button>
      </div>
    </form>
  </section>
)
