import { maskSettings, type Settings } from '../../../kernel/index.ts'
import { type Setting, settingText, settingValue } from './probe-settings.ts'
import type { Typed } from './read-form.ts'

/** The adapter's need of something that is set up by a form: a channel, a connection. */
export type ConfigType = {
  readonly type: string
  readonly title: string
  readonly settings: readonly Setting[]
  /** Where it leads; `null` where that is itself a secret, or nowhere. */
  destination(settings: Settings): string | null
}

export const configField = (name: string): string => `config.${name}`

/** What the form shows of settings; of none, what is set by default. */
export function configText(kind: ConfigType, present: Settings | null): Typed {
  const config = present === null ? {} : maskSettings(present)
  return Object.fromEntries(
    kind.settings.map(({ name, ...setting }) => [
      configField(name),
      settingText(Object.hasOwn(config, name) ? config[name] : setting.default),
    ]),
  )
}

/** The settings of a REST body that a form comes to; one that is left empty has its default. */
export function configDraft(kind: ConfigType, typed: Typed): Settings {
  const settings = kind.settings.map((setting) => [
    setting.name,
    settingValue(setting, typed[configField(setting.name)] ?? ''),
  ])
  return Object.fromEntries(settings.filter(([, value]) => value !== undefined))
}
