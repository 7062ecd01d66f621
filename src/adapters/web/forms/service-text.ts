import { type FieldError, formatDuration, parseDuration } from '../../../kernel/index.ts'
import { presets, type Service } from '../../../modules/services/index.ts'
import { createSettingsForm, type ProbeSettings, settingField } from './probe-settings.ts'
import { pick, type Typed } from './read-form.ts'

/** The fields that the form of every service has, named as in REST bodies. */
export const serviceFieldNames = [
  'name',
  'url',
  'tags',
  'check_interval',
  'timeout',
  'failures_to_down',
  'successes_to_up',
  'degraded_above_ms',
  'retries',
  'flapping_after',
  'depends_on',
] as const
export type ServiceFieldName = (typeof serviceFieldNames)[number]

/** A service as text in a form: the fields above, and the settings of probes by `settingField`. */
export type ServiceText = Readonly<Record<string, string>>

export type ServiceForm = ReturnType<typeof createServiceForm>

export type ServiceFormOptions = {
  readonly probes: readonly ProbeSettings[]
  /** What the configuration gives a service that does not say it. */
  readonly defaults: { readonly intervalMs: number; readonly timeoutMs: number }
}

/** How services become text in a form, and what was typed becomes a service. */
export function createServiceForm({ probes, defaults }: ServiceFormOptions) {
  const settings = createSettingsForm(probes)
  const standard: ServiceText = {
    check_interval: formatDuration(defaults.intervalMs),
    failures_to_down: String(presets.failuresToDown),
    successes_to_up: String(presets.successesToUp),
    retries: '0',
  }
  const names: readonly string[] = [...serviceFieldNames, ...settings.names]
  return {
    probes,
    probeOf: settings.probeOf,
    /** What an empty field stands for, by its name. */
    placeholders: {
      ...standard,
      timeout: formatDuration(defaults.timeoutMs),
      degraded_above_ms: 'never',
      flapping_after: 'never',
      depends_on: 'nothing',
    } as ServiceText,

    /** An empty form. */
    fresh: (): ServiceText => ({ ...pick({}, serviceFieldNames), ...settings.textOf(null) }),

    /** What was typed; settings of a probe that were not in the form are those of `base`. */
    read: (typed: Typed, base: ServiceText): ServiceText => ({
      ...oneKindOfLines(pick(typed, names)),
      ...pick(base, settings.absentFrom(typed)),
    }),

    textOf: (service: Service): ServiceText => ({
      ...baseText(service),
      ...settings.textOf(service),
    }),

    /** For a new service: every field that is left empty but name and address has a default. */
    draftOf: (text: ServiceText): Record<string, unknown> => ({
      ...Object.fromEntries(
        baseValues(text).filter(([name, value]) => value !== '' || needed.includes(name)),
      ),
      ...settings.configOf(text, null),
    }),

    /** For one that exists: an empty field takes the setting away, or back to its default. */
    changeOf: (text: ServiceText, present: Service): Record<string, unknown> => ({
      ...Object.fromEntries(
        baseValues(text).map(([name, value]) => {
          if (value !== '') return [name, value]
          return [name, optional.includes(name) ? null : (standard[name] ?? value)]
        }),
      ),
      ...settings.configOf(text, present),
    }),

    /** Errors by the names of the form's fields. */
    placed(errors: readonly FieldError[], text: ServiceText): FieldError[] {
      const type = settings.probeOf(text.url)?.type ?? ''
      return errors.map(({ path, message }) => {
        const [first = '', ...rest] = path.split('.')
        if (first === 'config') return { path: settingField(type, rest.join('.')), message }
        // One of the list is wrong; the form has one field for all.
        return { path: first === 'tags' ? first : path, message }
      })
    },

    /** The fields of a form whose address is this one. */
    shown: (url: string | undefined): readonly string[] => [
      ...serviceFieldNames,
      ...settings.shown(url),
    ],
  }
}

/** Browsers send the lines of a text with CR LF (HTML, "normalizing newlines"), which is no change to it. */
const oneKindOfLines = (texts: ServiceText): ServiceText =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, text.replaceAll('\r\n', '\n')]),
  )

const needed: readonly string[] = ['name', 'url']
/** Fields of which "none" can be said. */
const optional: readonly string[] = ['timeout', 'degraded_above_ms', 'flapping_after']

const baseValues = (text: ServiceText): [string, string][] =>
  serviceFieldNames.map((name) => [name, (text[name] ?? '').trim()])

const baseText = (service: Service): Record<ServiceFieldName, string> => ({
  name: service.name,
  url: service.url,
  tags: service.tags.join(', '),
  check_interval: formatDuration(service.intervalMs),
  timeout: service.timeoutMs === null ? '' : formatDuration(service.timeoutMs),
  failures_to_down: String(service.failuresToDown),
  successes_to_up: String(service.successesToUp),
  degraded_above_ms: service.degradedAboveMs === null ? '' : String(service.degradedAboveMs),
  retries: String(service.retries),
  flapping_after: service.flappingAfter === null ? '' : String(service.flappingAfter),
  depends_on: service.dependsOn.join(', '),
})

/** Do two texts of a field mean the same? `60`, `60s` and `1m` do. */
export function sameText(name: string, a: string, b: string): boolean {
  if (a.trim() === b.trim()) return true
  if (name === 'check_interval' || name === 'timeout') {
    const [left, right] = [parseDuration(a.trim()), parseDuration(b.trim())]
    return left !== null && left === right
  }
  return (name === 'tags' || name === 'depends_on') && words(a) === words(b)
}

const words = (text: string): string =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .join(' ')
