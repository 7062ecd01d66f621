import { type FieldError, maskSettings } from '../../../kernel/index.ts'
import type { Connection } from '../../../modules/pipelines/index.ts'
import type { ConfigType, Typed } from '../forms/index.ts'
import { plain } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { atFields, ConfigFields, configLabels } from './config-fields.tsx'
import { ErrorSummary, Field } from './field.tsx'

type ConnectionFormProps = {
  readonly platform: ConfigType
  /** `null` for one that is not made yet. */
  readonly connection: Connection | null
  readonly text: Typed
  readonly errors: readonly FieldError[]
}

/** What can be set of a connection. */
export const ConnectionForm = ({ platform, connection, text, ...props }: ConnectionFormProps) => {
  const errors = atFields(props.errors)
  const isNew = connection === null
  return (
    <form
      class="form panel"
      method="post"
      action={isNew ? paths.connections : paths.connection(connection.id)}
    >
      <ErrorSummary errors={errors} labels={labelsOf(platform)} />
      <input type="hidden" name="platform" value={platform.type} />
      {!isNew && <input type="hidden" name="rev" value={text.rev ?? ''} />}
      <Field
        name="name"
        label="Name"
        value={text.name ?? ''}
        errors={errors}
        required
        hint="It stands in the address of its webhooks."
      />
      <ConfigFields kind={platform} text={text} errors={errors} />
      <Field name="enabled" label="On" type="yes" value={text.enabled ?? ''} errors={errors} />
      <div class="acts">
        <button type="submit" class="primary">
          {isNew ? 'Add connection' : 'Save'}
        </button>
        <a class="button" href={paths.connections}>
          Cancel
        </a>
      </div>
    </form>
  )
}

const labelsOf = (platform: ConfigType): Readonly<Record<string, string>> => ({
  name: 'Name',
  enabled: 'On',
  ...configLabels(platform),
})

type OwnedProps = { readonly platform: ConfigType; readonly connection: Connection }

/** What is set of a connection that only the configuration file changes. */
export const OwnedSettings = ({ platform, connection }: OwnedProps) => {
  const config = maskSettings(connection.config)
  return (
    <section class="panel" aria-labelledby="h-settings">
      <header>
        <h2 id="h-settings">Settings</h2>
      </header>
      <p class="note">Declared in the configuration file, and changed only there.</p>
      <dl class="facts">
        {platform.settings.map(({ name, title, kind }) => (
          <div>
            <dt>{title}</dt>
            <dd>{shown(config[name], kind === 'secret')}</dd>
          </div>
        ))}
        <div>
          <dt>On</dt>
          <dd>{connection.enabled ? 'yes' : 'no'}</dd>
        </div>
      </dl>
    </section>
  )
}

/** A secret is never shown, whether it is sealed or not. */
function shown(value: unknown, isSecret: boolean): string {
  if (value === undefined || value === null || value === '') return 'not set'
  if (isSecret) return 'set'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return plain(Array.isArray(value) ? value.join(', ') : String(value))
}
