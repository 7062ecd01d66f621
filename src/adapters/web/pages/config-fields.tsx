import { type FieldError, secretMask } from '../../../kernel/index.ts'
import { type ConfigType, configField, type Setting, type Typed } from '../forms/index.ts'
import { Field } from './field.tsx'

type ConfigFieldsProps = {
  readonly kind: ConfigType
  readonly text: Typed
  readonly errors: readonly FieldError[]
}

/** A field for each setting of a channel or a connection. */
export const ConfigFields = ({ kind, ...props }: ConfigFieldsProps) => (
  <>
    {kind.settings.map((setting) => (
      <ConfigField setting={setting} {...props} />
    ))}
  </>
)

const ConfigField = ({
  setting,
  text,
  errors,
}: Omit<ConfigFieldsProps, 'kind'> & { readonly setting: Setting }) => {
  const name = configField(setting.name)
  const value = text[name] ?? ''
  const { kind } = setting
  const isKept = kind === 'secret' && value === secretMask
  return (
    <Field
      name={name}
      label={setting.title}
      type={kind === 'secret' ? 'password' : kind}
      options={setting.options}
      value={value}
      least={setting.least}
      most={setting.most}
      errors={errors}
      hint={
        isKept ? 'There is one; leave it as it is to keep it.' : (setting.description ?? undefined)
      }
      autocomplete={kind === 'secret' ? 'new-password' : 'off'}
    />
  )
}

/** An error of one item of a list stands at the list. */
export const atFields = (errors: readonly FieldError[]): readonly FieldError[] =>
  errors.map((error) => ({ ...error, path: error.path.replace(/^(config\.[^.]+)\..*$/, '$1') }))

/** The labels of these fields by their names. */
export const configLabels = (kind: ConfigType): Readonly<Record<string, string>> =>
  Object.fromEntries(kind.settings.map(({ name, title }) => [configField(name), title]))
