import { maskSettings } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'

/** One setting of a probe, as a form shows it. */
export type Setting = {
  readonly name: string
  readonly title: string
  readonly description: string | null
  readonly kind: 'text' | 'secret' | 'lines' | 'number' | 'yes' | 'choice'
  readonly options: readonly string[]
  readonly least: number | null
  readonly most: number | null
  readonly default: string | number | boolean | null
}

/** The adapter's need of the probes: which addresses are whose, and what can be set. */
export type ProbeSettings = {
  readonly type: string
  readonly title: string
  /** As `URL` writes them: `https:`. */
  readonly schemes: readonly string[]
  readonly settings: readonly Setting[]
}

/**
 * The name of a setting's field. It has the probe's type in it, because without a script the
 * settings of all probes stand in one form.
 */
export const settingField = (type: string, name: string): string => `config.${type}.${name}`

/** Sent with the settings of a probe: an unticked box is sent by nobody. */
export const shownField = (type: string): string => `config.${type}`

type Texts = Readonly<Record<string, string>>

export type SettingsForm = ReturnType<typeof createSettingsForm>

/** The part of a form that the probes' settings make. */
export function createSettingsForm(probes: readonly ProbeSettings[]) {
  const withSettings = probes.filter(({ settings }) => settings.length > 0)

  /** The probe that the address names, or `null` for one that no probe knows. */
  const probeOf = (url: string | undefined): ProbeSettings | null => {
    const scheme = /^\s*([a-z][a-z0-9+.-]*:)/i.exec(url ?? '')?.[1]?.toLowerCase()
    return probes.find(({ schemes }) => schemes.some((own) => own === scheme)) ?? null
  }

  return {
    probeOf,
    names: withSettings.flatMap(namesOf),

    /** The names of the fields whose probe's settings were not in what was typed. */
    absentFrom: (typed: Texts): string[] =>
      withSettings.filter(({ type }) => !Object.hasOwn(typed, shownField(type))).flatMap(namesOf),

    /** The settings of a service as text, and those of all other probes as they are by default. */
    textOf: (service: Pick<Service, 'type' | 'config'> | null): Texts =>
      Object.fromEntries(
        withSettings.flatMap((probe) => [
          [shownField(probe.type), '1'],
          ...fieldsOf(probe).map(({ setting, field }) => {
            const config = service?.type === probe.type ? maskSettings(service.config) : {}
            const own = Object.hasOwn(config, setting.name)
            return [field, settingText(own ? config[setting.name] : setting.default)]
          }),
        ]),
      ),

    /** What the form says of the settings of its address' probe; nothing where they were not in it. */
    configOf(text: Texts, present: Service | null): { config?: Record<string, unknown> } {
      const probe = probeOf(text.url)
      if (probe === null || (text[shownField(probe.type)] ?? '') === '') return {}
      const fields = fieldsOf(probe)
      const described = fields.map(({ setting }) => setting.name)
      const kept = present?.type === probe.type ? Object.entries(present.config) : []
      const config = [
        // A setting that no field can hold stays as it is.
        ...kept.filter(([name]) => !described.includes(name)),
        ...fields.map(({ setting, field }) => [
          setting.name,
          settingValue(setting, text[field] ?? ''),
        ]),
      ]
      return { config: Object.fromEntries(config.filter(([, value]) => value !== undefined)) }
    },

    /** The fields that count with this address. */
    shown(url: string | undefined): string[] {
      const probe = probeOf(url)
      return probe === null ? [] : fieldsOf(probe).map(({ field }) => field)
    },
  }
}

const fieldsOf = ({ type, settings }: ProbeSettings) =>
  settings.map((setting) => ({ setting, field: settingField(type, setting.name) }))

const namesOf = (probe: ProbeSettings): string[] => [
  shownField(probe.type),
  ...fieldsOf(probe).map(({ field }) => field),
]

/** The text of a field from a value; a ticked box is `on`. */
export function settingText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : ''
  if (typeof value === 'object' && value !== null) return linesOf(value)
  return value === null || value === undefined ? '' : String(value)
}

/** The parts of an item that stands in a line, in their order there. */
const partsInOrder = ['on', 'path', 'name', 'op', 'value']

/** A list has an item a line; any other object is lines of `Name: value`. */
function linesOf(value: object): string {
  if (!Array.isArray(value)) {
    return Object.entries(value)
      .map(([name, text]) => `${name}: ${text}`)
      .join('\n')
  }
  return value.map(lineOf).join('\n')
}

const lineOf = (item: unknown): string =>
  typeof item === 'object' && item !== null
    ? partsInOrder.flatMap((part) => Reflect.get(item, part) ?? []).join(' ')
    : String(item)

/** The value for the probe's schema, or `undefined` for its default. */
export function settingValue({ kind }: Pick<Setting, 'kind'>, text: string): unknown {
  if (kind === 'yes') return text !== ''
  // A secret is what was typed, spaces and all.
  if (kind === 'secret') return text === '' ? undefined : text
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return kind === 'number' && /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed
}
