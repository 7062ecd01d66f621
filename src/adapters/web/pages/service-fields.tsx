import type { FieldError } from '../../../kernel/index.ts'
import {
  type Notes,
  type ProbeSettings,
  type ServiceFieldName,
  type ServiceForm,
  type ServiceText,
  type Setting,
  serviceFieldNames,
  settingField,
  shownField,
} from '../forms/index.ts'
import { Field, type FieldProps } from './field.tsx'

const serviceLabels: Readonly<Record<ServiceFieldName, string>> = {
  name: 'Name',
  url: 'Address',
  tags: 'Tags',
  check_interval: 'Check interval',
  timeout: 'Timeout',
  failures_to_down: 'Failures until down',
  successes_to_up: 'Successes until up',
  degraded_above_ms: 'Degraded above',
  retries: 'Retries',
  flapping_after: 'Flapping after',
  depends_on: 'Depends on',
}

const looks: Readonly<Record<ServiceFieldName, Partial<FieldProps>>> = {
  name: { required: true },
  url: {
    required: true,
    hint: 'Where to look: https://api.example.com/health or tcp://db.example.com:5432',
  },
  tags: { hint: 'To find and group services: shop, team:web, eu/west-1.' },
  check_interval: { hint: 'Seconds, or a duration such as 30s or 5m.' },
  timeout: { hint: 'Seconds, or a duration such as 10s.' },
  failures_to_down: { hint: 'Failed checks in a row.' },
  successes_to_up: { hint: 'Good checks in a row.' },
  degraded_above_ms: { hint: 'Milliseconds; slower counts as degraded.' },
  retries: { hint: 'Tries more within a check before it has failed, 0 to 5.' },
  flapping_after: {
    hint: 'Changes within 21 checks, 2 to 20; it stays at the worse until it is calm.',
  },
  depends_on: { hint: 'Ids of services. While one is down, nobody is told of this one.' },
}

/** The labels of all fields by their names. */
export const labelsOf = ({ probes }: ServiceForm): Readonly<Record<string, string>> => ({
  ...serviceLabels,
  ...Object.fromEntries(
    probes.flatMap(({ type, settings }) =>
      settings.map(({ name, title }) => [settingField(type, name), title]),
    ),
  ),
})

type FieldsProps = {
  readonly text: ServiceText
  readonly errors: readonly FieldError[]
  readonly notes: Notes
}

/** The field that is to be looked at first: one in error, else one that both changed. */
const startsAt = (name: string, { errors, notes }: FieldsProps): boolean => {
  if (errors.length > 0) return errors[0]?.path === name
  return Object.entries(notes).find(([, { kind }]) => kind === 'clash')?.[0] === name
}

/** Fields that most leave as they are by default: they stand together below the others. */
const limits: readonly ServiceFieldName[] = [
  'timeout',
  'failures_to_down',
  'successes_to_up',
  'degraded_above_ms',
  'retries',
  'flapping_after',
  'depends_on',
]
const essentials = serviceFieldNames.filter((name) => !limits.includes(name))

type ServiceFieldsProps = FieldsProps & Pick<ServiceForm, 'placeholders'>

/** What every service has. */
export const ServiceFields = (props: ServiceFieldsProps) => (
  <>
    {essentials.map((name) => (
      <ServiceField {...props} name={name} />
    ))}
    <div class="pairs">
      {limits.map((name) => (
        <ServiceField {...props} name={name} />
      ))}
    </div>
  </>
)

const ServiceField = ({
  name,
  ...props
}: ServiceFieldsProps & { readonly name: ServiceFieldName }) => (
  <Field
    {...looks[name]}
    name={name}
    label={serviceLabels[name]}
    value={props.text[name] ?? ''}
    placeholder={props.placeholders[name]}
    errors={props.errors}
    note={props.notes[name]}
    autofocus={startsAt(name, props)}
  />
)

/**
 * What the probes can be told, one group a probe; only that of the address counts, and the style
 * sheet hides it all where there is none. It stands open where something in it is not as it is by
 * default.
 */
export const MoreFields = ({ form, ...props }: FieldsProps & { readonly form: ServiceForm }) => {
  const groups = form.probes.filter(({ settings }) => settings.length > 0)
  const own = form.probeOf(props.text.url)
  const fresh = form.fresh()
  const told = [
    ...props.errors.map(({ path }) => path),
    ...Object.keys(props.notes),
    ...form.shown(props.text.url).filter((name) => props.text[name] !== fresh[name]),
  ]
  return (
    <details class="more" open={told.some((name) => name.startsWith('config.'))}>
      <summary>More</summary>
      {groups.map((probe) => (
        <SettingsGroup {...props} probe={probe} hidden={own !== null && own !== probe} />
      ))}
    </details>
  )
}

type GroupProps = FieldsProps & { readonly probe: ProbeSettings; readonly hidden: boolean }

const SettingsGroup = ({ probe, hidden, ...props }: GroupProps) => (
  <fieldset data-schemes={probe.schemes.join(' ')} hidden={hidden}>
    <legend>{probe.title}</legend>
    <input type="hidden" name={shownField(probe.type)} value="1" />
    {probe.settings.map((setting) => {
      const name = settingField(probe.type, setting.name)
      return (
        <Field
          name={name}
          label={setting.title}
          type={typeOf(setting)}
          options={setting.options}
          hint={hintOf(setting, props.text[name] ?? '')}
          autocomplete={setting.kind === 'secret' ? 'new-password' : 'off'}
          least={setting.least}
          most={setting.most}
          value={props.text[name] ?? ''}
          errors={props.errors}
          note={props.notes[name]}
          autofocus={startsAt(name, props)}
        />
      )
    })}
  </fieldset>
)

const typeOf = ({ kind }: Setting): FieldProps['type'] => (kind === 'secret' ? 'password' : kind)

const hintOf = ({ kind, description }: Setting, value: string): string | undefined =>
  kind === 'secret' && value === '***'
    ? 'There is one; leave it as it is to keep it.'
    : (description ?? undefined)
